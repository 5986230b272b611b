import Spec

/// How many numbers a linear layer gives: a number, or `auto`, as many as the loss needs.
struct LinearUnits: Hashable, Sendable {
    /// 0 for auto.
    var count: Int
}

extension LinearUnits: SpecDecodable {
    private static let range = NumberRange.closed(1, 1e9)

    static var fieldType: FieldType { .anyOf([.integer(range), .choice(["auto"])]) }

    init?(from node: SpecNode, diagnostics: inout DiagnosticBag) {
        switch node.content {
        case .string("auto"):
            count = 0
        case .integer, .number:
            guard let number = Int(from: node, diagnostics: &diagnostics) else { return nil }
            guard (1...1_000_000_000).contains(number) else {
                diagnostics.report(.outOfRange(Self.range, found: node))
                return nil
            }
            count = number
        case .null, .bool, .string, .list, .map:
            diagnostics.report(.wrongType(expected: "a whole number or 'auto'", found: node))
            return nil
        }
    }

    var resolvedNode: SpecContent { count == 0 ? .string("auto") : .integer(count) }
}
