import Machine

/// Many rows over several axes side by side, each row one line: which settings lead where.
///
/// Lines take the color of the last axis (the objective). With the script, dragging along an axis keeps only the lines
/// that pass there; several axes narrow together, a click frees one.
///
/// - Limits: at most `limit` lines: the best half of them by the last axis, and an even choice of the others; a row
///   with a value missing has its line interrupted at that axis
package struct ParallelChart: Chart {
    package static let kind = "parallel"

    package struct Dimension: Sendable {
        package var name: String
        /// One for each row; for names their index in `categories`; not a number where a row has none.
        package var values: [Double]
        package var scale = Axis.Scale.linear
        package var categories: [String]?

        package init(_ name: String, values: [Double]) {
            self.name = name
            self.values = values
        }
    }

    package var title: String
    /// The objective last.
    package var dimensions: [Dimension]
    /// Whether the smallest values of the last axis are the best.
    package var isSmallBest = true
    /// What the pointer shows for each row.
    package var names: [String] = []
    package var limit = 1500
    package var note: String?

    package init(title: String, dimensions: [Dimension]) {
        self.title = title
        self.dimensions = dimensions
    }

    package func figure() -> Figure {
        let rows = chosen
        guard dimensions.count >= 2, !rows.isEmpty, dimensions.last != nil else {
            return .empty(kind: Self.kind, title: title, reason: "There are no finite objectives to draw.")
        }
        let axes = dimensions.map { dimension in
            dimension.categories.map { Axis(dimension.name, categories: $0) }
                ?? Axis(dimension.name, fitting: dimension.values, scale: dimension.scale, margin: 0)
                ?? Axis(dimension.name, from: 0, to: 1)
        }
        let layout = ParallelLayout(axes: axes)
        var drawing = SVGDrawing()
        drawing.group("marks brushable") { drawing in
            // The best last, above the others. Colors go by rank: a few very bad rows must not make all others equal.
            for (rank, row) in rows.enumerated().reversed() {
                let shade = ColorScale.steps - 1 - rank * ColorScale.steps / rows.count
                var path = SVGPath()
                path.lines(axes.indices.map { layout.point($0, dimensions[$0].values[row]) })
                drawing.path(path, "thread s\(shade)", title: names.indices.contains(row) ? names[row] : nil)
            }
        }
        layout.drawAxes(&drawing)
        var figure = Figure(
            kind: Self.kind, title: title, description: summary(rows),
            drawings: [Figure.Drawing(drawing, size: ParallelLayout.size)])
        figure.isWide = true
        figure.note = notes(rows.count)
        return figure
    }

    /// The rows to draw, the best first.
    private var chosen: [Int] {
        guard let objective = dimensions.last else { return [] }
        let count = dimensions.map(\.values.count).min() ?? 0
        let sign = isSmallBest ? 1.0 : -1.0
        let ranked = (0..<count).filter { objective.values[$0].isFinite }
            .sorted { (sign * objective.values[$0], $0) < (sign * objective.values[$1], $1) }
        guard ranked.count > limit else { return ranked }
        let best = limit / 2
        let others = ranked.count - best
        return Array(ranked.prefix(best))
            + (0..<(limit - best)).map { ranked[best + $0 * others / (limit - best)] }
    }

    private func notes(_ shown: Int) -> String {
        let total = dimensions.last?.values.count ?? 0
        var parts = ["Drag along an axis to keep only the lines that pass there; click it to free it."]
        if shown < total {
            parts.append("\(NumberText.count(shown)) of \(NumberText.count(total)) are drawn.")
        }
        if let note { parts.append(note) }
        return parts.joined(separator: " ")
    }

    private func summary(_ rows: [Int]) -> String {
        guard let best = rows.first else { return "" }
        let parts = dimensions.map { dimension in
            let value = dimension.values[best]
            return "\(dimension.name) \(Axis.name(of: value, in: dimension.categories))"
        }
        return "\(NumberText.count(rows.count)) lines; the best one has \(parts.joined(separator: ", "))."
    }
}

/// Vertical axes at equal distances.
private struct ParallelLayout {
    static let size = DrawingSize.wide
    let axes: [Axis]
    private let top = 44.0
    private let bottom = size.height - 16
    private let left = 70.0

    private func x(_ index: Int) -> Double {
        left + (Self.size.width - left - 60) * Double(index) / Double(max(1, axes.count - 1))
    }

    func point(_ index: Int, _ value: Double) -> (x: Double, y: Double)? {
        guard let fraction = value.isFinite ? axes[index].fraction(value) : nil else { return nil }
        return (x(index), bottom - min(1, max(0, fraction)) * (bottom - top))
    }

    /// Above its axis, in two rows by turns; moved inwards where it would leave the drawing.
    private func drawName(_ name: String, _ index: Int, room: Double, _ drawing: inout SVGDrawing) {
        // Bold letters are a twelfth wider.
        let shown = TextWidth.fitted(name, to: 2 * room / 1.08)
        let half = TextWidth.of(shown) * 1.08 / 2
        let middle = min(Self.size.width - half, max(half, x(index)))
        drawing.text(
            shown, x: middle, y: index % 2 == 0 ? 30 : 14, "name strong", anchor: .middle,
            title: shown == name ? nil : name)
    }

    func drawAxes(_ drawing: inout SVGDrawing) {
        let room = axes.count > 1 ? x(1) - x(0) - 8 : 200
        for (index, axis) in axes.enumerated() {
            let place = x(index)
            let ticks = axis.ticks(along: bottom - top, isHorizontal: false)
            drawing.group("parallel-axis", data: ["x": SVGPath.coordinate(place)]) { drawing in
                drawing.rectangle(
                    x: place - 12, y: top, width: 24, height: bottom - top, "brush-area")
                drawing.line(place, top, place, bottom, "axis")
                for (value, label) in zip(ticks.values, ticks.labels) {
                    guard let point = point(index, value) else { continue }
                    drawing.line(place - 4, point.y, place, point.y, "tick")
                    drawing.text(
                        TextWidth.fitted(label, to: index == 0 ? 64 : min(room - 14, 120)), x: place - 6,
                        y: point.y + 4,
                        "label halo",
                        anchor: .end)
                }
                drawName(axis.label, index, room: room, &drawing)
            }
        }
    }
}
