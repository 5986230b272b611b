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

    /// The name and every other accepted spelling.
    package var names: [String] { [name] + aliases }
}
