import Spec

/// The name of a class as it is written in a specification: a text, or a number or truth value that names one.
package struct ClassLabel: Hashable, Sendable, SpecDecodable {
    package let name: String

    package init(_ name: String) { self.name = name }

    package static var fieldType: FieldType { .anyOf([.text, .number(.any), .boolean]) }

    package init?(from node: SpecNode, diagnostics: inout DiagnosticBag) {
        switch node.content {
        case .string(let text): name = text
        case .integer(let number): name = "\(number)"
        case .number(let number): name = numberText(number)
        case .bool(let truth): name = truth ? "true" : "false"
        case .null, .list, .map:
            diagnostics.report(.wrongType(expected: "the name of a class", found: node))
            return nil
        }
    }

    package var resolvedNode: SpecContent { .string(name) }
}
