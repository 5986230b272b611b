import Machine

/// Writes a tree as YAML that reads back as the same values, with the origin of each value as a comment.
///
///     optimizer:
///       type: sgd                             # experiment.yaml:12
///       lr: 0.1                               # override optimizer.lr=0.1
///       momentum: 0.0                         # default
///
/// Maps and lists of maps are written in block style, lists of plain values on one line. Texts are quoted
/// only where they would read back as something else; `${` is written `$${`, so that the result is itself a
/// specification.
package struct YAMLWriter {
    private let showsOrigins: Bool
    private let describe: (Origin) -> String?
    private var lines: [String] = []

    /// Column of the comments, where the values leave room.
    private static let commentColumn = 44

    /// - Parameter describe: what the comment says of an origin; nil for what it says of itself
    package static func write(
        _ node: SpecNode, showsOrigins: Bool = true, describing describe: (Origin) -> String? = { _ in nil }
    ) -> String {
        withoutActuallyEscaping(describe) { describe in
            write(node, YAMLWriter(showsOrigins: showsOrigins, describe: describe))
        }
    }

    private static func write(_ node: SpecNode, _ start: YAMLWriter) -> String {
        var writer = start
        switch node.content {
        case .map(let entries) where !entries.isEmpty: writer.write(entries, indent: 0)
        case .list(let items) where writer.isBlock(node.content): writer.write(items, indent: 0)
        case .null, .bool, .integer, .number, .string, .list, .map:
            writer.line(writer.flow(node), node.origin)
        }
        return writer.lines.joined(separator: "\n") + "\n"
    }

    private init(showsOrigins: Bool, describe: @escaping (Origin) -> String?) {
        self.showsOrigins = showsOrigins
        self.describe = describe
    }

    private mutating func write(_ entries: [SpecEntry], indent: Int, firstPrefix: String? = nil) {
        let margin = String(repeating: " ", count: indent)
        for (index, entry) in entries.enumerated() {
            let prefix = index == 0 ? firstPrefix ?? margin : margin
            let key = prefix + YAMLScalarText.text(entry.key, isKey: true) + ":"
            switch entry.value.content {
            case .map(let inner) where !inner.isEmpty:
                lines.append(key)
                write(inner, indent: indent + 2)
            case .list(let items) where isBlock(entry.value.content):
                lines.append(key)
                write(items, indent: indent + 2)
            case .null, .bool, .integer, .number, .string, .list, .map:
                line(key + " " + flow(entry.value), entry.value.origin)
            }
        }
    }

    private mutating func write(_ items: [SpecNode], indent: Int, firstPrefix: String? = nil) {
        let margin = String(repeating: " ", count: indent)
        for (index, item) in items.enumerated() {
            let prefix = (index == 0 ? firstPrefix ?? margin : margin) + "- "
            switch item.content {
            case .map(let entries) where !entries.isEmpty:
                write(entries, indent: indent + 2, firstPrefix: prefix)
            case .list(let inner) where isBlock(item.content):
                write(inner, indent: indent + 2, firstPrefix: prefix)
            case .null, .bool, .integer, .number, .string, .list, .map:
                line(prefix + flow(item), item.origin)
            }
        }
    }

    /// Whether a list needs lines of its own: when something in it is more than a plain value.
    private func isBlock(_ content: SpecContent) -> Bool {
        guard case .list(let items) = content else { return false }
        return items.contains { item in
            switch item.content {
            case .map(let entries): !entries.isEmpty
            case .list(let inner): !inner.isEmpty
            case .null, .bool, .integer, .number, .string: false
            }
        }
    }

    private func flow(_ node: SpecNode) -> String {
        switch node.content {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .integer(let value): String(value)
        case .number(let value): yamlNumberText(value)
        case .string(let text): YAMLScalarText.text(text, keepsReferences: node.isSecret)
        case .list(let items):
            "[" + items.map { flow($0) }.joined(separator: ", ") + "]"
        case .map: "{}"
        }
    }

    private mutating func line(_ text: String, _ origin: Origin) {
        guard showsOrigins else {
            lines.append(text)
            return
        }
        let room = max(2, Self.commentColumn - text.count)
        lines.append(
            text + String(repeating: " ", count: room) + "# " + (describe(origin) ?? Self.comment(origin)))
    }

    private static func comment(_ origin: Origin) -> String {
        switch origin {
        case .file(let span): PrintableText.oneLine("\(span.start.file):\(span.start.line)")
        case .override(let span): PrintableText.oneLine("override \(Secrets.masked(span.argument))")
        case .environment(let name, let span):
            PrintableText.oneLine("environment \(name), \(span.start.file):\(span.start.line)")
        case .secret(_, let place): comment(place)
        case .defaultValue: "default"
        }
    }
}

/// A number that reads back as exactly the same number and as a number with fraction: `3.0`, `1e-05`.
func roundTripText(_ value: Double) -> String {
    value.isFinite ? "\(value)" : numberText(value)
}

/// A number as a reader of YAML 1.1, such as PyYAML, and one of YAML 1.2 both read it: with a fraction also before an
/// exponent, `1.0e-05`.
func yamlNumberText(_ value: Double) -> String {
    let text = roundTripText(value)
    guard let exponent = text.firstIndex(of: "e"), !text[..<exponent].contains(".") else { return text }
    return text[..<exponent] + ".0" + text[exponent...]
}
