/// Two records of one trial that differ in what they say, which equal specifications never should.
package struct RecordConflict: Equatable, Sendable {
    /// The one that counts.
    package var first: TrialRecord
    package var second: TrialRecord
    /// The ledgers, in the order of their names.
    package var workers: [String]

    /// `trial 12 was recorded twice, differently: …`
    package var sentence: String {
        func side(_ record: TrialRecord) -> String {
            let value = record.objective.map { " with \($0)" } ?? ""
            return "\(record.state.rawValue)\(value) by \(record.worker)"
        }
        return "trial \(first.number) was recorded twice and differently: \(side(first)), \(side(second))"
            + "; the first counts. Machines of one sweep should have the same program and kind of processor"
    }
}
