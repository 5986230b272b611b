/// The best epochs so far, best first: which weights are kept in files of their own.
///
/// Equal values keep the earlier epoch; NaN is never among the best.
package struct EpochRanking: Hashable, Sendable, Codable {
    package struct Entry: Hashable, Sendable, Codable {
        package var epoch: Int
        package var value: ExactDouble
    }

    package private(set) var entries: [Entry] = []

    package init() {}

    /// What taking an epoch in means.
    package struct Verdict: Hashable, Sendable {
        package var isKept: Bool
        /// The epoch that had to go.
        package var dropped: Int?
    }

    /// Takes the value of an epoch, counted from 1.
    package mutating func take(
        _ value: Double, epoch: Int, keeping count: Int, direction: MetricDirection
    ) -> Verdict {
        guard count > 0, !value.isNaN else { return Verdict(isKept: false) }
        func isBetter(_ first: Double, _ second: Double) -> Bool {
            direction == .higherIsBetter ? first > second : first < second
        }
        let place = entries.firstIndex { isBetter(value, $0.value.value) } ?? entries.count
        guard place < count else { return Verdict(isKept: false) }
        entries.insert(Entry(epoch: epoch, value: ExactDouble(value)), at: place)
        guard entries.count > count else { return Verdict(isKept: true) }
        return Verdict(isKept: true, dropped: entries.removeLast().epoch)
    }
}
