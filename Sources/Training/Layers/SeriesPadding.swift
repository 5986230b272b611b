import Spec

/// The zeros around a series: so many on each side, or `same`: as many as keep its length.
package enum SeriesPadding: Hashable, Sendable {
    case count(Int)
    case same

    /// The same for an image of one row.
    package var window: WindowPadding {
        switch self {
        case .count(let count): .pixels(WindowPair(0, count))
        case .same: .same
        }
    }
}

extension SeriesPadding: SpecDecodable {
    private static let range = NumberRange.closed(0, 1e6)

    package static var fieldType: FieldType { .anyOf([.integer(range), .choice(["same"])]) }

    package init?(from node: SpecNode, diagnostics: inout DiagnosticBag) {
        if case .string("same") = node.content {
            self = .same
            return
        }
        guard let count = Int(from: node, diagnostics: &diagnostics) else { return nil }
        guard (0...1_000_000).contains(count) else {
            diagnostics.report(.outOfRange(Self.range, found: node))
            return nil
        }
        self = .count(count)
    }

    package var resolvedNode: SpecContent {
        switch self {
        case .count(let count): .integer(count)
        case .same: .string("same")
        }
    }
}
