extension Diagnostic {
    /// `expected a number, found the text 'x'`
    package static func wrongType(expected: String, found node: SpecNode, help: String? = nil) -> Diagnostic {
        Diagnostic(
            "wrong-type", "expected \(expected), found \(node.isSecret ? "a secret" : node.content.phrase)",
            at: node.origin,
            help: help ?? (node.isSecret ? nil : repair(expected: expected, found: node.content)))
    }

    /// A whole number that 64 bits cannot hold.
    static func beyondSixtyFourBits(_ node: SpecNode) -> Diagnostic {
        Diagnostic(
            "out-of-range",
            "must be a whole number between -9223372036854775808 and 9223372036854775807, found \(node.content.shortText)",
            at: node.origin)
    }

    /// `must be > 0, found -1`; whoever knows the field's name puts it in front.
    package static func outOfRange(_ range: NumberRange, found node: SpecNode) -> Diagnostic {
        let isFinite = if case .number(let value) = node.content { value.isFinite } else { true }
        return Diagnostic(
            "out-of-range",
            "\(isFinite ? range.description : "must be a finite number"), found \(node.content.shortText)",
            at: node.origin)
    }

    /// `'lr' must be > 0, found -1`; any other finding stays as it is.
    func naming(_ field: String) -> Diagnostic {
        guard code == "out-of-range", message.hasPrefix("must be ") else { return self }
        return Diagnostic(
            code, "'\(field)' \(message)", at: origin, help: help, notes: notes, severity: severity)
    }

    private static func repair(expected: String, found: SpecContent) -> String? {
        switch found {
        case .integer, .number, .bool:
            return expected == "text" ? "put it in quotes to make it text" : nil
        case .string(let text):
            if expected.hasSuffix("number"), CoreSchema.content(ofPlain: text).isNumber {
                return "remove the quotes to make it a number"
            }
            guard expected == "true or false" else { return nil }
            if ["yes", "on", "y"].contains(text.lowercased()) { return "write true" }
            if ["no", "off", "n"].contains(text.lowercased()) { return "write false" }
            return nil
        case .null, .list, .map:
            return nil
        }
    }
}

extension SpecContent {
    /// The value as part of a sentence: `the text 'x'`, `the number 3`, `a list of 2 items`.
    package var phrase: String {
        switch self {
        case .null: "nothing"
        case .bool: shortText
        case .integer, .number: "the number \(shortText)"
        case .string: "the text \(shortText)"
        case .list(let items):
            items.isEmpty ? "an empty list" : "a list of \(items.count) item\(items.count == 1 ? "" : "s")"
        case .map(let entries):
            entries.isEmpty
                ? "an empty map" : "a map with the key\(entries.count == 1 ? "" : "s") \(keyList(entries))"
        }
    }

    /// The value itself, quoted and shortened when it is text.
    package var shortText: String {
        switch self {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .integer(let value): String(value)
        case .number(let value): numberText(value)
        case .string(let text): "'\(shortened(text))'"
        case .list, .map: phrase
        }
    }

    private func keyList(_ entries: [SpecEntry]) -> String {
        let shown = entries.prefix(3).map { "'\(shortened($0.key))'" }.joined(separator: ", ")
        return entries.count > 3 ? shown + ", …" : shown
    }
}

/// Text on one line, cut after 40 characters.
func shortened(_ text: String) -> String {
    let oneLine = text.replacing("\n", with: "⏎")
    return oneLine.count > 40 ? oneLine.prefix(39) + "…" : oneLine
}
