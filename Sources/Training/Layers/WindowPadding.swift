import Spec

/// The border of zeros around an image: pixels on each side, or `same`: as many as keep the image's size.
///
/// With `same` and an even reach the odd pixel goes after the image, as in PyTorch.
package enum WindowPadding: Hashable, Sendable {
    case pixels(WindowPair)
    case same

    /// Pixels before and after along one axis.
    func border(_ axis: KeyPath<WindowPair, Int> & Sendable, reach: Int) -> (before: Int, after: Int) {
        switch self {
        case .pixels(let pair): (pair[keyPath: axis], pair[keyPath: axis])
        case .same: ((reach - 1) / 2, (reach - 1) - (reach - 1) / 2)
        }
    }
}

extension WindowPadding: SpecDecodable {
    package static var fieldType: FieldType { .anyOf([WindowPair.fieldType, .choice(["same"])]) }

    package init?(from node: SpecNode, diagnostics: inout DiagnosticBag) {
        switch node.content {
        case .string("same"):
            self = .same
        case .integer, .number, .list:
            guard let pair = WindowPair(from: node, diagnostics: &diagnostics) else { return nil }
            self = .pixels(pair)
        case .null, .bool, .string, .map:
            diagnostics.report(.wrongType(expected: "pixels, two of them, or 'same'", found: node))
            return nil
        }
    }

    package var resolvedNode: SpecContent {
        switch self {
        case .pixels(let pair): pair.resolvedNode
        case .same: .string("same")
        }
    }
}
