/// A nested record of the specification, such as `train:` or `data:`.
///
/// The initializer *is* the declaration of the fields. It runs once for each place the record stands in, and
/// once without a place to describe itself (`reader.isDescribing`, every read returns its default or a
/// harmless value). So it reads every field unconditionally, in a fixed order, and must accept any values.
package protocol SpecSection: Sendable {
    init(reading fields: inout FieldReader)

    /// Specifications that the program brings along for `extends: preset:NAME`; only the root of a specification has
    /// any.
    static var presets: [SpecPreset] { get }
}

extension SpecSection {
    package static var presets: [SpecPreset] { [] }
}

/// A member of a family: a layer, a loss, an optimizer, a step, a source …
///
/// Written in one of three equal forms: `{type: sgd, lr: 0.1}`, `sgd`, `{sgd: {lr: 0.1}}`; a component with a
/// primary field also as `{linear: 64}`.
package protocol SpecComponent: SpecSection {
    /// The name in the specification, snake_case.
    static var name: String { get }
    /// Other accepted names, usually none.
    static var aliases: [String] { get }
    /// What it computes or does: a sentence, formulas, paragraphs, and its shapes, limits, errors and source, in the
    /// form that `ComponentText` describes.
    static var about: String { get }
    /// The field that takes a bare value.
    static var primaryField: String? { get }
    /// How the component is written in an example, in flow style; made from the declared fields unless a member has
    /// something better to show than made-up values, such as `{random: {train: 0.8, val: 0.1, test: 0.1}}`.
    static var example: String? { get }
    /// Fields that a whole family has beside those of its members, such as `by` of every metric; nil for none.
    static var sharedFields: (any SpecSection.Type)? { get }
}

extension SpecComponent {
    package static var aliases: [String] { [] }
    package static var primaryField: String? { nil }
    package static var example: String? { nil }
    package static var sharedFields: (any SpecSection.Type)? { nil }
}

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
