import Catalogue

/// The keys of the specification in which runs differ, with each run's value.
package struct ChangedKey: Sendable, Equatable {
    package var key: String
    /// One for each run; nil where the run has no such key, or `null`.
    package var values: [FieldValue?]

    /// Keys that differ between any two of the runs, in the order of the specifications.
    ///
    /// A list of components that cannot be compared place by place (a model of another depth) is one key. A key that
    /// only some runs have, with one value in all of them, follows from another key (the `betas` of those that use
    /// `adam`) and is left out.
    static func all(_ runs: [ComparedRun]) -> [ChangedKey] {
        var lists: [String] = []
        for run in runs.dropFirst() {
            for list in SpecificationDifference.changedLists(runs[0].specification, run.specification)
            where !lists.contains(list) {
                lists.append(list)
            }
        }
        var order: [String] = []
        var seen: Set<String> = []
        for run in runs {
            for entry in run.specification.entries {
                let key = lists.first { entry.key == $0 || entry.key.hasPrefix($0 + ".") } ?? entry.key
                if seen.insert(key).inserted { order.append(key) }
            }
        }
        return order.compactMap { changed($0, runs, isList: lists.contains($0)) }
    }

    private static func changed(_ key: String, _ runs: [ComparedRun], isList: Bool) -> ChangedKey? {
        guard !SpecificationDifference.labels.contains(key) else { return nil }
        let values = runs.map { run -> FieldValue? in
            isList ? run.specification.lists.first { $0.key == key }?.value ?? run.keys[key] : run.keys[key]
        }
        guard Set(values).count > 1 else { return nil }
        let present = Set(values.compactMap { $0 })
        if present.count == 1, followsFromType(key, runs) { return nil }
        return ChangedKey(key: key, values: values)
    }

    /// Whether the runs without the key have another component in its place.
    private static func followsFromType(_ key: String, _ runs: [ComparedRun]) -> Bool {
        guard let dot = key.lastIndex(of: "."), !key.hasSuffix(".type") else { return false }
        return Set(runs.map { $0.keys[key[..<dot] + ".type"] }).count > 1
    }
}
