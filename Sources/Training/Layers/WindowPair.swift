import Spec

/// A whole number for each axis of an image: one for both, or `[down, across]`.
package struct WindowPair: Hashable, Sendable {
    package var down: Int
    package var across: Int

    package init(_ down: Int, _ across: Int) {
        self.down = down
        self.across = across
    }

    package init(_ both: Int) { self.init(both, both) }
}

extension WindowPair: SpecDecodable {
    private static let range = NumberRange.closed(0, 1e6)

    package static var fieldType: FieldType {
        .anyOf([.integer(range), .list(of: .integer(range), count: 2)])
    }

    package init?(from node: SpecNode, diagnostics: inout DiagnosticBag) {
        var nodes = [node, node]
        if case .list(let items) = node.content { nodes = items }
        guard nodes.count == 2 else {
            diagnostics.report(.wrongType(expected: "a whole number, or two: [down, across]", found: node))
            return nil
        }
        var numbers: [Int] = []
        for item in nodes {
            guard let number = Int(from: item, diagnostics: &diagnostics) else { return nil }
            guard (0...1_000_000).contains(number) else {
                diagnostics.report(.outOfRange(Self.range, found: item))
                return nil
            }
            numbers.append(number)
        }
        self.init(numbers[0], numbers[1])
    }

    package var resolvedNode: SpecContent {
        if down == across { return .integer(down) }
        return .list([down, across].map { SpecNode(.integer($0), origin: .defaultValue) })
    }
}
