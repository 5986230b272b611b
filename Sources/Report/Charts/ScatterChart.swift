import Foundation
import Machine

/// Points in the plane: single ones while they can be told apart, counted in small squares when they are many.
///
/// - Limits: points with a coordinate that is not finite (or ≤ 0 on a logarithmic axis) are left out and counted in
///   the note; from 800 points on squares of 6 units, colored by the logarithm of their count
package struct ScatterChart: Chart {
    package static let kind = "scatter"
    static let mostPoints = 800

    package var title: String
    package var xLabel: String
    package var yLabel: String
    package var x: [Double]
    package var y: [Double]
    /// A third value of each point, shown as its color; binned points have none.
    package var shade: [Double]?
    package var shadeLabel = ""
    /// What the pointer shows for each point before its coordinates.
    package var names: [String]?
    /// Names of the places 0, 1, 2 … of the horizontal axis.
    package var xCategories: [String]?
    package var xScale = Axis.Scale.linear
    package var offersLogarithmicY = false
    package var offersLogarithmicX = false
    /// Whether the logarithmic vertical axis is on at first.
    package var startsLogarithmicY = false
    /// A line where both coordinates are the same, and axes of the same range.
    package var hasDiagonal = false
    /// A horizontal line.
    package var level: Double?
    /// A line over the points, such as the best so far.
    package var line: (name: String, x: [Double], y: [Double])?
    /// What one point stands for.
    package var pointName = "row"
    package var note: String?

    package init(title: String, xLabel: String, yLabel: String, x: [Double], y: [Double]) {
        self.title = title
        self.xLabel = xLabel
        self.yLabel = yLabel
        self.x = x
        self.y = y
    }

    package func figure() -> Figure {
        var drawings: [Figure.Drawing] = []
        let order = startsLogarithmicY ? [true, false] : [false, true]
        for (isX, isY) in [false, true].flatMap({ isX in order.map { (isX, $0) } }) {
            if isX && !offersLogarithmicX || isY && !offersLogarithmicY { continue }
            let name = [isX ? "x" : "", isY ? "y" : ""].filter { !$0.isEmpty }.joined(separator: " ")
            guard let plot = plot(isX ? .logarithmic : xScale, isY ? .logarithmic : .linear) else { continue }
            drawings.append(Figure.Drawing(draw(plot), size: DrawingSize.standard, variant: name))
        }
        guard !drawings.isEmpty else {
            return .empty(kind: Self.kind, title: title, reason: "There is no finite point to draw.")
        }
        var figure = Figure(kind: Self.kind, title: title, description: summary, drawings: drawings)
        figure.note = notes
        if let line {
            figure.legend = [.init(pointName + "s", style: "c0"), .init(line.name, style: "c1")]
        }
        return figure
    }

    private var count: Int { min(x.count, y.count) }
    private var isBinned: Bool { count > Self.mostPoints }

    private func plot(_ xScale: Axis.Scale, _ yScale: Axis.Scale) -> CartesianPlot? {
        var horizontal: Axis?
        var vertical: Axis?
        if hasDiagonal {
            let all = x.prefix(count) + y.prefix(count)
            horizontal = Axis(xLabel, fitting: all, scale: xScale)
            vertical = Axis(yLabel, fitting: all, scale: yScale)
        } else {
            horizontal =
                xCategories.map { Axis(xLabel, categories: $0) } ?? Axis(xLabel, fitting: x, scale: xScale)
            vertical = Axis(yLabel, fitting: y + (level.map { [$0] } ?? []), scale: yScale)
        }
        guard let horizontal, let vertical else { return nil }
        var area = DrawingSize.standard
        if shade != nil || isBinned {
            area.top += 18
            area.height -= 18
        }
        return CartesianPlot(x: horizontal, y: vertical, in: area)
    }

    private func draw(_ plot: CartesianPlot) -> SVGDrawing {
        var drawing = SVGDrawing()
        let scale = shade.map { ColorScale($0) }
        if let scale, !isBinned {
            scale.drawKey(shadeLabel, right: plot.frame.right, top: 4, into: &drawing)
        }
        plot.draw(into: &drawing) { drawing in
            if let level { plot.drawLevel(level, into: &drawing) }
            if isBinned { drawBins(plot, &drawing) } else { drawPoints(plot, scale, &drawing) }
            if hasDiagonal { plot.drawDiagonal(into: &drawing) }
            if let line {
                var path = SVGPath()
                path.lines(zip(line.x, line.y).map { plot.point($0, $1) })
                drawing.path(path, "line c1", title: line.name)
            }
        }
        return drawing
    }

    private func drawPoints(_ plot: CartesianPlot, _ scale: ColorScale?, _ drawing: inout SVGDrawing) {
        for index in 0..<count {
            guard let point = plot.inside(x[index], y[index]) else { continue }
            var style = "dot c0"
            if let scale, let shade, index < shade.count {
                style = "dot " + (scale.step(shade[index]).map { "q\($0)" } ?? "c7")
            }
            drawing.circle(point.x, point.y, radius: 2.8, style, title: title(of: index))
        }
    }

    private func title(of index: Int) -> String {
        let name = names.flatMap { index < $0.count ? $0[index] + "\n" : nil } ?? ""
        let horizontal = Axis.name(of: x[index], in: xCategories)
        return "\(name)\(xLabel) \(horizontal)\n\(yLabel) \(NumberText.significant(y[index]))"
    }

    /// One path for each doubling of the count, so that thousands of squares cost a few bytes each.
    private func drawBins(_ plot: CartesianPlot, _ drawing: inout SVGDrawing) {
        let side = 6.0
        let columns = Int(plot.frame.width / side) + 1
        let rows = Int(plot.frame.height / side) + 1
        var counts = [Int](repeating: 0, count: columns * rows)
        for index in 0..<count {
            guard let point = plot.inside(x[index], y[index]) else { continue }
            let column = min(columns - 1, max(0, Int((point.x - plot.frame.left) / side)))
            let row = min(rows - 1, max(0, Int((point.y - plot.frame.top) / side)))
            counts[row * columns + column] += 1
        }
        let most = counts.max() ?? 1
        ColorScale(from: 1, to: Double(max(2, most))).drawKey(
            pointName + "s in a square", right: plot.frame.right, top: 4, into: &drawing)
        let levels = most.bitWidth - most.leadingZeroBitCount
        for level in 0..<levels {
            let low = 1 << level
            let high = min(most, (2 << level) - 1)
            var path = SVGPath()
            for index in counts.indices where counts[index] >= low && counts[index] <= high {
                path.square(
                    x: plot.frame.left + Double(index % columns) * side,
                    y: plot.frame.top + Double(index / columns) * side, side: side)
            }
            let step = levels > 1 ? 1 + level * (ColorScale.steps - 2) / (levels - 1) : ColorScale.steps / 2
            let range = low == high ? "\(low)" : "\(low) to \(high)"
            drawing.path(path, "q\(step)", title: "\(range) \(pointName)\(high == 1 ? "" : "s") here")
        }
    }

    private var notes: String? {
        let lost = (0..<count).count { !x[$0].isFinite || !y[$0].isFinite }
        var notes: [String] = []
        if isBinned {
            notes.append("\(NumberText.count(count)) \(pointName)s, counted in squares.")
        }
        if lost > 0 { notes.append("\(NumberText.count(lost)) without a finite value are not shown.") }
        if let note { notes.append(note) }
        return notes.isEmpty ? nil : notes.joined(separator: " ")
    }

    private var summary: String {
        func range(_ values: [Double]) -> String {
            let finite = values.filter(\.isFinite)
            guard let low = finite.min(), let high = finite.max() else { return "nothing" }
            return "\(NumberText.significant(low)) to \(NumberText.significant(high))"
        }
        let horizontal = xCategories.map { $0.joined(separator: ", ") } ?? range(x)
        return
            "\(NumberText.count(count)) \(pointName)s: \(xLabel) from \(horizontal), \(yLabel) from \(range(y))."
    }
}

extension SVGPath {
    /// A square as a part of a path of many.
    mutating func square(x: Double, y: Double, side: Double) {
        block(x: x, y: y, width: side, height: side)
    }

    /// A rectangle as a part of a path of many.
    mutating func block(x: Double, y: Double, width: Double, height: Double) {
        move(x, y)
        relative("h", width)
        relative("v", height)
        relative("h", -width)
        close()
    }
}
