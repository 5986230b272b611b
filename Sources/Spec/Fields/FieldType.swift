/// What a field accepts, as data: the reference page, the JSON Schema and the handling of component forms are
/// made from it.
package indirect enum FieldType: Sendable {
    case boolean
    case integer(NumberRange)
    case number(NumberRange)
    case text
    case path
    case choice([String])
    case list(of: FieldType, count: Int?)
    /// A map whose keys are free, such as the ratios of a split.
    case map(of: FieldType, keyAliases: [String: String] = [:])
    case component(ComponentFamilyMembers)
    /// A list of components; one component alone counts as a list of one.
    case components(ComponentFamilyMembers)
    case section([FieldDescription])
    /// A value with its own little language, e.g. "column selector"; `accepts` is what YAML it may be written
    /// as.
    case language(name: String, accepts: [FieldType])
    case anyOf([FieldType])
    /// Any YAML value.
    case anything
}

extension FieldType {
    /// Whether a value of this type may be written as a map.
    package var acceptsMap: Bool {
        switch self {
        case .map, .component, .components, .section, .anything: true
        case .language(_, let accepted): accepted.contains { $0.acceptsMap }
        case .anyOf(let types): types.contains { $0.acceptsMap }
        case .boolean, .integer, .number, .text, .path, .choice, .list: false
        }
    }
}

/// One field as its owner declared it by reading it.
package struct FieldDescription: Sendable {
    package enum Requirement: Sendable {
        case required
        /// May be left out; nothing takes its place.
        case optional
        /// May be left out; this value takes its place.
        case defaultValue(SpecContent)
    }

    package var name: String
    package var aliases: [String]
    package var type: FieldType
    package var requirement: Requirement
    package var documentation: String
    /// The field of the same record whose presence makes this required one needless, such as `solver` for `model`.
    package var needlessWith: String?
    /// Whether a number alone in the place of its section is this field's: `ensemble: 32`.
    package var standsForSection = false

    /// The name and every other accepted spelling.
    package var names: [String] { [name] + aliases }
}
