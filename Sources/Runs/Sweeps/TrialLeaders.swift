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
