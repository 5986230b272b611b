import Foundation
import Machine

/// Where an axis has its marks and what they say.
///
/// Linear axes use multiples of 1, 2, 2.5 or 5 times a power of ten; logarithmic ones powers of ten, with 1-2-5
/// steps when there are few decades, and linear steps when there is less than half of one.
package struct Ticks: Equatable, Sendable {
    package var values: [Double]
    package var labels: [String]
    /// What has to be added to a label to get its value, when all digits would be too many: labels 0, 0.5, 1 over
    /// an offset of 10⁹.
    package var offset: Double?

    package var widestLabel: Double { labels.map { TextWidth.of($0) }.max() ?? 0 }
}

extension Ticks {
    /// - Parameter low, high: finite, low < high, at most 2 × 10³⁰⁷ and at least 10⁻³⁰⁰ apart
    /// - Parameter count: how many marks are wanted, about
    /// - Parameter isInteger: no marks between whole numbers
    package static func linear(from low: Double, to high: Double, about count: Int, isInteger: Bool = false)
        -> Ticks
    {
        let step = Step(atLeast: (high - low) / Double(max(1, count)), isInteger: isInteger)
        let first = (low / step.size).rounded(.up)
        let last = (high / step.size).rounded(.down)
        guard first.magnitude < 1e15, last.magnitude < 1e15 else { return crowded(from: low, to: high) }
        guard first <= last else { return Ticks(values: [], labels: []) }
        let numbers = stride(from: first, through: last, by: 1).map { $0 }
        if let base = numbers.first, needsOffset(numbers, step) {
            return Ticks(
                values: numbers.map(step.value),
                labels: numbers.map { step.label($0 - base, largest: (last - base) * step.mantissa) },
                offset: step.value(base))
        }
        let largest = max(first.magnitude, last.magnitude) * step.mantissa
        return Ticks(
            values: numbers.map(step.value), labels: numbers.map { step.label($0, largest: largest) })
    }

    /// - Parameter low, high: positive, low < high
    package static func logarithmic(from low: Double, to high: Double, about count: Int) -> Ticks {
        let first = Int(log10(low).rounded(.up))
        let last = Int(log10(high).rounded(.down))
        let decades = log10(high) - log10(low)
        if last - first >= 2 || (decades > 1.6 && last > first) {
            let stride = max(1, Int((Double(last - first + 1) / Double(max(2, count))).rounded(.up)))
            let start = Int((Double(first) / Double(stride)).rounded(.up)) * stride
            let exponents = Array(Swift.stride(from: start, through: last, by: stride))
            let isPlain = first >= -3 && last <= 4
            return Ticks(
                values: exponents.map { power($0) },
                labels: exponents.map { isPlain ? plainPower($0) : "10" + superscript($0) })
        }
        if decades >= 0.5 {
            let ticks = steps125(from: low, to: high, first: first - 1, last: last)
            if ticks.values.count >= 2 { return ticks }
        }
        return linear(from: low, to: high, about: max(2, count * 2 / 3))
    }

    private static func steps125(from low: Double, to high: Double, first: Int, last: Int) -> Ticks {
        var ticks = Ticks(values: [], labels: [])
        for exponent in first...max(first, last) {
            for factor in [1.0, 2, 5] {
                let value = exponent < 0 ? factor / power(-exponent) : factor * power(exponent)
                guard value >= low, value <= high, value.isFinite else { continue }
                ticks.values.append(value)
                ticks.labels.append(NumberText.significant(value, digits: 2))
            }
        }
        return ticks
    }

    /// A range so narrow beside its distance from zero that doubles can hardly tell its ends apart.
    private static func crowded(from low: Double, to high: Double) -> Ticks {
        let span = high - low
        return Ticks(
            values: [low, high], labels: ["0", NumberText.significant(span, digits: 3)], offset: low)
    }

    /// More than seven digits in a label help nobody.
    private static func needsOffset(_ numbers: [Double], _ step: Step) -> Bool {
        guard let first = numbers.first, let last = numbers.last, last > first else { return false }
        let largest = max(first.magnitude, last.magnitude) * step.mantissa
        return largest >= 1e7 && largest / ((last - first) * step.mantissa) > 1000
    }

    private static func power(_ exponent: Int) -> Double { pow(10, Double(exponent)) }

    private static func plainPower(_ exponent: Int) -> String {
        exponent >= 0
            ? "1" + String(repeating: "0", count: exponent)
            : "0." + String(repeating: "0", count: -exponent - 1) + "1"
    }

    private static func superscript(_ number: Int) -> String {
        let digits = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
        return (number < 0 ? "⁻" : "")
            + String(String(number.magnitude).compactMap { $0.wholeNumberValue.map { digits[$0] } })
    }
}

/// The distance of two marks: `mantissa · 10^exponent`, with a mantissa of 1, 2, 25 or 5.
private struct Step {
    var mantissa: Double
    var exponent: Int
    var size: Double { value(1) }

    init(atLeast raw: Double, isInteger: Bool) {
        var power = Int(log10(raw).rounded(.down))
        let fraction = raw / pow(10, Double(power))
        if fraction <= 1.0000001 {
            mantissa = 1
        } else if fraction <= 2 {
            mantissa = 2
        } else if fraction <= 2.5 {
            mantissa = 25
            power -= 1
        } else if fraction <= 5 {
            mantissa = 5
        } else {
            mantissa = 1
            power += 1
        }
        exponent = power
        if isInteger, exponent < 0 {
            // 2.5 is the one step of size above 1 with a fraction.
            mantissa = raw > 1 ? 5 : 1
            exponent = 0
        }
    }

    /// The value of the mark with this number; divides by a power of ten where that is exact.
    func value(_ number: Double) -> Double {
        let whole = number * mantissa
        return exponent < 0 ? whole / pow(10, Double(-exponent)) : whole * pow(10, Double(exponent))
    }

    /// - Parameter largest: the largest `number · mantissa` on the axis; decides the form of all labels
    func label(_ number: Double, largest: Double) -> String {
        if number == 0 { return "0" }
        let digits = largest > 0 ? Int(log10(largest).rounded(.down)) : 0
        let top = digits + exponent
        if exponent >= -5, top < 6 {
            return NumberText.fixed(value(number), decimals: max(0, -exponent))
        }
        let mantissaText = NumberText.fixed(
            number * mantissa / pow(10, Double(digits)), decimals: digits, keepsZeros: false)
        return "\(mantissaText)e\(top)"
    }
}
