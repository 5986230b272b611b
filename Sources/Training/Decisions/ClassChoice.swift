/// How a row's probabilities become a class.
///
///     without threshold:  two classes with one number: class 1 above one half; else the first largest probability
///     with threshold:     the positive class where its probability is at least the threshold, else the other
package struct ClassChoice: Hashable, Sendable {
    /// That of the positive class, where there are two; nil for the most probable class.
    package var threshold: Double?
    /// The position of the positive class, of two.
    package var positive: Int

    package init(threshold: Double? = nil, positive: Int = 1) {
        self.threshold = threshold
        self.positive = positive
    }

    /// The class a row is assigned to.
    ///
    /// - Parameter row: the probability of class 1 alone, or one for each class
    package func index<Row: RandomAccessCollection>(of row: Row) -> Int where Row.Element == Double {
        if let threshold, row.count <= 2, let first = row.first, let last = row.last {
            let second = row.count == 1 ? first : last
            let own = positive == 1 ? second : row.count == 1 ? 1 - first : first
            return own >= threshold ? positive : 1 - positive
        }
        guard row.count > 1 else { return (row.first ?? 0) > 0.5 ? 1 : 0 }
        var best = 0
        var largest = row.first ?? 0
        for (index, value) in row.enumerated() where value > largest {
            best = index
            largest = value
        }
        return best
    }
}
