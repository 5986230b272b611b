/// A mistake in building or binding a graph: which operation, what it needs, what it got.
///
/// The training layer adds the position of the layer in the specification.
package struct GraphError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The operation's name, such as `matrixProduct`.
    package let operation: String
    /// The rule that was broken.
    package let expected: String
    /// The shapes, types or values that broke it.
    package let found: String

    package init(_ operation: String, expected: String, found: String) {
        self.operation = operation
        self.expected = expected
        self.found = found
    }

    package var description: String { "\(operation): expected \(expected), found \(found)" }
}
