import Foundation
import Spec

package struct SeasonalSeriesSource: Generator {
    package static let name = "seasonal_series"
    package static let about = """
        A series over time: level, trend, seasons and noise.

            value[t] = level + trend · t + noise · normal
                       + Σ_s amplitude[s] · pattern[s][t mod period[s]]
            random: normal draws, one per place in the period, scaled to mean 0 and deviation 1
            sine:   √2 · sin(2π t / period)

        Columns t (0, 1, 2 …) and value. With `random` a whole period must be seen to know it; `sine` is
        smooth.

        - Errors: another number of amplitudes than periods
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
            "periods", default: [7, 28], in: .closed(2, 1e6), "Rows after which a season repeats.")
        let amplitudes = fields.doubles(
            "amplitudes", default: [1], "Standard deviation of each season, or one for all.")
        level = fields.double("level", default: 0, "Value without seasons.")
        trend = fields.double("trend", default: 0, "What is added per row.")
        pattern = fields.choice("pattern", default: .random, "Shape of the seasons.")
        noise = fields.noise(default: 0.1, "Standard deviation of what is added to each value.")
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
