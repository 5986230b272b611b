import Foundation
import Spec

/// A series over time: level, trend, seasons and noise.
///
///     value[t] = level + trend · t + Σ amplitude[s] · pattern[s][t mod period[s]] + noise · normal
///     pattern random: normal draws, one per place in the period, shifted and scaled to mean 0 and deviation 1
///     pattern sine:   √2 · sin(2π t / period)
///
/// - Fields: rows (1000); periods ([7, 28]); amplitudes (one per period, or one for all: 1); level (0); trend (0, per row);
///   pattern (random); noise (0.1); seed
/// - Errors: another number of amplitudes than periods
package struct SeasonalSeriesSource: Generator {
    package static let name = "seasonal_series"
    package static let summary = "A series over time: level, trend, seasons and noise."
    package static let documentation = """
        seasonal_series: {rows: 2000, periods: [7, 28], amplitudes: [1, 2], noise: 0.2}

        Columns t (0, 1, 2 …) and value. `pattern: random` draws a value for every place in a period,
        so that a whole period must be seen to know it; `sine` is smooth.
        """

    package let place: Origin
    package let parameters: SpecContent
    let random: GeneratorRandom
    package let rowCount: Int
    let periods: [Int]
    let amplitudes: [Double]
    let level: Double
    let trend: Double
    let pattern: Pattern
    let noise: Double

    package init(reading fields: inout FieldReader) {
        place = fields.place
        rowCount = fields.rowCount(default: 1000)
        periods = fields.ints(
            "periods", default: [7, 28], in: .closed(2, 1e6), "rows after which a season comes again")
        let amplitudes = fields.doubles("amplitudes", default: [1], "standard deviation of each season")
        level = fields.double("level", default: 0, "value without seasons")
        trend = fields.double("trend", default: 0, "what is added per row")
        pattern = fields.choice("pattern", default: .random, "shape of the seasons")
        noise = fields.noise(default: 0.1, "standard deviation of what is added to each value")
        let isOneForAll = amplitudes.count == 1
        self.amplitudes = isOneForAll ? periods.map { _ in amplitudes[0] } : amplitudes
        if !isOneForAll && amplitudes.count != periods.count {
            fields.report(
                Diagnostic(
                    "wrong-count", "there are \(amplitudes.count) amplitudes for \(periods.count) periods",
                    at: fields.origin(of: "amplitudes")))
        }
        random = fields.generatorSeed()
        parameters = fields.resolved.content
    }

    package func generate(rows: Int) throws -> Table {
        let errors = random.normal(rows, site: 0)
        var values = (0..<rows).map { level + trend * Double($0) + noise * errors[$0] }
        for (index, pair) in zip(periods, amplitudes).enumerated() {
            let season = season(period: pair.0, amplitude: pair.1, site: index + 1)
            for row in 0..<rows { values[row] += season[row % season.count] }
        }
        return try Table([
            numberColumn("t", (0..<rows).map { Double($0) }), numberColumn("value", values),
        ])
    }

    enum Pattern: String, Sendable, CaseIterable {
        case random, sine
    }

    private func season(period: Int, amplitude: Double, site: Int) -> [Double] {
        if pattern == .sine {
            let scale = 2.0.squareRoot() * amplitude
            return (0..<period).map { scale * sin(2 * Double.pi * Double($0) / Double(period)) }
        }
        let draws = ColumnStatistics(random.normal(period, site: site))
        let deviation = (draws.squares / Double(period)).squareRoot()
        return random.normal(period, site: site).map { amplitude * ($0 - draws.mean) / deviation }
    }
}
