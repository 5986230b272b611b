/// A value that reads itself from one node of the specification: a number, a text, or something with its own
/// little language such as a duration, a column selector or an expression.
///
/// Read by `FieldReader.value` and its relatives, once per field, on the thread that reads the specification.
package protocol SpecDecodable: Sendable {
    /// What the value may be written as, for the reference page and the JSON Schema.
    static var fieldType: FieldType { get }

    /// Reads the value; reports why it cannot and returns nil when it is wrong.
    init?(from node: SpecNode, diagnostics: inout DiagnosticBag)

    /// The canonical way of writing the value, for the resolved specification.
    var resolvedNode: SpecContent { get }
}
