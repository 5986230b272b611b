import Machine

/// How often what was predicted with a probability came true: on the diagonal, predictions mean what they say.
///
/// Each point is a group of rows with similar predictions; its line is the interval of Wilson (JASA 22, 1927) at 95 %;
/// beneath, how many rows each group has.
package struct CalibrationChart: Chart {
    package static let kind = "calibration"

    package struct Group: Sendable {
        /// The mean of the predicted probabilities.
        package var predicted: Double
        /// The share of rows that came true.
        package var observed: Double
        package var count: Int

        package init(predicted: Double, observed: Double, count: Int) {
            self.predicted = predicted
            self.observed = observed
            self.count = count
        }
    }

    package var title: String
    /// The class whose probability it is.
    package var className: String
    package var groups: [Group]
    package var note: String?

    package init(title: String, className: String, groups: [Group]) {
        self.title = title
        self.className = className
        self.groups = groups
    }

    package func figure() -> Figure {
        let shown = groups.filter { $0.count > 0 && $0.predicted.isFinite && $0.observed.isFinite }
        guard !shown.isEmpty,
            let rows = Axis("rows", fitting: shown.map { Double($0.count) }, includesZero: true, margin: 0.1)
        else {
            return .empty(kind: Self.kind, title: title, reason: "There are no predictions to group.")
        }
        var upper = DrawingSize.standard
        upper.height -= 76
        let lower = CartesianPlot.Frame(left: 0, top: upper.height, width: upper.width, height: 76)
        let x = Axis("predicted probability of \(className)", from: 0, to: 1)
        let plot = CartesianPlot(x: x, y: Axis("observed share", from: 0, to: 1), in: upper)
        let strip = CartesianPlot(x: x.renamed(""), y: rows, in: lower)
        let left = max(plot.frame.left, strip.frame.left)
        var drawing = SVGDrawing()
        draw(shown, plot.withLeft(left), &drawing)
        drawCounts(shown, strip.withLeft(left), &drawing)
        var figure = Figure(
            kind: Self.kind, title: title,
            description: shown.map {
                "Predicted \(NumberText.fixed($0.predicted, decimals: 2)): observed "
                    + "\(NumberText.fixed($0.observed, decimals: 2)) in \(NumberText.count($0.count)) rows"
            }.joined(separator: "; ") + ".", drawings: [Figure.Drawing(drawing, size: DrawingSize.standard)])
        figure.note = note
        return figure
    }

    private func draw(_ groups: [Group], _ plot: CartesianPlot, _ drawing: inout SVGDrawing) {
        plot.draw(into: &drawing) { drawing in
            plot.drawDiagonal(into: &drawing)
            var path = SVGPath()
            path.lines(groups.map { plot.point($0.predicted, $0.observed) })
            drawing.path(path, "line c0")
            for group in groups {
                guard let point = plot.point(group.predicted, group.observed) else { continue }
                let interval = Self.wilson(group.observed, group.count)
                if let low = plot.vertical(interval.low), let high = plot.vertical(interval.high) {
                    drawing.line(point.x, low, point.x, high, "whisker")
                }
                drawing.circle(
                    point.x, point.y, radius: 3.5, "dot c0",
                    title: "predicted \(NumberText.fixed(group.predicted, decimals: 3))\nobserved "
                        + "\(NumberText.fixed(group.observed, decimals: 3))\n\(NumberText.count(group.count)) rows"
                )
            }
        }
    }

    private func drawCounts(_ groups: [Group], _ plot: CartesianPlot, _ drawing: inout SVGDrawing) {
        plot.draw(into: &drawing) { drawing in
            for group in groups {
                guard let top = plot.point(group.predicted, Double(group.count)) else { continue }
                drawing.rectangle(
                    x: top.x - 5, y: top.y, width: 10, height: max(1, plot.frame.bottom - top.y), "bar c7",
                    title: "\(NumberText.count(group.count)) rows")
            }
        }
    }

    /// The score interval of a share, with z = 1.96.
    static func wilson(_ share: Double, _ count: Int) -> (low: Double, high: Double) {
        let n = Double(max(1, count))
        let z = 1.959963985
        let center = (share + z * z / (2 * n)) / (1 + z * z / n)
        let half = z * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot() / (1 + z * z / n)
        return (max(0, center - half), min(1, center + half))
    }
}
