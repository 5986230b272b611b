/// Points of a sweep with repeats: what is compared is the mean over the seeds of a point, never the luckiest seed.
extension SweepState {
    /// The points with a result, the best first; empty for a sweep without repeats.
    ///
    /// Points all of whose repeats finished come first, by their means; then those some of whose repeats were pruned,
    /// failed or are missing, those with more finished ones first. Equal ones in the order of points.
    package var pointRanking: [SweepSummary.Point] {
        guard let opening, opening.repeats > 1 else { return [] }
        let numbers = Set(records.values.map(\.point))
        return numbers.sorted().compactMap(point).enumerated().sorted { first, second in
            if Self.isBetter(first.element, than: second.element, opening) { return true }
            if Self.isBetter(second.element, than: first.element, opening) { return false }
            return first.offset < second.offset
        }.map(\.element)
    }

    /// Mean and spread of a point over its finished repeats; nil where none finished with a value.
    package func point(_ number: Int) -> SweepSummary.Point? {
        guard let opening, opening.repeats > 1 else { return nil }
        let (first, overflow) = number.multipliedReportingOverflow(by: opening.repeats)
        guard !overflow else { return nil }
        let finished = (0..<opening.repeats).compactMap { records[first &+ $0] }
            .filter { $0.state.isFinished && $0.value != nil }
        let values = finished.compactMap(\.value)
        guard let record = finished.first, let least = values.min(), let greatest = values.max() else {
            return nil
        }
        let mean = values.reduce(0, +) / Double(values.count)
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return SweepSummary.Point(
            point: number, parameters: record.parameters, count: values.count, mean: mean,
            deviation: values.count > 1 ? (squares / Double(values.count - 1)).squareRoot() : nil,
            minimum: least, maximum: greatest)
    }

    /// Whether a point is to be preferred; a point of more finished repeats to one of fewer.
    package static func isBetter(
        _ first: SweepSummary.Point, than second: SweepSummary.Point, _ opening: SweepOpening
    ) -> Bool {
        guard first.count == second.count else { return first.count > second.count }
        return opening.isBetter(first.mean, than: second.mean)
    }
}
