import Spec

/// Where two resolved specifications differ; order of keys and origins of values do not count.
package enum SpecDifference {
    /// The paths of the values that differ, such as `train.epochs`, in the order of the first specification.
    package static func paths(_ first: SpecNode, _ second: SpecNode) -> [String] {
        var found: [String] = []
        compare(first, second, path: "", &found)
        return found
    }

    private static func compare(_ first: SpecNode, _ second: SpecNode, path: String, _ found: inout [String])
    {
        switch (first.content, second.content) {
        case (.map(let left), .map(let right)):
            for entry in left {
                let inner = path.isEmpty ? entry.key : path + "." + entry.key
                if let other = second[entry.key] {
                    compare(entry.value, other, path: inner, &found)
                } else {
                    found.append(inner)
                }
            }
            for entry in right where first[entry.key] == nil {
                found.append(path.isEmpty ? entry.key : path + "." + entry.key)
            }
        case (.list(let left), .list(let right)) where left.count == right.count:
            for (index, pair) in zip(left, right).enumerated() {
                compare(pair.0, pair.1, path: "\(path).\(index)", &found)
            }
        default:
            if first.content.placed(at: .defaultValue) != second.content.placed(at: .defaultValue) {
                found.append(path)
            }
        }
    }
}
