/// A value of the specification together with where it came from.
package struct SpecNode: Sendable, Equatable {
    package var content: SpecContent
    package var origin: Origin

    package init(_ content: SpecContent, origin: Origin) {
        self.content = content
        self.origin = origin
    }
}

extension SpecNode {
    /// The place of a part of a text, for messages about a little language inside it: characters (Unicode
    /// scalars) of the text, counted from 0. The place of the whole text when they do not correspond to the
    /// source one to one (escapes, several lines, a default).
    package func origin(ofCharacters range: Range<Int>) -> Origin {
        guard case .string(let text) = content else { return origin }
        let count = text.unicodeScalars.count
        let start = min(max(0, range.lowerBound), count)
        let length = max(1, min(range.upperBound, count) - start)
        switch origin {
        case .file(var span):
            guard let shift = Self.quoteWidth(of: count, in: span.length) else { return origin }
            span.start.column += start + shift
            span.length = length
            return .file(span)
        case .override(var span):
            guard let shift = Self.quoteWidth(of: count, in: span.length) else { return origin }
            span.column += start + shift
            span.length = length
            return .override(span)
        case .environment, .secret, .defaultValue:
            return origin
        }
    }

    /// 0 for a plain text, 1 for a quoted one, nil when the source is written with escapes.
    private static func quoteWidth(of count: Int, in length: Int) -> Int? {
        if length == count { return 0 }
        return length == count + 2 ? 1 : nil
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

extension SpecEntry {
    /// Whether null was written as the value: the key counts as left out. Nothing at all behind the `:` is a value
    /// that was forgotten.
    package var isTakenAway: Bool { value.content == .null && value.origin != keyOrigin }
}

extension SpecNode {
    /// Whether it was made with a secret.
    var isSecret: Bool {
        if case .secret = origin { true } else { false }
    }

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

    /// The same values at the places where `written` has them: items and entries that correspond keep their
    /// own place, everything else stands at the place of `written`.
    package func placed(like written: SpecNode) -> SpecContent {
        switch (self, written.content) {
        case (.list(let items), .list(let originals)) where items.count == originals.count:
            return .list(
                zip(items, originals).map { item, original in
                    SpecNode(item.content.placed(like: original), origin: original.origin)
                })
        case (.map(let entries), .map(let originals)) where entries.count == originals.count:
            return .map(
                zip(entries, originals).map { entry, original in
                    SpecEntry(
                        key: entry.key, keyOrigin: original.keyOrigin,
                        value: SpecNode(
                            entry.value.content.placed(like: original.value), origin: original.value.origin))
                })
        default:
            if case .secret(let text, _) = written.origin { return .string(Secrets.masked(text)) }
            if case .string(let text) = self, Secrets.holdsPassword(text) {
                return .string(Secrets.masked(text))
            }
            return placed(at: written.origin)
        }
    }
}

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
