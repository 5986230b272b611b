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

    /// An exponential moving average that starts at the first value: `s ← s + a (y − s)`, `a = 2 / (w + 1)`.
    ///
    /// - Parameter width: `w`, in points; values that are not finite pass through and change nothing
    package static func smoothed(_ values: [Double], width: Double) -> [Double] {
        let share = 2 / (max(1, width) + 1)
        var state: Double?
        return values.map { value in
            guard value.isFinite else { return value }
            let next = state.map { $0 + share * (value - $0) } ?? value
            state = next
            return next
        }
    }
}
