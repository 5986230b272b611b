/// One step of a path down a canonical tree whose fields are known.
struct SpecPathStep {
    /// What the step leads to, nil when there is nothing.
    private(set) var node: SpecNode?
    /// Its type, nil when unknown.
    private(set) var type: FieldType?
    /// The names there are at this place, for suggestions.
    private(set) var names: [String] = []

    init(_ node: SpecNode, _ type: FieldType?, _ segment: String, isLast: Bool) {
        switch node.content {
        case .list(let items):
            names = items.indices.map(String.init)
            guard let index = Int(segment), items.indices.contains(index) else { return }
            self.node = items[index]
            self.type = type?.element
        case .map(let entries):
            step(entries, node, type, segment, isLast: isLast)
        case .string(let name):
            // A component left to its default: its fields are those of the default.
            guard case .component(let family) = type, let member = family[name: name] else { return }
            step(fields: FieldReader.fields(of: member), entries: [], segment)
        case .null, .bool, .integer, .number:
            return
        }
    }

    private mutating func step(
        _ entries: [SpecEntry], _ node: SpecNode, _ type: FieldType?, _ segment: String, isLast: Bool
    ) {
        switch type {
        case .section(let fields):
            step(fields: fields, entries: entries, segment)
        case .component(let family):
            guard case .string(let name) = node["type"]?.content, let member = family[name: name] else {
                return step(fields: [], entries: entries, segment)
            }
            let fields = FieldReader.fields(of: member)
            step(fields: fields, entries: entries, segment)
            guard self.node == nil, family[name: segment]?.name == member.name else { return }
            guard isLast, let primary = member.primaryField else {
                self.node = node
                self.type = type
                return
            }
            step(fields: fields, entries: entries, primary)
        case .map(let value, let aliases):
            step(fields: [], entries: entries, aliases[segment] ?? segment)
            self.type = value
        case .boolean, .integer, .number, .text, .path, .choice, .list, .components, .language, .anyOf,
            .anything, nil:
            step(fields: [], entries: entries, segment)
        }
    }

    private mutating func step(fields: [FieldDescription], entries: [SpecEntry], _ segment: String) {
        let field = fields.first { $0.names.contains(segment) }
        names = entries.map(\.key) + fields.map(\.name)
        let accepted = field?.names ?? [segment]
        node = entries.first { accepted.contains($0.key) }?.value
        type = field?.type
        if node == nil, let standard = field?.standardContent {
            node = SpecNode(standard.placed(at: .defaultValue), origin: .defaultValue)
        }
    }
}

extension FieldType {
    /// The type of a list's items, nil when it is not a list of a known type.
    var element: FieldType? {
        switch self {
        case .list(let element, _): element
        case .components(let family): .component(family)
        case .boolean, .integer, .number, .text, .path, .choice, .map, .component, .section, .language,
            .anyOf,
            .anything:
            nil
        }
    }
}
