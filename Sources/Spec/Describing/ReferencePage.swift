/// The reference page of a component, family, section or field, made from its declaration and shown as text for a
/// terminal or as Markdown.
package struct ReferencePage: Sendable {
    package enum Part: Sendable {
        case blocks([ComponentText.Block])
        case facts([ComponentText.Fact])
        /// `primary` is the field that takes a bare value.
        case fields([FieldDescription], primary: String?)
        /// Lines of a specification, each a way of writing the component.
        case examples([String])
        case members([Member])
    }

    package struct Member: Sendable {
        package let name: String
        package let summary: String
    }

    package let title: String
    package let summary: String
    package let aliases: [String]
    package let parts: [Part]

    /// Lines of a specification, each a way of writing the component.
    package var examples: [String] {
        parts.flatMap { part in
            if case .examples(let lines) = part { lines } else { [String]() }
        }
    }

    /// The page of a component. `key` is a field of the specification that takes it; `isList` when it takes a
    /// list.
    init(_ type: any SpecComponent.Type, family: String, key: String, isList: Bool) {
        let fields = FieldReader.fields(of: type)
        let text = ComponentText(type.about)
        let forms = ComponentExample(type, fields).forms
        title = "\(family).\(type.name)"
        summary = text.summary
        aliases = type.aliases
        parts = [
            .blocks(text.blocks), .facts(text.facts), .fields(fields, primary: type.primaryField),
            .examples(forms.map { isList ? "\(key): [\($0)]" : "\(key): \($0)" }),
        ]
    }

    /// The page of a section.
    init(section name: String, documentation: String, fields: [FieldDescription]) {
        title = name
        summary = documentation
        aliases = []
        parts = [.fields(fields, primary: nil)]
    }

    /// The page of one key.
    init(field: FieldDescription, at path: String) {
        let fields = Part.fields([field], primary: nil)
        title = path
        summary = field.documentation
        aliases = []
        switch field.type {
        case .component(let family), .components(let family):
            let note = "Its members are those of '\(family.name)': see 'assay explain \(family.name)'."
            parts = [fields, .blocks([.paragraph(note)])]
        case .section:
            parts = [fields, .blocks([.paragraph("See 'assay explain \(path)' for its fields.")])]
        default:
            parts = [fields]
        }
    }

    /// The page of a family: its members.
    init(family: ComponentFamilyMembers, usedBy keys: [String]) {
        title = family.name
        summary = family.summary
        aliases = []
        let users =
            keys.isEmpty ? [] : [ComponentText.Block.paragraph("Used by \(keys.joined(separator: ", ")).")]
        let members = family.members.map { Member(name: $0.name, summary: ComponentText($0.about).summary) }
        parts = [.blocks(users), .members(members)]
    }
}

extension FieldDescription {
    /// `required`, `optional` or `default 0.001`.
    package var requirementPhrase: String {
        switch requirement {
        case .required: "required"
        case .optional: "optional"
        case .defaultValue(let content):
            if case .section = type { "optional" } else { "default " + content.flowText }
        }
    }
}
