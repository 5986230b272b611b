import Foundation
import Machine

/// A value over two settings: what the trials suggest near them, in nine colors, with the trials as points.
///
///     value(p) = Σ wᵢ vᵢ / Σ wᵢ,  wᵢ = 1 / |p − pᵢ|⁴,  distances in shares of the axes
///
/// A place has a color only where a trial with a value is near: within 0.15 of the axes, and nearer than any trial that
/// gave none. Nothing is interpolated between names: each has a strip of its own.
///
/// - Limits: an interpolation, not a model; of more than 600 points, and of more than 600 crosses, an even choice is
///   used
/// - Source: D. Shepard, A two-dimensional interpolation function for irregularly-spaced data (1968), with exponent 4,
///   which keeps far points from flattening the picture
package struct ContourChart: Chart {
    package static let kind = "contour"
    private static let limit = 600
    /// How far a color reaches from a point, in shares of the axes.
    private static let reach = 0.15

    package var title: String
    package var xLabel: String
    package var yLabel: String
    package var valueLabel: String
    package var x: [Double]
    package var y: [Double]
    package var values: [Double]
    package var xScale = Axis.Scale.linear
    package var yScale = Axis.Scale.linear
    package var xCategories: [String]?
    package var yCategories: [String]?
    /// Trials that gave no value: crosses.
    package var lost: [(x: Double, y: Double)] = []
    /// Whether small values are the good ones, in the strongest color.
    package var isSmallBest = true
    /// Whether equal steps of the logarithm have a color each.
    package var isLogarithmic = false
    package var note: String?

    package init(
        title: String, xLabel: String, yLabel: String, valueLabel: String, x: [Double], y: [Double],
        values: [Double]
    ) {
        self.title = title
        self.xLabel = xLabel
        self.yLabel = yLabel
        self.valueLabel = valueLabel
        self.x = x
        self.y = y
        self.values = values
    }

    package func figure() -> Figure {
        let count = [x.count, y.count, values.count].min() ?? 0
        let usable = (0..<count).filter { x[$0].isFinite && y[$0].isFinite && values[$0].isFinite }
        let shown =
            usable.count > Self.limit
            ? (0..<Self.limit).map { usable[$0 * usable.count / Self.limit] } : usable
        let horizontal =
            xCategories.map { Axis(xLabel, categories: $0) }
            ?? Axis(xLabel, fitting: shown.map { x[$0] }, scale: xScale)
        let vertical =
            yCategories.map { Axis(yLabel, categories: $0) }
            ?? Axis(yLabel, fitting: shown.map { y[$0] }, scale: yScale)
        guard shown.count >= 3, let horizontal, let vertical else {
            return .empty(kind: Self.kind, title: title, reason: "There are fewer than three finite values.")
        }
        var area = DrawingSize.standard
        area.top += 18
        area.height -= 18
        let plot = CartesianPlot(x: horizontal, y: vertical, in: area)
        let scale = ColorScale(shown.map { values[$0] }, isLogarithmic: isLogarithmic)
        var drawing = SVGDrawing()
        plot.draw(into: &drawing) { drawing in
            drawField(shown, plot, scale, &drawing)
            drawLost(plot, &drawing)
            for index in shown {
                guard let point = plot.inside(x[index], y[index]) else { continue }
                drawing.circle(
                    point.x, point.y, radius: 2, "point",
                    title: "\(valueLabel) \(NumberText.significant(values[index]))\n"
                        + "\(xLabel) \(Axis.name(of: x[index], in: xCategories))\n\(yLabel) \(Axis.name(of: y[index], in: yCategories))"
                )
            }
        }
        scale.drawKey(
            valueLabel, right: plot.frame.right, top: 4, into: &drawing, isReversed: isSmallBest)
        var figure = Figure(
            kind: Self.kind, title: title, description: summary(shown),
            drawings: [Figure.Drawing(drawing, size: DrawingSize.standard)])
        var notes: [String] = []
        if shown.count < count {
            notes.append("From \(NumberText.count(shown.count)) of \(NumberText.count(count)) points.")
        }
        if !lost.isEmpty { notes.append("Crosses: \(NumberText.count(lost.count)) trials without a value.") }
        if let note { notes.append(note) }
        if !notes.isEmpty { figure.note = notes.joined(separator: " ") }
        return figure
    }

    /// One path for each color, made of horizontal runs of cells.
    private func drawField(
        _ shown: [Int], _ plot: CartesianPlot, _ scale: ColorScale, _ drawing: inout SVGDrawing
    ) {
        let columns = 42
        let rows = 26
        let points = fieldPoints(shown, plot)
        let cell = (width: plot.frame.width / Double(columns), height: plot.frame.height / Double(rows))
        var paths = [SVGPath](repeating: SVGPath(), count: ColorScale.steps)
        for row in 0..<rows {
            let top = plot.frame.top + Double(row) * cell.height
            var start = 0
            var current: Int?
            for column in 0...columns {
                let middle = (plot.frame.left + (Double(column) + 0.5) * cell.width, top + cell.height / 2)
                let step =
                    column < columns
                    ? interpolated(middle.0, middle.1, points, plot).flatMap(scale.step) : nil
                if step == current, column < columns { continue }
                if let current, start < column {
                    paths[current].block(
                        x: plot.frame.left + Double(start) * cell.width, y: top,
                        width: Double(column - start) * cell.width, height: cell.height)
                }
                start = column
                current = step
            }
        }
        for (step, path) in paths.enumerated() {
            drawing.path(path, "q\(isSmallBest ? ColorScale.steps - 1 - step : step)")
        }
    }

    /// A trial in the plane of the drawing; nil has no value.
    private struct FieldPoint {
        var x: Double
        var y: Double
        var value: Double?
    }

    private func fieldPoints(_ shown: [Int], _ plot: CartesianPlot) -> [FieldPoint] {
        let known = shown.compactMap { index in
            plot.point(x[index], y[index]).map { FieldPoint(x: $0.x, y: $0.y, value: values[index]) }
        }
        let unknown = lost.compactMap { place in
            plot.inside(place.x, place.y).map { FieldPoint(x: $0.x, y: $0.y, value: nil) }
        }
        return known + unknown
    }

    /// Nil where no trial with a value is near.
    private func interpolated(
        _ x: Double, _ y: Double, _ points: [FieldPoint], _ plot: CartesianPlot
    ) -> Double? {
        var sum = 0.0
        var weights = 0.0
        var nearest = Self.reach * Self.reach
        var isKnown = false
        for point in points {
            guard
                let across = distance(point.x, x, plot.frame.left, plot.frame.width, xCategories),
                let down = distance(point.y, y, plot.frame.top, plot.frame.height, yCategories)
            else { continue }
            let square = across * across + down * down
            if square < nearest {
                nearest = square
                isKnown = point.value != nil
            }
            guard let value = point.value else { continue }
            let weight = 1 / ((square + 1e-6) * (square + 1e-6))
            sum += weight * value
            weights += weight
        }
        return isKnown && weights > 0 ? sum / weights : nil
    }

    /// In shares of the axis; on an axis of names 0 in the same strip and nil in another.
    private func distance(
        _ point: Double, _ place: Double, _ start: Double, _ length: Double, _ categories: [String]?
    ) -> Double? {
        guard let categories else { return (point - place) / length }
        let strip = length / Double(max(1, categories.count))
        return ((point - start) / strip).rounded(.down) == ((place - start) / strip).rounded(.down) ? 0 : nil
    }

    private func drawLost(_ plot: CartesianPlot, _ drawing: inout SVGDrawing) {
        let count = min(lost.count, Self.limit)
        for place in (0..<count).map({ lost[$0 * lost.count / count] }) {
            guard let point = plot.inside(place.x, place.y) else { continue }
            var path = SVGPath()
            for slope in [-3.0, 3] {
                path.move(point.x - 3, point.y - slope)
                path.line(point.x + 3, point.y + slope)
            }
            let names = (
                Axis.name(of: place.x, in: xCategories), Axis.name(of: place.y, in: yCategories)
            )
            drawing.path(path, "lost", title: "no value\n\(xLabel) \(names.0)\n\(yLabel) \(names.1)")
        }
    }

    private func summary(_ shown: [Int]) -> String {
        let best = isSmallBest ? shown.min { values[$0] < values[$1] } : shown.max { values[$0] < values[$1] }
        guard let best else { return "" }
        return
            "\(valueLabel) of \(NumberText.count(shown.count)) points over \(xLabel) and \(yLabel). The best, "
            + "\(NumberText.significant(values[best])), has \(xLabel) \(Axis.name(of: x[best], in: xCategories)) and "
            + "\(yLabel) \(Axis.name(of: y[best], in: yCategories))."
    }
}
