import Spec

/// Content keys: SHA-256 over what a node does and the keys of what it works on.
enum DataKey {
    /// Goes into every key; a change of what any node computes must change it.
    private static let version = "assay data 4"

    static func node(_ kind: String, _ name: String, _ parameters: [String], inputs: [String]) -> String {
        // Lengths keep the parts apart, whatever characters are in them.
        let parts = [version, kind, name] + parameters + inputs
        return FileHash.ofText(parts.map { "\($0.utf8.count):\($0)" }.joined(separator: "\n"))
    }
}

extension SpecContent {
    /// One text per value, the same for equal values wherever they were written.
    var canonicalText: String {
        switch self {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        // A whole number that a double cannot hold is not equal to its neighbors.
        case .integer(let value): Double(exactly: value).map { "\($0)" } ?? "\(value)"
        case .number(let value): "\(value)"
        case .string(let text): "\(text.utf8.count)'\(text)'"
        case .list(let items): "[" + items.map(\.content.canonicalText).joined(separator: ",") + "]"
        case .map(let entries):
            "{"
                + entries.map {
                    SpecContent.string($0.key).canonicalText + ":" + $0.value.content.canonicalText
                }
                .joined(separator: ",") + "}"
        }
    }

    /// The fields on one line, as a person would write them; defaults are left out when `isDefault` says so.
    var shortLine: String {
        switch self {
        case .null, .bool, .integer, .number: canonicalScalar
        case .string(let text): text
        case .list(let items): "[" + items.map(\.content.shortLine).joined(separator: ", ") + "]"
        case .map(let entries): "{" + SpecContent.fields(entries) + "}"
        }
    }

    static func fields(_ entries: [SpecEntry]) -> String {
        entries.map { "\($0.key): \($0.value.content.shortLine)" }.joined(separator: ", ")
    }

    private var canonicalScalar: String {
        switch self {
        case .bool(let value): value ? "true" : "false"
        case .integer(let value): "\(value)"
        case .number(let value): numberText(value)
        case .null, .string, .list, .map: "null"
        }
    }
}
