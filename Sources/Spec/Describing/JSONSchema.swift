/// The JSON Schema of a specification, for editors: made from the same declarations that decode it.
///
/// Every component may be written in all of its forms, every value may be a `${…}`, and required fields are
/// only asked for in a specification that extends no other.
///
/// - Source: JSON Schema, draft 2020-12.
package struct JSONSchema {
    /// The schema as indented JSON.
    package let text: String

    private var definitions: [(String, SpecContent)] = []
    private var known: Set<String> = []

    package init(of type: any SpecSection.Type, title: String) {
        var builder = JSONSchema()
        let fields = FieldReader.fields(of: type)
        var properties = builder.properties(of: fields)
        let path: SpecContent = .defaults([("type", .string("string"))])
        let paths: SpecContent = .defaults([("type", .string("array")), ("items", path)])
        properties.insert(("extends", .anyOf([path, paths], "Specifications this one builds upon.")), at: 0)
        let required = SpecContent.required(fields)
        let extending: SpecContent = .defaults([("required", .defaults([.string("extends")]))])
        var schema: [(String, SpecContent)] = [
            ("$schema", .string("https://json-schema.org/draft/2020-12/schema")), ("title", .string(title)),
            ("type", .string("object")), ("properties", .defaults(properties)),
            ("additionalProperties", .bool(false)),
            (
                "anyOf",
                .defaults([extending, .defaults([("required", required)])] + SpecContent.without(fields))
            ),
        ]
        let interpolation: SpecContent = .defaults([
            ("type", .string("string")), ("pattern", .string("\\$\\{")),
            ("description", .string("Refers to another value or to the environment.")),
        ])
        let sorted = (builder.definitions + [("interpolation", interpolation)]).sorted { $0.0 < $1.0 }
        schema.append(("$defs", .defaults(sorted)))
        text = SpecContent.defaults(schema).indentedJSON
    }

    private init() {
        text = ""
    }

    private mutating func properties(of fields: [FieldDescription]) -> [(String, SpecContent)] {
        var properties: [(String, SpecContent)] = []
        for field in fields {
            let base = schema(of: field.type, isOptional: !field.isRequired)
            var entries = base
            entries.append(("description", .string(field.documentation)))
            if let standard = field.standardContent, !field.isSection {
                entries.append(("default", standard))
            }
            properties.append((field.name, .defaults(entries)))
            for alias in field.aliases {
                properties.append(
                    (alias, .defaults(base + [("description", .string("Another name of '\(field.name)'."))])))
            }
        }
        return properties
    }

    /// `isWhole`: whether required fields must be in it, or may come from a specification it extends.
    private mutating func object(of fields: [FieldDescription], isWhole: Bool) -> SpecContent {
        .defaults([
            ("type", .string("object")), ("properties", .defaults(properties(of: fields))),
            ("required", isWhole ? .required(fields) : .list([])), ("additionalProperties", .bool(false)),
        ])
    }

    /// What a field may hold: its type, an interpolation, and null when it may be left out.
    private mutating func schema(of type: FieldType, isOptional: Bool) -> [(String, SpecContent)] {
        var choices = [plainSchema(of: type)]
        if !type.acceptsText { choices.append(.reference("interpolation")) }
        if isOptional { choices.append(.defaults([("type", .string("null"))])) }
        if choices.count > 1 { return [("anyOf", .defaults(choices))] }
        guard case .map(let entries) = choices.first else { return [] }
        return entries.map { ($0.key, $0.value.content) }
    }

    private mutating func plainSchema(of type: FieldType) -> SpecContent {
        switch type {
        case .boolean: return .defaults([("type", .string("boolean"))])
        case .integer(let range): return .defaults([("type", .string("integer"))] + range.schema)
        case .number(let range): return .defaults([("type", .string("number"))] + range.schema)
        case .text, .path: return .defaults([("type", .string("string"))])
        case .choice(let words):
            return .defaults([("enum", .defaults(words.map { SpecContent.string($0) }))])
        case .list(let element, let count):
            let item = SpecContent.defaults(schema(of: element, isOptional: false))
            var entries: [(String, SpecContent)] = [("type", .string("array")), ("items", item)]
            if let count { entries += [("minItems", .integer(count)), ("maxItems", .integer(count))] }
            return count == nil || count == 1 ? .anyOf([.defaults(entries), item]) : .defaults(entries)
        case .map(let value, _):
            // A null takes an entry away.
            let item = SpecContent.defaults(schema(of: value, isOptional: true))
            return .defaults([("type", .string("object")), ("additionalProperties", item)])
        case .section(let fields):
            let whole = object(of: fields, isWhole: false)
            guard let field = fields.first(where: \.standsForSection) else { return whole }
            return .anyOf([whole, .defaults(schema(of: field.type, isOptional: false))])
        case .component(let family): return define(family)
        case .components(let family):
            let item = define(family)
            let list: SpecContent = .defaults([("type", .string("array")), ("items", item)])
            return .anyOf([list, item])
        case .language(_, let accepted), .anyOf(let accepted):
            var choices: [SpecContent] = []
            for type in accepted { choices.append(plainSchema(of: type)) }
            return choices.count == 1 ? choices[0] : .anyOf(choices)
        case .anything: return .defaults([(String, SpecContent)]())
        }
    }

    /// Puts a family among the definitions, once, and refers to it.
    private mutating func define(_ family: ComponentFamilyMembers) -> SpecContent {
        guard known.insert(family.name).inserted else { return .reference(family.name) }
        var bare: [SpecContent] = []
        var forms: [SpecContent] = []
        for member in family.members {
            let fields = FieldReader.fields(of: member)
            let names = [member.name] + member.aliases
            let needsFields = fields.contains { $0.isRequired }
            if !needsFields { bare += names.map { .string($0) } }
            let object = object(of: fields, isWhole: true)
            forms.append(typed(member, fields, names))
            forms += keyed(member, fields, names, object, needsFields: needsFields)
        }
        if !bare.isEmpty { forms.insert(.defaults([("enum", .defaults(bare))]), at: 0) }
        forms.append(.reference("interpolation"))
        definitions.append((family.name, .anyOf(forms, family.summary)))
        return .reference(family.name)
    }

    /// `{type: sgd, lr: 0.1}`
    private mutating func typed(
        _ member: any SpecComponent.Type, _ fields: [FieldDescription], _ names: [String]
    ) -> SpecContent {
        let type: SpecContent = .defaults([("enum", .defaults(names.map { SpecContent.string($0) }))])
        let required = ["type"] + fields.filter(\.isRequired).map(\.name)
        return .defaults([
            ("type", .string("object")), ("description", .string(ComponentText(member.about).summary)),
            ("properties", .defaults([("type", type)] + properties(of: fields))),
            ("required", .defaults(required.map { SpecContent.string($0) })),
            ("additionalProperties", .bool(false)),
        ])
    }

    /// `{sgd: {lr: 0.1}}`, `{linear: 64}`
    private mutating func keyed(
        _ member: any SpecComponent.Type, _ fields: [FieldDescription], _ names: [String],
        _ object: SpecContent, needsFields: Bool
    ) -> [SpecContent] {
        var bodies = [object]
        if let primary = fields.first(where: { $0.name == member.primaryField }) {
            bodies.append(.defaults(schema(of: primary.type, isOptional: false)))
        }
        if !needsFields { bodies.append(.defaults([("type", .string("null"))])) }
        let body: SpecContent = .anyOf(bodies, ComponentText(member.about).summary)
        return names.map { name in
            .defaults([
                ("type", .string("object")), ("properties", .defaults([(name, body)])),
                ("required", .defaults([.string(name)])), ("additionalProperties", .bool(false)),
            ])
        }
    }
}

