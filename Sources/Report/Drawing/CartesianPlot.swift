/// A rectangle with a horizontal and a vertical axis: ticks, labels, grid, and the place of every point.
package struct CartesianPlot: Sendable {
    /// The rectangle that marks are drawn in.
    package struct Frame: Equatable, Sendable {
        package var left: Double
        package var top: Double
        package var width: Double
        package var height: Double
        package var right: Double { left + width }
        package var bottom: Double { top + height }
    }

    package let x: Axis
    package let y: Axis
    package private(set) var frame: Frame
    private let xTicks: Ticks
    private let yTicks: Ticks

    /// - Parameter area: the part of the drawing that may be used, labels included
    package init(x: Axis, y: Axis, in area: Frame) {
        self.x = x
        self.y = y
        let below = x.label.isEmpty ? 22.0 : 40.0
        let height = max(20, area.height - below - 8)
        yTicks = y.ticks(along: height, isHorizontal: false)
        let beside = (y.label.isEmpty ? 10.0 : 28.0) + yTicks.widestLabel
        let width = max(40, area.width - beside - 14)
        frame = Frame(left: area.left + beside, top: area.top + 8, width: width, height: height)
        xTicks = x.ticks(along: width, isHorizontal: true)
    }

    /// The same plot with its frame beginning further right, for plots above each other.
    package func withLeft(_ left: Double) -> CartesianPlot {
        var moved = self
        moved.frame.width -= left - frame.left
        moved.frame.left = left
        return moved
    }

    package func horizontal(_ value: Double) -> Double? {
        x.fraction(value).map { frame.left + $0 * frame.width }
    }

    package func vertical(_ value: Double) -> Double? {
        y.fraction(value).map { frame.bottom - $0 * frame.height }
    }

    package func point(_ xValue: Double, _ yValue: Double) -> (x: Double, y: Double)? {
        guard let horizontal = horizontal(xValue), let vertical = vertical(yValue) else { return nil }
        return (horizontal, vertical)
    }

    /// Axes and grid, then the marks inside a group that the tests and the script find by its class.
    package func draw(into drawing: inout SVGDrawing, marks: (inout SVGDrawing) -> Void) {
        drawing.group("axes") { drawing in
            drawGrid(&drawing)
            drawLabels(&drawing)
        }
        drawing.group("marks", data: frameData, marks)
    }

    /// What the script needs to turn a pointer's place into values.
    private var frameData: KeyValuePairs<String, String> {
        let places = [frame.left, frame.top, frame.width, frame.height].map(SVGPath.coordinate)
        return [
            "frame": places.joined(separator: " "),
            "x": "\(x.low) \(x.high) \(x.scale.rawValue)",
            "y": "\(y.low) \(y.high) \(y.scale.rawValue)",
        ]
    }

    private func drawGrid(_ drawing: inout SVGDrawing) {
        for value in yTicks.values {
            guard let place = vertical(value) else { continue }
            drawing.line(frame.left, place, frame.right, place, "grid")
        }
        for value in xTicks.values {
            guard let place = horizontal(value) else { continue }
            drawing.line(place, frame.bottom, place, frame.bottom + 4, "tick")
        }
        drawing.line(frame.left, frame.bottom, frame.right, frame.bottom, "axis")
    }

    private func drawLabels(_ drawing: inout SVGDrawing) {
        for (value, label) in zip(yTicks.values, yTicks.labels) {
            guard let place = vertical(value) else { continue }
            drawing.text(label, x: frame.left - 6, y: place + 4, "label", anchor: .end)
        }
        for (value, label) in zip(xTicks.values, xTicks.labels) {
            guard let place = horizontal(value) else { continue }
            let half = TextWidth.of(label) / 2
            let inside = min(place, frame.right + 13 - half)
            drawing.text(label, x: inside, y: frame.bottom + 17, "label", anchor: .middle)
        }
        drawName(x.label(with: xTicks), room: frame.width, into: &drawing) { drawing, shown, title in
            drawing.text(
                shown, x: frame.left + frame.width / 2, y: frame.bottom + 35, "name", anchor: .middle,
                title: title)
        }
        drawName(y.label(with: yTicks), room: frame.height, into: &drawing) { drawing, shown, title in
            drawing.text(
                shown, x: frame.left - yTicks.widestLabel - 16, y: frame.top + frame.height / 2, "name",
                anchor: .middle, turned: true, title: title)
        }
    }

    /// Cut to its room, whole in its title then.
    private func drawName(
        _ name: String, room: Double, into drawing: inout SVGDrawing,
        _ draw: (inout SVGDrawing, String, String?) -> Void
    ) {
        guard !name.isEmpty else { return }
        let shown = TextWidth.fitted(name, to: room)
        draw(&drawing, shown, shown == name ? nil : name)
    }
}

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
