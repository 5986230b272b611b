/// Values of a specification on one line, for plans and listings. Not meant to be read back.
package enum OneLineText {
    package static func text(_ content: SpecContent, limit: Int = 72) -> String {
        let full = write(content)
        return full.count > limit ? full.prefix(limit - 1) + "…" : full
    }

    /// The fields of a component that were written or are not at their default; without its type.
    package static func fields(of node: SpecNode, limit: Int = 72) -> String {
        guard case .map(let entries) = node.content else { return text(node.content, limit: limit) }
        let shown = entries.filter { $0.key != "type" && $0.value.content != .null }
            .filter { $0.value.origin != .defaultValue }
        let full = shown.map { "\($0.key) \(write($0.value.content))" }.joined(separator: ", ")
        return full.count > limit ? full.prefix(limit - 1) + "…" : full
    }

    private static func write(_ content: SpecContent) -> String {
        switch content {
        case .null: return "none"
        case .bool(let value): return value ? "true" : "false"
        case .integer(let value): return "\(value)"
        case .number(let value): return numberText(value)
        case .string(let text): return text
        case .list(let items): return "[" + items.map { write($0.content) }.joined(separator: ", ") + "]"
        case .map(let entries): return component(entries)
        }
    }

    /// `{type: linear, units: 64}` becomes `linear(units 64)`; other maps stay maps.
    private static func component(_ entries: [SpecEntry]) -> String {
        guard case .string(let type)? = entries.first(where: { $0.key == "type" })?.value.content else {
            return "{" + entries.map { "\($0.key): \(write($0.value.content))" }.joined(separator: ", ") + "}"
        }
        let rest = entries.filter { $0.key != "type" && $0.value.origin != .defaultValue }
        if rest.isEmpty { return type }
        return type + "(" + rest.map { "\($0.key) \(write($0.value.content))" }.joined(separator: ", ") + ")"
    }
}
