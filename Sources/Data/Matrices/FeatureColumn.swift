/// A column of the matrix that a model sees.
package struct FeatureColumn: Hashable, Sendable {
    package var name: String
    package var kind: FeatureKind

    package init(_ name: String, _ kind: FeatureKind = .number) {
        self.name = name
        self.kind = kind
    }
}

/// What the numbers of such a column are.
package enum FeatureKind: Hashable, Sendable {
    case number
    /// Made of a category: whether a row has it.
    case indicator
    /// The number of a category: 0 for one that training did not see, or none; below `count`. Before all rows have been
    /// read the count may be a guess.
    case codes(count: Int)
}

extension Preprocessing {
    /// What the columns are that the steps have left.
    package func featureColumns(_ names: [String]) -> [FeatureColumn] {
        var kinds: [String: FeatureKind] = [:]
        for entry in entries { kinds = entry.transform.kinds(after: kinds) }
        return names.map { FeatureColumn($0, kinds[$0] ?? .number) }
    }
}

extension PreparedData {
    package var featureColumns: [FeatureColumn] { preprocessing.featureColumns(featureNames) }
}
