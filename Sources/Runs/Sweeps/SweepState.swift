/// What the lines of a sweep's ledgers add up to. Pure: no clock, no files.
///
/// It is the same whatever the order in which ledgers are read, and whichever of them is read further.
package struct SweepState: Sendable {
    package private(set) var opening: SweepOpening?
    /// By number; of several records of one trial the one in the first ledger by name counts.
    package private(set) var records: [Int: TrialRecord] = [:]
    /// How many trials ended in which way.
    package private(set) var counts: [TrialEnd: Int] = [:]
    /// Points asked for beyond those of the specification.
    package private(set) var moreTrials = 0
    /// Those who wrote a ledger of their own.
    package private(set) var workers: [String: SweepWorkerOpening] = [:]
    /// Trials that have two records that say different things, by number.
    package private(set) var conflicts: [Int: RecordConflict] = [:]
    /// The ledger of each record.
    private var sources: [Int: String] = [:]
    /// The round of the records that count: how often a trial's records were cancelled.
    private var rounds: [Int: Int] = [:]
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

    /// - Parameter source: the ledger the line stands in: a worker's name, or empty for `ledger.jsonl`, where in sweeps
    ///   of 0.4 all workers wrote and the first record of a trial counts
    package mutating func apply(_ event: SweepEvent, from source: String = "") {
        switch event {
        case .sweep(let opening):
            self.opening = self.opening ?? opening
        case .worker(let opening):
            workers[opening.id] = opening
            begin(opening.id, at: opening.time)
        case .left: break
        case .more(let trials, _):
            moreTrials += trials
        case .retry(let cancelled):
            cancel(cancelled, onlyFailed: true)
        case .lost(let cancelled):
            cancel(cancelled, onlyFailed: false)
        case .claim(let worker, _, let time):
            begin(worker, at: time)
        case .trial(let record):
            take(record, from: source)
            if let span = working[record.worker], record.ended > span.upperBound {
                working[record.worker] = span.lowerBound...record.ended
            }
        }
    }

    private mutating func begin(_ worker: String, at time: RunTime) {
        if working[worker] == nil { working[worker] = time...time }
    }

    private mutating func take(_ record: TrialRecord, from source: String) {
        let number = record.number
        let current = rounds[number] ?? 0
        // Lines of 0.4 name no round: there, a record behind a cancellation is the new one.
        let round = record.round ?? (source.isEmpty ? current : 0)
        guard round >= current else { return }
        if round > current { cancel(number, through: round - 1) }
        guard let known = records[number], let knownSource = sources[number] else {
            records[number] = record
            sources[number] = source
            counts[record.state, default: 0] += 1
            if let opening { leaders.take(record, opening) }
            return
        }
        guard source != knownSource else { return }
        let (first, second) = source < knownSource ? (record, known) : (known, record)
        if !first.agrees(with: second) {
            conflicts[number] = RecordConflict(
                first: first, second: second, workers: [source, knownSource].sorted())
        }
        guard source < knownSource else { return }
        counts[known.state, default: 0] -= 1
        counts[record.state, default: 0] += 1
        records[number] = record
        sources[number] = source
        if leaders.count > 0 { findLeaders() }
    }

    /// Which record of a trial comes next: 0 for the first.
    package func round(of trial: Int) -> Int { rounds[trial] ?? 0 }

    private mutating func cancel(_ cancelled: CancelledTrials, onlyFailed: Bool) {
        for (place, trial) in cancelled.trials.enumerated() {
            if let rounds = cancelled.rounds {
                if rounds.indices.contains(place) { cancel(trial, through: rounds[place]) }
            } else if let record = records[trial], !onlyFailed || record.state == .failed {
                cancel(trial, through: round(of: trial))
            }
        }
    }

    private mutating func cancel(_ trial: Int, through round: Int) {
        guard round >= self.round(of: trial), round < Int.max else { return }
        rounds[trial] = round + 1
        conflicts[trial] = nil
        sources[trial] = nil
        guard let record = records.removeValue(forKey: trial) else { return }
        counts[record.state, default: 0] -= 1
        if leaders.records.contains(where: { $0.number == trial }) { findLeaders() }
    }

    private mutating func findLeaders() {
        guard let opening else { return }
        leaders = TrialLeaders(count: leaders.count)
        for record in records.values { leaders.take(record, opening) }
    }

    /// How many trials each worker ended, by its name.
    package var trialCounts: [String: Int] {
        var counts = workers.mapValues { _ in 0 }
        for record in records.values { counts[record.worker, default: 0] += 1 }
        return counts
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
