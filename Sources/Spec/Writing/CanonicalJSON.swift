extension SpecContent {
    /// The values alone as one line of JSON, order kept: the same resolved values give the same text,
    /// wherever they came from. Made for content keys (hashes). Infinities and not-a-number, which JSON
    /// lacks, are the texts ".inf", "-.inf", ".nan", and such a text is written with an escape; `3` and `3.0` differ.
    package var canonicalJSON: String {
        var text = ""
        appendJSON(to: &text)
        return text
    }

    private func appendJSON(to text: inout String) {
        switch self {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .integer(let value): text += String(value)
        case .number(let value):
            text += value.isFinite ? roundTripText(value) : "\"\(numberText(value))\""
        case .string(let value) where [".inf", "-.inf", ".nan"].contains(value):
            // The same text to a reader of JSON, and not that of a number.
            text += JSONText.quoted(value).replacing(".", with: "\\u002e")
        case .string(let value): text += JSONText.quoted(value)
        case .list(let items):
            text += "["
            for (index, item) in items.enumerated() {
                if index > 0 { text += "," }
                item.content.appendJSON(to: &text)
            }
            text += "]"
        case .map(let entries):
            text += "{"
            for (index, entry) in entries.enumerated() {
                if index > 0 { text += "," }
                text += JSONText.quoted(entry.key) + ":"
                entry.value.content.appendJSON(to: &text)
            }
            text += "}"
        }
    }
}

extension SpecNode {
    /// The values alone as one line of JSON.
    package var canonicalJSON: String { content.canonicalJSON }
}

enum JSONText {
    /// A JSON string: quotes, backslashes and control characters escaped, everything else as it is.
    static func quoted(_ value: String) -> String {
        var text = "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\u{0}"..<" ":
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }
}

extension SpecContent {
    /// The values as JSON over several lines, two spaces a level; ends with a line end.
    package var indentedJSON: String {
        var text = ""
        appendIndented(to: &text, margin: "")
        return text + "\n"
    }

    private func appendIndented(to text: inout String, margin: String) {
        let inner = margin + "  "
        switch self {
        case .list(let items) where !items.isEmpty:
            text += "["
            for (index, item) in items.enumerated() {
                text += (index > 0 ? ",\n" : "\n") + inner
                item.content.appendIndented(to: &text, margin: inner)
            }
            text += "\n" + margin + "]"
        case .map(let entries) where !entries.isEmpty:
            text += "{"
            for (index, entry) in entries.enumerated() {
                text += (index > 0 ? ",\n" : "\n") + inner + JSONText.quoted(entry.key) + ": "
                entry.value.content.appendIndented(to: &text, margin: inner)
            }
            text += "\n" + margin + "}"
        case .null, .bool, .integer, .number, .string, .list, .map:
            text += canonicalJSON
        }
    }
}
