/// The registry of one family of components: a name, a sentence and one alphabetical list of members.
///
///     package let optimizerFamily = ComponentFamily<any Optimizer>(
///         name: "optimizer", summary: "…", members: [Adam.self, SGD.self])
///
/// Every member type must conform to `Member`'s protocol; the family's tests check it with `misregistered`.
package struct ComponentFamily<Member>: Sendable {
    package let all: ComponentFamilyMembers

    package var name: String { all.name }
    package var summary: String { all.summary }
    package var members: [any SpecComponent.Type] { all.members }

    package init(name: String, summary: String, members: [any SpecComponent.Type]) {
        all = ComponentFamilyMembers(name: name, summary: summary, members: members)
    }

    /// Names of registered types that are not a `Member`; empty when the registry is right.
    package var misregistered: [String] {
        members.compactMap { type in
            var reader = FieldReader(describing: type)
            return type.init(reading: &reader) is Member ? nil : type.name
        }
    }
}

/// A family without the Swift type of its members: what describing and normalizing need.
package struct ComponentFamilyMembers: Sendable {
    package let name: String
    package let summary: String
    package let members: [any SpecComponent.Type]

    package init(name: String, summary: String, members: [any SpecComponent.Type]) {
        self.name = name
        self.summary = summary
        self.members = members
    }

    /// The member with this name or alias.
    package subscript(name name: String) -> (any SpecComponent.Type)? {
        members.first { $0.name == name || $0.aliases.contains(name) }
    }

    /// The members' names, in registry order.
    package var names: [String] { members.map { $0.name } }

    /// Names and aliases, for suggestions.
    package var acceptedNames: [String] { members.flatMap { [$0.name] + $0.aliases } }
}

/// A component or value together with where it stands in the specification.
package struct Located<Value> {
    package var value: Value
    package var origin: Origin
    /// All fields of a component in canonical form, defaults filled in.
    package var parameters: SpecContent
    /// What was read of the fields its family has in common.
    package var shared: (any SpecSection)?

    package init(
        value: Value, origin: Origin, parameters: SpecContent = .map([]), shared: (any SpecSection)? = nil
    ) {
        self.value = value
        self.origin = origin
        self.parameters = parameters
        self.shared = shared
    }
}

extension Located: Sendable where Value: Sendable {}