extension FieldDescription {
    fileprivate var isSection: Bool {
        if case .section = type { true } else { false }
    }
}

extension FieldType {
    /// Whether any text is already acceptable, so that an interpolation needs no mention.
    fileprivate var acceptsText: Bool {
        switch self {
        case .text, .path, .anything, .component: true
        case .language(_, let accepted): accepted.contains { $0.acceptsText }
        case .anyOf(let types): types.contains { $0.acceptsText }
        case .boolean, .integer, .number, .choice, .list, .map, .components, .section: false
        }
    }
}

extension NumberRange {
    /// The range in JSON Schema's words.
    fileprivate var schema: [(String, SpecContent)] {
        switch self {
        case .any: []
        case .positive: [("exclusiveMinimum", .integer(0))]
        case .nonNegative: [("minimum", .integer(0))]
        case .greaterOrEqual(let lower): [("minimum", .number(lower))]
        case .closed(let lower, let upper): [("minimum", .number(lower)), ("maximum", .number(upper))]
        case .open(let lower, let upper):
            [("exclusiveMinimum", .number(lower)), ("exclusiveMaximum", .number(upper))]
        case .leftClosed(let lower, let upper):
            [("minimum", .number(lower)), ("exclusiveMaximum", .number(upper))]
        case .rightClosed(let lower, let upper):
            [("exclusiveMinimum", .number(lower)), ("maximum", .number(upper))]
        }
    }
}

extension SpecContent {
    fileprivate static func reference(_ name: String) -> SpecContent {
        .defaults([("$ref", .string("#/$defs/" + name))])
    }

    fileprivate static func anyOf(_ choices: [SpecContent], _ description: String? = nil) -> SpecContent {
        var entries: [(String, SpecContent)] = []
        if let description { entries.append(("description", .string(description))) }
        entries.append(("anyOf", .defaults(choices)))
        return .defaults(entries)
    }

    /// For every field that makes required ones needless, what is required beside it.
    fileprivate static func without(_ fields: [FieldDescription]) -> [SpecContent] {
        let others = fields.compactMap(\.needlessWith)
        return fields.map(\.name).filter(others.contains).map { other in
            let names = [other] + fields.filter { $0.isRequired && $0.needlessWith != other }.map(\.name)
            return .defaults([("required", .defaults(names.map { SpecContent.string($0) }))])
        }
    }

    fileprivate static func required(_ fields: [FieldDescription]) -> SpecContent {
        .defaults(fields.filter(\.isRequired).map { SpecContent.string($0.name) })
    }
}
