import Spec

/// A category as a specification writes it: text, a number or a truth value, compared as text.
struct CategoryValue: SpecDecodable, Equatable {
    let text: String
    private let content: SpecContent

    static var fieldType: FieldType { .anyOf([.text, .number(.any), .boolean]) }

    init?(from node: SpecNode, diagnostics: inout DiagnosticBag) {
        content = node.content
        switch node.content {
        case .string(let text): self.text = text
        case .integer(let value): text = numberText(Double(value))
        case .number(let value): text = numberText(value)
        case .bool(let value): text = value ? "true" : "false"
        case .null, .list, .map:
            diagnostics.report(.wrongType(expected: "a value: text, a number or a truth value", found: node))
            return nil
        }
    }

    var resolvedNode: SpecContent { content }

    static func == (left: CategoryValue, right: CategoryValue) -> Bool { left.text == right.text }
}
