import Foundation
import Machine

/// Quantiles of values against those of a normal distribution (Q–Q): a straight line when they are normal.
///
///     the i-th of n sorted values stands at Φ⁻¹((i − ½) / n)
///
/// - Limits: of many values 200 quantiles and the ten outermost on each side are drawn
package struct QuantileChart: Chart {
    package static let kind = "quantile"

    package var title: String
    package var yLabel: String
    package var values: [Double]

    package init(title: String, yLabel: String, values: [Double]) {
        self.title = title
        self.yLabel = yLabel
        self.values = values
    }

    package func figure() -> Figure {
        let sorted = values.filter(\.isFinite).sorted()
        guard sorted.count >= 3, let y = Axis(yLabel, fitting: sorted) else {
            return .empty(kind: Self.kind, title: title, reason: "There are fewer than three finite values.")
        }
        let shown = Self.chosen(of: sorted.count)
        let normal = shown.map { NormalQuantile.of((Double($0) + 0.5) / Double(sorted.count)) }
        guard let x = Axis("normal quantile", fitting: normal) else {
            return .empty(kind: Self.kind, title: title, reason: "There are fewer than three finite values.")
        }
        let plot = CartesianPlot(x: x, y: y, in: DrawingSize.standard)
        let moments = Moments(sorted)
        var drawing = SVGDrawing()
        plot.draw(into: &drawing) { drawing in
            drawNormal(moments, plot, &drawing)
            for (quantile, index) in zip(normal, shown) {
                guard let point = plot.inside(quantile, sorted[index]) else { continue }
                drawing.circle(
                    point.x, point.y, radius: 2.4, "dot c0",
                    title: "\(yLabel) \(NumberText.significant(sorted[index]))\n"
                        + "normal quantile \(NumberText.significant(quantile))")
            }
        }
        let numbers = [moments.mean, moments.deviation].map { NumberText.significant($0) }
        var figure = Figure(
            kind: Self.kind, title: title,
            description:
                "\(NumberText.count(sorted.count)) values with mean \(numbers[0]) and standard deviation "
                + "\(numbers[1]) against a normal distribution with the same; the dashed line is where they would be.",
            drawings: [Figure.Drawing(drawing, size: DrawingSize.standard)])
        if shown.count < sorted.count {
            figure.note =
                "\(shown.count) of \(NumberText.count(sorted.count)) quantiles; the dashed line is a normal "
                + "distribution of the same mean and deviation."
        }
        return figure
    }

    /// `mean + deviation · quantile`, cut to the plot.
    private func drawNormal(_ moments: Moments, _ plot: CartesianPlot, _ drawing: inout SVGDrawing) {
        guard moments.deviation > 0 else { return }
        let ends = [plot.y.low, plot.y.high].map { ($0 - moments.mean) / moments.deviation }
        let left = max(plot.x.low, ends[0])
        let right = min(plot.x.high, ends[1])
        guard left < right,
            let from = plot.point(left, moments.mean + moments.deviation * left),
            let to = plot.point(right, moments.mean + moments.deviation * right)
        else { return }
        drawing.line(from.x, from.y, to.x, to.y, "reference-line")
    }

    private static func chosen(of count: Int) -> [Int] {
        guard count > 240 else { return Array(0..<count) }
        let inner = (0..<200).map { $0 * (count - 1) / 199 }
        return Set(inner + Array(0..<10) + Array((count - 10)..<count)).sorted()
    }
}

/// Mean and standard deviation (dividing by the count), computed around a first guess so that they are exact for
/// values far from zero.
struct Moments: Sendable {
    let mean: Double
    let deviation: Double

    init(_ values: [Double]) {
        let guess = values.first ?? 0
        var sum = 0.0
        var squares = 0.0
        for value in values {
            sum += value - guess
            squares += (value - guess) * (value - guess)
        }
        let count = Double(max(1, values.count))
        mean = guess + sum / count
        deviation = max(0, squares / count - (sum / count) * (sum / count)).squareRoot()
    }
}

/// The inverse of the normal distribution function, to seven digits.
///
/// - Source: M. J. Wichura, Algorithm AS 241, Applied Statistics 37 (1988), PPND7
package enum NormalQuantile {
    /// - Parameter probability: inside 0 … 1; the ends give infinities
    package static func of(_ probability: Double) -> Double {
        guard probability > 0, probability < 1 else {
            return probability <= 0 ? -.infinity : .infinity
        }
        let central = probability - 0.5
        if abs(central) <= 0.425 {
            let r = 0.180625 - central * central
            let above = ((59.109374720 * r + 159.29113202) * r + 50.434271938) * r + 3.3871327179
            let below = ((67.187563600 * r + 78.757757664) * r + 17.895169469) * r + 1
            return central * above / below
        }
        let tail = (-log(central < 0 ? probability : 1 - probability)).squareRoot()
        let value: Double
        if tail <= 5 {
            let r = tail - 1.6
            let above = ((0.17023821103 * r + 1.3067284816) * r + 2.7568153900) * r + 1.4234372777
            value = above / ((0.12021132975 * r + 0.73700164250) * r + 1)
        } else {
            let r = tail - 5
            let above = ((0.017337203997 * r + 0.42868294337) * r + 3.0812263860) * r + 6.6579051150
            value = above / ((0.012258202635 * r + 0.24197894225) * r + 1)
        }
        return central < 0 ? -value : value
    }
}
