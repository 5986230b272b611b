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

    package init() {}

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
            for trial in trials {
                guard let record = records[trial], record.state == .failed else { continue }
                records[trial] = nil
                counts[.failed, default: 0] -= 1
                claims[trial] = nil
            }
        case .claim(let worker, let trials, _):
            for trial in trials { claims[trial, default: []].append(worker) }
        case .trial(let record):
            if records[record.number] == nil {
                records[record.number] = record
                counts[record.state, default: 0] += 1
            }
        }
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
        return ordered.filter { $0.state.isFinished && $0.value != nil }.enumerated().sorted {
            first, second in
            if opening.isBetter(first.element.value, than: second.element.value) { return true }
            if opening.isBetter(second.element.value, than: first.element.value) { return false }
            return first.offset < second.offset
        }.map(\.element)
    }

    /// The beginning of `ranking`, with records that are not part of the state yet; found in one pass.
    package func best(_ count: Int, adding others: [TrialRecord] = []) -> [TrialRecord] {
        guard let opening, count > 0 else { return [] }
        var best: [TrialRecord] = []
        func isBefore(_ first: TrialRecord, _ second: TrialRecord) -> Bool {
            if opening.isBetter(first.value, than: second.value) { return true }
            if opening.isBetter(second.value, than: first.value) { return false }
            return first.number < second.number
        }
        func take(_ record: TrialRecord) {
            guard record.state.isFinished, record.value != nil else { return }
            if best.count == count {
                guard let last = best.last, isBefore(record, last) else { return }
                best.removeLast()
            }
            best.insert(record, at: best.firstIndex { isBefore(record, $0) } ?? best.endIndex)
        }
        for record in records.values { take(record) }
        for record in others where records[record.number] == nil { take(record) }
        return best
    }
}
