import Spec

/// Rows per step: a number, or `all` rows at once in file order.
package enum BatchSize: Hashable, Sendable {
    case rows(Int)
    case all

    /// Rows of a full batch when `available` rows are there to train on.
    package func rows(of available: Int) -> Int {
        switch self {
        case .rows(let count): min(count, available)
        case .all: available
        }
    }
}

extension BatchSize: SpecDecodable {
    package static var fieldType: FieldType {
        .anyOf([.integer(.greaterOrEqual(1)), .choice(["all"])])
    }

    package init?(from node: SpecNode, diagnostics: inout DiagnosticBag) {
        switch node.content {
        case .string("all"):
            self = .all
        case .integer, .number:
            guard let count = Int(from: node, diagnostics: &diagnostics) else { return nil }
            guard count >= 1, count <= Int(Int32.max) else {
                diagnostics.report(.outOfRange(.closed(1, Double(Int32.max)), found: node))
                return nil
            }
            self = .rows(count)
        case .null, .bool, .string, .list, .map:
            diagnostics.report(.wrongType(expected: "a number of rows or 'all'", found: node))
            return nil
        }
    }

    package var resolvedNode: SpecContent {
        switch self {
        case .rows(let count): .integer(count)
        case .all: .string("all")
        }
    }
}
