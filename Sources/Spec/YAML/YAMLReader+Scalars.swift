extension YAMLReader {
    /// A scalar by its style and tag: plain ones by the core schema, quoted and block ones as text.
    mutating func readScalar(_ text: String, isPlain: Bool, isBlock: Bool, _ event: YAMLEvent) -> SpecNode {
        let origin = scalarOrigin(text, isPlain: isPlain, isBlock: isBlock, event)
        guard let tag = event.tag else {
            return SpecNode(isPlain ? CoreSchema.content(ofPlain: text) : .string(text), origin: origin)
        }
        let content = CoreSchema.content(ofPlain: text)
        let name = tag.hasPrefix(Self.coreTag) ? String(tag.dropFirst(Self.coreTag.count)) : tag
        switch (name, content) {
        case ("!", _), ("str", _): return SpecNode(.string(text), origin: origin)
        case ("null", .null), ("bool", .bool), ("int", .integer), ("float", .number):
            return SpecNode(content, origin: origin)
        case ("float", .integer(let value)): return SpecNode(.number(Double(value)), origin: origin)
        case ("null", _), ("bool", _), ("int", _), ("float", _):
            diagnostics.report(
                Diagnostic(
                    "bad-tag", "'\(shortened(text))' is not a value of the tag '!!\(name)'", at: origin))
        default:
            reportUnknownTag(tag, at: origin)
        }
        return SpecNode(content, origin: origin)
    }

    /// Reports a tag on a list or map that does not fit it.
    mutating func checkTag(_ event: YAMLEvent, accepted: String) {
        guard let tag = event.tag, tag != "!", tag != Self.coreTag + accepted else { return }
        reportUnknownTag(tag, at: origin(of: event))
    }

    private mutating func reportUnknownTag(_ tag: String, at origin: Origin) {
        let written = tag.hasPrefix(Self.coreTag) ? "!!" + tag.dropFirst(Self.coreTag.count) : tag
        diagnostics.report(
            Diagnostic(
                "bad-tag", "the tag '\(shortened(written))' is not known here", at: origin,
                help: "remove the tag"))
    }

    private static var coreTag: String { "tag:yaml.org,2002:" }

    /// Where the scalar itself stands: without the anchor or tag before it, and for a block scalar its first
    /// line only.
    private func scalarOrigin(_ text: String, isPlain: Bool, isBlock: Bool, _ event: YAMLEvent) -> Origin {
        var start = event.start
        let hasProperties = event.anchor != nil || event.tag != nil
        if isPlain, hasProperties, event.start.line == event.end.line {
            let length = text.unicodeScalars.count
            start.column = max(start.column, event.end.column - length)
            start.index = max(start.index, event.end.index - length)
        }
        return placement.origin(from: start, to: event.end)
    }
}
