/// Brings a tree to canonical form by the declared fields: every component as `{type: sgd, lr: 0.1}`, every
/// field under its own name, a single component in a list's place as a list. Layers can then be merged,
/// overridden and interpolated the same way whichever form they were written in.
///
/// What cannot be recognized stays as it is; decoding reports it. Applying it twice changes nothing more.
enum ComponentNormalizer {
    static func normalize(_ node: SpecNode, _ type: FieldType) -> SpecNode {
        switch type {
        case .section(let fields):
            guard case .map(let entries) = node.content else { return section(node, fields) }
            return SpecNode(.map(normalize(entries, fields)), origin: node.origin)
        case .component(let family):
            return component(node, family)
        case .components(let family):
            return list(node, .component(family))
        case .list(let element, _):
            guard case .list = node.content else { return node }
            return list(node, element)
        case .map(let value, let aliases):
            guard case .map(let entries) = node.content else { return node }
            let written = Set(entries.map(\.key))
            let normalized = entries.map { entry in
                let name = aliases[entry.key].flatMap { written.contains($0) ? nil : $0 }
                return SpecEntry(
                    key: name ?? entry.key, keyOrigin: entry.keyOrigin, value: normalize(entry.value, value))
            }
            return SpecNode(.map(normalized), origin: node.origin)
        case .boolean, .integer, .number, .text, .path, .choice, .language, .anyOf, .anything:
            return node
        }
    }

    static func normalize(_ entries: [SpecEntry], _ fields: [FieldDescription]) -> [SpecEntry] {
        let written = entries.map(\.key)
        return entries.map { entry in
            guard let field = fields.first(where: { $0.names.contains(entry.key) }) else { return entry }
            let isOnly = written.count { field.names.contains($0) } == 1
            return SpecEntry(
                key: isOnly ? field.name : entry.key, keyOrigin: entry.keyOrigin,
                value: normalize(entry.value, field.type))
        }
    }

    private static func list(_ node: SpecNode, _ element: FieldType) -> SpecNode {
        switch node.content {
        case .list(let items):
            return SpecNode(.list(items.map { normalize($0, element) }), origin: node.origin)
        case .null:
            return node
        case .string(let text) where text.contains("${"):
            return node
        case .bool, .integer, .number, .string, .map:
            return SpecNode(.list([normalize(node, element)]), origin: node.origin)
        }
    }

    /// A number, or a text where a path is meant, alone as the section whose field it stands for.
    private static func section(_ node: SpecNode, _ fields: [FieldDescription]) -> SpecNode {
        guard let field = fields.first(where: \.standsForSection) else { return node }
        switch node.content {
        case .integer, .number:
            let entry = SpecEntry(key: field.name, keyOrigin: node.origin, value: node)
            return SpecNode(.map([entry]), origin: node.origin)
        case .string(let text):
            guard case .path = field.type, !text.contains("${") else { return node }
            let entry = SpecEntry(key: field.name, keyOrigin: node.origin, value: node)
            return SpecNode(.map([entry]), origin: node.origin)
        case .null, .bool, .list, .map:
            return node
        }
    }

    private static func component(_ node: SpecNode, _ family: ComponentFamilyMembers) -> SpecNode {
        var ignored = DiagnosticBag()
        guard let form = ComponentForm(of: node, in: family, diagnostics: &ignored) else { return node }
        let name = SpecNode(.string(form.type.name), origin: form.place)
        let typeEntry = SpecEntry(key: "type", keyOrigin: form.place, value: name)
        let entries = normalize(form.entries, FieldReader.fields(of: form.type))
        return SpecNode(.map([typeEntry] + entries), origin: node.origin)
    }
}
