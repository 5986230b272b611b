import Foundation

/// The numbers a parameter may take: an interval, its scale, and the raster in it.
///
///     continuous:  lower … upper, both included
///     with a step: lower, lower + step, lower + 2·step, … up to upper
///
/// On a logarithmic scale equal ratios are equally probable. On a raster each value stands for the stretch
/// half a step to both sides, so that 1 and 2 of a logarithmic 1 … 10 differ in probability as log(1.5/0.5)
/// and log(2.5/1.5).
///
/// - Limits: values of a raster are rounded to 15 significant digits, so that 0.1 · 3 is 0.3.
package struct NumberInterval: Sendable, Equatable {
    package let lower: Double
    package let upper: Double
    package let isLogarithmic: Bool
    /// Distance of two values; nil where every number between the bounds is one. Whole for whole numbers.
    package let step: Double?
    /// Whether the values are whole numbers.
    package let isWhole: Bool

    /// The caller has checked: lower ≤ upper, lower > 0 on a logarithmic scale, step > 0.
    package init(lower: Double, upper: Double, isLogarithmic: Bool, step: Double?, isWhole: Bool) {
        self.lower = lower
        self.upper = upper
        self.isLogarithmic = isLogarithmic
        self.step = step ?? (isWhole ? 1 : nil)
        self.isWhole = isWhole
    }

    /// More values of a raster are not told apart by numbers with 53 bits.
    static let mostValues = 1e15

    /// How many values there are; nil where every number between the bounds is one.
    package var count: Int? {
        if lower == upper { return 1 }
        guard let step else { return nil }
        let steps = ((upper - lower) / step + 1e-9).rounded(.down)
        return steps < Self.mostValues ? Int(steps) + 1 : Int(Self.mostValues)
    }

    /// The k-th value of the raster, counted from 0.
    package func value(at index: Int) -> Double {
        guard let step else { return lower }
        let value = lower + Double(index) * step
        return isWhole ? value.rounded() : Self.rounded(value)
    }

    /// The raster's value nearest to a number, or the number itself, within the bounds.
    package func nearest(_ number: Double) -> Double {
        guard let step, let count else { return min(max(number, lower), upper) }
        let index = ((number - lower) / step).rounded()
        return value(at: Int(min(max(index, 0), Double(count - 1))))
    }

    /// The value below which a share of the probability lies.
    package func quantile(_ share: Double) -> Double {
        let edges = scaledEdges
        let scaled = edges.lower + share * (edges.upper - edges.lower)
        return nearest(unscaled(scaled))
    }

    /// Where a value lies on the scale: its logarithm on a logarithmic one.
    package func scaled(_ value: Double) -> Double { isLogarithmic ? log(value) : value }

    package func unscaled(_ scaled: Double) -> Double { isLogarithmic ? exp(scaled) : scaled }

    /// The interval on the scale, widened by the stretch that the first and last value of a raster stand for.
    package var scaledEdges: (lower: Double, upper: Double) {
        guard let step, let count else { return (scaled(lower), scaled(upper)) }
        return (scaled(lowerEdge(of: lower)), scaled(value(at: count - 1) + step / 2))
    }

    /// The stretch of the scale that a value of a raster stands for; nil for a continuous interval.
    package func scaledCell(of value: Double) -> (lower: Double, upper: Double)? {
        guard let step else { return nil }
        return (scaled(lowerEdge(of: value)), scaled(value + step / 2))
    }

    /// On a logarithmic scale the stretch must not reach 0.
    private func lowerEdge(of value: Double) -> Double {
        guard let step else { return value }
        let edge = value - step / 2
        return isLogarithmic && edge <= 0 ? value / 2 : edge
    }

    /// The nearest number with 15 significant digits.
    static func rounded(_ value: Double) -> Double { Double(String(format: "%.15g", value)) ?? value }
}
