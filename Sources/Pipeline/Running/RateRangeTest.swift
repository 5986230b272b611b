import Foundation
import Machine
import Spec
import Training

/// The learning-rate range test: the loss while the rate climbs from far too small to far too large.
///
///     rate(s) = low · (high / low)^(s / (n - 1))
///     smoothed losses: running mean that keeps 0.8, corrected for its start
///     suggestion: the rate at the steepest fall of the smoothed loss per decade of rate, before its lowest point
///
/// - Limits: nil without a fall; losses after the first that is not finite are left out
/// - Source: Smith, "Cyclical learning rates for training neural networks", 2017, section 3.3
package struct RateRangeTest: Sendable, Encodable {
    package var rates: [Double]
    package var losses: [Double]
    package var smoothed: [Double]
    /// A rate to begin with.
    package var suggestion: Double?
    /// The rate with the lowest smoothed loss: beyond it training gets worse.
    package var lowest: Double?

    package init(rates: [Double], losses: [Double]) {
        let count = losses.prefix { $0.isFinite }.count
        self.rates = Array(rates.prefix(count))
        self.losses = Array(losses.prefix(count))
        var mean = 0.0
        smoothed = self.losses.enumerated().map { index, loss in
            mean = 0.8 * mean + 0.2 * loss
            return mean / (1 - pow(0.8, Double(index + 1)))
        }
        guard let best = smoothed.indices.min(by: { smoothed[$0] < smoothed[$1] }), best > 1 else { return }
        lowest = self.rates[best]
        let slopes = (1..<best).map { index in
            let width = log10(self.rates[index + 1]) - log10(self.rates[index - 1])
            return (index, (smoothed[index + 1] - smoothed[index - 1]) / width)
        }
        if let steepest = slopes.min(by: { $0.1 < $1.1 }), steepest.1 < 0 {
            suggestion = self.rates[steepest.0]
        }
    }

    /// The loss against the rate as text: one line for each of about twenty rates.
    package func lines() -> [String] {
        guard let least = smoothed.min(), let first = smoothed.first else {
            return ["the first loss is not finite already"]
        }
        let top = max(first * 1.2, least + 1e-12)
        let stride = max(1, rates.count / 20)
        var lines = ["        lr        loss"]
        for index in Swift.stride(from: 0, to: rates.count, by: stride) {
            let share = min(1, max(0, (smoothed[index] - least) / (top - least)))
            let bar = String(repeating: "█", count: 1 + Int(share * 40))
            let rate = Self.padded(Self.number(rates[index]), 10)
            lines.append("\(rate)  \(Self.padded(Self.number(smoothed[index]), 10))  \(bar)")
        }
        if let suggestion, let lowest {
            lines.append(
                "the loss falls fastest at lr \(Self.number(suggestion)) and is lowest at \(Self.number(lowest))"
            )
            lines.append("try: optimizer.lr=\(Self.number(suggestion))")
        } else {
            lines.append("the loss never falls: no rate can be suggested")
        }
        return lines
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }

    /// Three significant digits.
    private static func number(_ value: Double) -> String { NumberText.significant(value, digits: 3) }
}

struct RateRange: Schedule {
    static let name = "rate_range"
    static let about = """
        Rates of a learning-rate range test.

        The rates are those asked for, whatever the optimizer's own rate is. Made by `assay run --lr-find`
        only.
        """
    let low: Double
    let high: Double
    let count: Int
    let warmup = Warmup()

    init(reading fields: inout FieldReader) {
        self.init()
    }

    init(low: Double = 1e-7, high: Double = 10, count: Int = 100) {
        self.low = low
        self.high = high
        self.count = count
    }

    var lengths: [ScheduleLength] { [] }

    func rate(base: Double, step: Int, horizon: ScheduleHorizon) -> Double {
        low * pow(high / low, Double(step) / Double(max(count - 1, 1)))
    }
}
