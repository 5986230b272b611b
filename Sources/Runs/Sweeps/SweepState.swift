/// What the lines of a ledger add up to. Pure: no clock, no files.
package struct SweepState: Sendable {
    package private(set) var opening: SweepOpening?
    /// By number; of several records of one trial the first counts.
    package private(set) var records: [Int: TrialRecord] = [:]
    /// How many trials ended in which way.
    package private(set) var counts: [TrialEnd: Int] = [:]
    /// Points asked for beyond those of the specification.
    package private(set) var moreTrials = 0
    /// Who claimed a trial, first claim first.
    private var claims: [Int: [String]] = [:]
    /// From the first claim of each process to the last trial it ended.
    private var working: [String: ClosedRange<RunTime>] = [:]
    /// The best trials so far, kept up to date as records come in: as many as `leaderCount`.
    package private(set) var leaders = TrialLeaders(count: 0)

    package init() {}

    /// - Parameter leaderCount: how many of the best trials to keep in `leaders`
    package init(leaderCount: Int) { leaders = TrialLeaders(count: leaderCount) }

    package init(_ events: [SweepEvent]) {
        for event in events { apply(event) }
    }

    package mutating func apply(_ event: SweepEvent) {
        switch event {
        case .sweep(let opening):
            self.opening = self.opening ?? opening
        case .more(let trials, _):
            moreTrials += trials
        case .retry(let trials, _):
            forget(trials.filter { records[$0]?.state == .failed })
        case .lost(let trials, _):
            forget(trials)
        case .claim(let worker, let trials, let time):
            for trial in trials { claims[trial, default: []].append(worker) }
            if working[worker] == nil { working[worker] = time...time }
        case .trial(let record):
            if records[record.number] == nil {
                records[record.number] = record
                counts[record.state, default: 0] += 1
                if let opening { leaders.take(record, opening) }
            }
            if let span = working[record.worker], record.ended > span.upperBound {
                working[record.worker] = span.lowerBound...record.ended
            }
        }
    }

    private mutating func forget(_ trials: [Int]) {
        for trial in trials {
            guard let record = records.removeValue(forKey: trial) else { continue }
            counts[record.state, default: 0] -= 1
            claims[trial] = nil
        }
        guard let opening, leaders.records.contains(where: { trials.contains($0.number) }) else { return }
        leaders = TrialLeaders(count: leaders.count)
        for record in records.values { leaders.take(record, opening) }
    }

    /// How long the sweep was worked on, by any process; times at which several worked count once.
    package var seconds: Double {
        var total = 0.0
        var end: RunTime?
        for span in working.values.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            let start = end.map { max($0, span.lowerBound) } ?? span.lowerBound
            if span.upperBound > start { total += span.upperBound.seconds(since: start) }
            end = max(end ?? span.upperBound, span.upperBound)
        }
        return total
    }

    /// Who works on a trial: the first of those who claimed it that is still there.
    package func owner(of trial: Int, isAlive: (String) -> Bool) -> String? {
        claims[trial]?.first(where: isAlive)
    }

    /// The records in the order of trials.
    package var ordered: [TrialRecord] { records.values.sorted { $0.number < $1.number } }

    /// Finished trials, best first; equal ones in the order of trials.
    package var ranking: [TrialRecord] {
        guard let opening else { return [] }
        return ordered.filter { $0.state.isFinished && $0.objective != nil }.enumerated().sorted {
            first, second in
            if opening.isBetter(first.element.objective, than: second.element.objective) { return true }
            if opening.isBetter(second.element.objective, than: first.element.objective) { return false }
            return first.offset < second.offset
        }.map(\.element)
    }

    /// The beginning of `ranking`; found in one pass.
    package func best(_ count: Int) -> [TrialRecord] {
        guard let opening else { return [] }
        var best = TrialLeaders(count: count)
        for record in records.values { best.take(record, opening) }
        return best.records
    }

    /// `leaders` with records that are not part of the state yet.
    package func leaders(adding others: [TrialRecord]) -> [TrialRecord] {
        guard let opening else { return [] }
        var best = leaders
        for record in others where records[record.number] == nil { best.take(record, opening) }
        return best.records
    }
}

/// The best of the trials it was shown, best first, equal ones in the order of trials; the order of showing does not
/// matter.
package struct TrialLeaders: Sendable {
    package let count: Int
    package private(set) var records: [TrialRecord] = []

    package init(count: Int) { self.count = count }

    package mutating func take(_ record: TrialRecord, _ opening: SweepOpening) {
        guard count > 0, record.state.isFinished, record.objective != nil else { return }
        func isBefore(_ first: TrialRecord, _ second: TrialRecord) -> Bool {
            if opening.isBetter(first.objective, than: second.objective) { return true }
            if opening.isBetter(second.objective, than: first.objective) { return false }
            return first.number < second.number
        }
        if records.count == count {
            guard let last = records.last, isBefore(record, last) else { return }
            records.removeLast()
        }
        records.insert(record, at: records.firstIndex { isBefore(record, $0) } ?? records.endIndex)
    }
}

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
            .filter { $0.state.isFinished && $0.objective != nil }
        let values = finished.compactMap(\.objective)
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
