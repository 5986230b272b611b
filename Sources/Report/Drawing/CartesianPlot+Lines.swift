/// Lines that many charts need behind or over their marks.
extension CartesianPlot {
    /// From where both values are the same to where they are again: predicted equals true.
    func drawDiagonal(into drawing: inout SVGDrawing) {
        let low = max(x.low, y.low)
        let high = min(x.high, y.high)
        guard low < high, let from = point(low, low), let to = point(high, high) else { return }
        drawing.line(from.x, from.y, to.x, to.y, "reference-line")
    }

    /// Across the plot at a height.
    func drawLevel(_ value: Double, into drawing: inout SVGDrawing) {
        guard let place = vertical(value), value >= y.low, value <= y.high else { return }
        drawing.line(frame.left, place, frame.right, place, "reference-line")
    }

    /// A point inside the frame; nil for what the axes cannot show or do not reach.
    func inside(_ xValue: Double, _ yValue: Double) -> (x: Double, y: Double)? {
        guard let point = point(xValue, yValue), point.x >= frame.left - 0.5, point.x <= frame.right + 0.5,
            point.y >= frame.top - 0.5, point.y <= frame.bottom + 0.5
        else { return nil }
        return point
    }
}
