import Spec

/// The word for a column type in a specification.
struct DeclaredType: SpecDecodable {
    let type: ColumnType

    static let words = ColumnType.allCases.filter { $0 != .tensor }.map(\.rawValue)

    static var fieldType: FieldType { .choice(DeclaredType.words) }

    init?(from node: SpecNode, diagnostics: inout DiagnosticBag) {
        guard let text = String(from: node, diagnostics: &diagnostics) else { return nil }
        guard let type = ColumnType(rawValue: text), type != .tensor else {
            let words = DeclaredType.words
            diagnostics.report(
                Diagnostic(
                    "unknown-choice", "'\(text)' is not one of the choices", at: node.origin,
                    help: nearestName(to: text, in: words).map { "did you mean '\($0)'?" },
                    notes: ["choices: " + words.joined(separator: ", ")]))
            return nil
        }
        self.type = type
    }

    var resolvedNode: SpecContent { .string(type.rawValue) }
}
