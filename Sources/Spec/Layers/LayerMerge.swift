/// Lays one specification over another: maps merge key by key, everything else replaces. A component of
/// another type replaces the one below as a whole, its fields would mean nothing there.
enum LayerMerge {
    static func merge(_ lower: SpecNode, with upper: SpecNode) -> SpecNode {
        guard case .map(var entries) = lower.content, case .map(let changes) = upper.content else {
            return upper
        }
        if let below = lower["type"], let above = upper["type"], !below.content.isSame(as: above.content) {
            return upper
        }
        var positions: [String: Int] = [:]
        for (index, entry) in entries.enumerated() { positions[entry.key] = index }
        for change in changes {
            guard let index = positions[change.key] else {
                entries.append(change)
                continue
            }
            let value = merge(entries[index].value, with: change.value)
            entries[index] = SpecEntry(key: change.key, keyOrigin: change.keyOrigin, value: value)
        }
        return SpecNode(.map(entries), origin: upper.origin)
    }
}

extension SpecContent {
    /// Whether both hold the same values, wherever they were written. `3` and `3.0` are the same number.
    package func isSame(as other: SpecContent) -> Bool {
        switch (self, other) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.integer(let left), .integer(let right)): left == right
        case (.number(let left), .number(let right)): left == right || (left.isNaN && right.isNaN)
        case (.integer(let left), .number(let right)), (.number(let right), .integer(let left)):
            Double(left) == right
        case (.string(let left), .string(let right)): left == right
        case (.list(let left), .list(let right)):
            left.count == right.count
                && zip(left, right).allSatisfy { $0.content.isSame(as: $1.content) }
        case (.map(let left), .map(let right)):
            left.count == right.count
                && left.allSatisfy { entry in
                    right.contains { $0.key == entry.key && $0.value.content.isSame(as: entry.value.content) }
                }
        default: false
        }
    }
}
