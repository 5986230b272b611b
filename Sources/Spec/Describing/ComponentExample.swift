/// The ways of writing one component, with its defaults and with made-up values where there is none.
package struct ComponentExample {
    /// From the shortest form to the canonical one.
    package let forms: [String]

    package init(_ type: any SpecComponent.Type) { self.init(type, FieldReader.fields(of: type)) }

    init(_ type: any SpecComponent.Type, _ fields: [FieldDescription]) {
        if let example = type.example {
            forms = [example]
            return
        }
        let isRequired = fields.contains { $0.isRequired }
        let values = fields.compactMap { field in field.exampleValue.map { (field, $0) } }
        var forms: [String] = []
        if !isRequired { forms.append(type.name) }
        let primary = values.first { $0.0.name == type.primaryField }
        let others = fields.contains { $0.isRequired && $0.name != type.primaryField }
        if let primary, !others { forms.append("{\(type.name): \(primary.1)}") }
        let entries = values.map { "\($0.0.name): \($0.1)" }
        if !entries.isEmpty {
            if primary == nil || others {
                forms.append("{\(type.name): {\(entries.joined(separator: ", "))}}")
            }
            forms.append("{type: \(type.name), \(entries.joined(separator: ", "))}")
        }
        self.forms = forms
    }
}

extension FieldDescription {
    var isRequired: Bool {
        if case .required = requirement { true } else { false }
    }

    /// The default, or for a required field something of the right type; nil for an optional field.
    fileprivate var exampleValue: String? {
        switch requirement {
        case .required: type.exampleText
        case .optional: nil
        case .defaultValue(let content): content.flowText
        }
    }
}

extension FieldType {
    /// A made-up value, written in flow style.
    fileprivate var exampleText: String {
        switch self {
        case .boolean: "true"
        case .integer(let range): String(range.wholePlaceholder)
        case .number(let range): numberText(range.placeholder)
        case .text: "text"
        case .path: "rows.csv"
        case .choice(let words): words.first ?? "word"
        case .list(let element, let count):
            "[" + Array(repeating: element.exampleText, count: count ?? 1).joined(separator: ", ") + "]"
        case .map(let value, _): "{name: \(value.exampleText)}"
        case .component(let family): family.shortestForm
        case .components(let family): "[\(family.shortestForm)]"
        case .section: "{}"
        case .language(_, let accepted): accepted.first?.exampleText ?? "text"
        case .anyOf(let types): types.first?.exampleText ?? "text"
        case .anything: "text"
        }
    }
}

extension ComponentFamilyMembers {
    /// The first member that needs no field, by its name alone.
    fileprivate var shortestForm: String {
        let simple = members.first { type in !FieldReader.fields(of: type).contains { $0.isRequired } }
        return simple?.name ?? names.first ?? "name"
    }
}

extension SpecContent {
    /// The value on one line in flow style.
    package var flowText: String {
        switch self {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .integer(let value): String(value)
        case .number(let value): numberText(value).contains("e") ? yamlNumberText(value) : numberText(value)
        case .string(let text): YAMLScalarText.text(text)
        case .list(let items): "[" + items.map(\.content.flowText).joined(separator: ", ") + "]"
        case .map(let entries):
            "{"
                + entries.map {
                    YAMLScalarText.text($0.key, isKey: true) + ": " + $0.value.content.flowText
                }.joined(separator: ", ") + "}"
        }
    }
}
