/// Makes long curves short without losing their shape.
package enum CurveThinning {
    /// The curve itself, or from each of equal stretches its smallest and its largest point, in order.
    ///
    /// - Parameter limit: the most points to keep, about; stretches hold two each
    /// - Limits: a stretch without any finite value keeps its first point, so that gaps stay gaps
    package static func extremes(of series: LineChart.Series, limit: Int) -> LineChart.Series {
        let count = min(series.x.count, series.y.count)
        guard count > limit, limit >= 4 else { return series }
        var kept: [Int] = []
        let stretches = limit / 2
        for stretch in 0..<stretches {
            let start = stretch * count / stretches
            let end = (stretch + 1) * count / stretches
            var lowest: Int?
            var highest: Int?
            for index in start..<end where series.y[index].isFinite {
                if lowest.map({ series.y[index] < series.y[$0] }) ?? true { lowest = index }
                if highest.map({ series.y[index] > series.y[$0] }) ?? true { highest = index }
            }
            guard let lowest, let highest else {
                kept.append(start)
                continue
            }
            kept.append(min(lowest, highest))
            if lowest != highest { kept.append(max(lowest, highest)) }
        }
        if kept.first != 0 { kept.insert(0, at: 0) }
        if kept.last != count - 1 { kept.append(count - 1) }
        var thinned = series
        thinned.x = kept.map { series.x[$0] }
        thinned.y = kept.map { series.y[$0] }
        if let band = series.band, band.low.count >= count, band.high.count >= count {
            thinned.band = (kept.map { band.low[$0] }, kept.map { band.high[$0] })
        }
        return thinned
    }

    /// The means of equal stretches of all values, each at the middle of its stretch: what a smooth line goes through.
    ///
    /// - Parameter window: values in a stretch; where they do not divide evenly some have one more
    /// - Limits: values that are not finite count in no mean; a stretch without a finite value is a gap
    package static func means(of series: LineChart.Series, window: Int) -> LineChart.Series {
        let count = min(series.x.count, series.y.count)
        let stretches = max(1, count / max(1, window))
        var means = series
        means.x = []
        means.y = []
        means.band = nil
        for stretch in 0..<min(stretches, count) {
            let range = (stretch * count / stretches)..<((stretch + 1) * count / stretches)
            let finite = series.y[range].filter(\.isFinite)
            let middle = series.x[range].reduce(0) { $0 + $1 / Double(range.count) }
            means.x.append(middle)
            means.y.append(finite.reduce(0) { $0 + $1 / Double(finite.count) })
            if finite.isEmpty { means.y[stretch] = .nan }
        }
        return means
    }

    /// How many values of a curve one point of its smooth line stands for: a sixtieth of them, at least two.
    package static func window(of count: Int) -> Int { max(2, (count + 59) / 60) }
}
