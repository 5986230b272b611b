extension SpecNode {
    /// How many values the node stands for, itself included.
    var nodeCount: Int {
        switch content {
        case .null, .bool, .integer, .number, .string: 1
        case .list(let items): items.reduce(1) { $0 + $1.nodeCount }
        case .map(let entries): entries.reduce(1) { $0 + $1.value.nodeCount }
        }
    }

    /// How many lists and maps are inside each other, itself included.
    var depth: Int {
        switch content {
        case .null, .bool, .integer, .number, .string: 0
        case .list(let items): items.reduce(0) { max($0, $1.depth) } + 1
        case .map(let entries): entries.reduce(0) { max($0, $1.value.depth) } + 1
        }
    }
}
