/// A value of the specification together with where it came from.
package struct SpecNode: Sendable, Equatable {
    package var content: SpecContent
    package var origin: Origin

    package init(_ content: SpecContent, origin: Origin) {
        self.content = content
        self.origin = origin
    }
}

/// What a node holds: YAML 1.2 core types, with maps in the order they were written.
package indirect enum SpecContent: Sendable, Equatable {
    case null
    case bool(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case list([SpecNode])
    case map([SpecEntry])
}

/// One key of a map with its value.
package struct SpecEntry: Sendable, Equatable {
    package var key: String
    package var keyOrigin: Origin
    package var value: SpecNode

    package init(key: String, keyOrigin: Origin, value: SpecNode) {
        self.key = key
        self.keyOrigin = keyOrigin
        self.value = value
    }
}

extension SpecNode {
    /// The value under `key` when the node is a map that has it.
    package subscript(key: String) -> SpecNode? {
        guard case .map(let entries) = content else { return nil }
        return entries.first { $0.key == key }?.value
    }
}

extension SpecContent {
    /// A map without positions: the content of a default value.
    package static func defaults(_ entries: [(String, SpecContent)]) -> SpecContent {
        .map(
            entries.map { key, value in
                SpecEntry(
                    key: key, keyOrigin: .defaultValue, value: SpecNode(value, origin: .defaultValue))
            })
    }

    /// A list without positions: the content of a default value.
    package static func defaults(_ items: [SpecContent]) -> SpecContent {
        .list(items.map { SpecNode($0, origin: .defaultValue) })
    }

    /// The same values, as if every one of them had been written at `origin`.
    package func placed(at origin: Origin) -> SpecContent {
        switch self {
        case .null, .bool, .integer, .number, .string:
            return self
        case .list(let items):
            return .list(items.map { SpecNode($0.content.placed(at: origin), origin: origin) })
        case .map(let entries):
            return .map(
                entries.map {
                    SpecEntry(
                        key: $0.key, keyOrigin: origin,
                        value: SpecNode($0.value.content.placed(at: origin), origin: origin))
                })
        }
    }
}
