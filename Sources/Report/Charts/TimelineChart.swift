import Machine

/// What ran when: a bar from start to end for each item, in as few rows as they need side by side.
///
/// - Limits: up to 400 items are bars of their own with their name under the pointer; more are drawn as one shape for
///   each state
package struct TimelineChart: Chart {
    package static let kind = "timeline"

    package struct Item: Sendable {
        package var name: String
        /// Seconds from the beginning.
        package var start: Double
        package var end: Double
        /// The index of its state in `states`.
        package var state: Int

        package init(_ name: String, start: Double, end: Double, state: Int) {
            self.name = name
            self.start = start
            self.end = end
            self.state = state
        }
    }

    package var title: String
    package var states: [String]
    package var items: [Item]
    package var note: String?

    package init(title: String, states: [String], items: [Item]) {
        self.title = title
        self.states = states
        self.items = items
    }

    package func figure() -> Figure {
        let usable = items.filter { $0.start.isFinite && $0.end.isFinite && $0.end >= $0.start }
            .sorted { ($0.start, $0.end) < ($1.start, $1.end) }
        guard let x = Axis("seconds", fitting: usable.flatMap { [$0.start, $0.end] }, margin: 0.01) else {
            return .empty(kind: Self.kind, title: title, reason: "Nothing has a start and an end.")
        }
        let lanes = Self.lanes(usable)
        let laneCount = (lanes.max() ?? 0) + 1
        var size = DrawingSize.wide
        size.height = min(380, 70 + Double(laneCount) * 22)
        let y = Axis("", from: 0, to: Double(laneCount), isInteger: true)
        let plot = CartesianPlot(x: x, y: y.unlabeled, in: size)
        var drawing = SVGDrawing()
        plot.draw(into: &drawing) { drawing in draw(usable, lanes, laneCount, plot, &drawing) }
        var figure = Figure(
            kind: Self.kind, title: title, description: summary,
            drawings: [Figure.Drawing(drawing, size: size)])
        figure.legend = states.indices.map { .init(legend($0), style: style($0)) }
        figure.isWide = true
        figure.note = note
        return figure
    }

    private func draw(
        _ usable: [Item], _ lanes: [Int], _ laneCount: Int, _ plot: CartesianPlot, _ drawing: inout SVGDrawing
    ) {
        let height = plot.frame.height / Double(laneCount)
        var paths = [SVGPath](repeating: SVGPath(), count: states.count)
        for (item, lane) in zip(usable, lanes) where states.indices.contains(item.state) {
            guard let left = plot.horizontal(item.start), let right = plot.horizontal(item.end) else {
                continue
            }
            let top = plot.frame.top + Double(lane) * height + height * 0.1
            let width = max(0.8, right - left - (right - left > 4 ? 0.6 : 0))
            if usable.count <= 400 {
                drawing.rectangle(
                    x: left, y: top, width: width, height: height * 0.8, "bar " + style(item.state),
                    title:
                        "\(item.name)\n\(states[item.state])\n\(NumberText.duration(item.end - item.start))")
            } else {
                paths[item.state].block(x: left, y: top, width: width, height: height * 0.8)
            }
        }
        for (state, path) in paths.enumerated() {
            drawing.path(path, "bar " + style(state), title: legend(state))
        }
    }

    /// The first row that is free at each item's start. Items are sorted by start.
    private static func lanes(_ items: [Item]) -> [Int] {
        var ends: [Double] = []
        return items.map { item in
            if let free = ends.firstIndex(where: { $0 <= item.start }) {
                ends[free] = item.end
                return free
            }
            // Beyond forty rows nothing could be seen any more: the rest shares the last one.
            guard ends.count < 40 else { return ends.count - 1 }
            ends.append(item.end)
            return ends.count - 1
        }
    }

    private func style(_ state: Int) -> String { SeriesStyle.of(state) }

    private func legend(_ state: Int) -> String {
        "\(states[state]) (\(NumberText.count(items.count { $0.state == state })))"
    }

    private var summary: String {
        states.indices.map(legend).joined(separator: ", ") + "."
    }
}
