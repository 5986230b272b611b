/// Where an override leads in a tree as it is now, by the fields' own names: `optimizer.learning_rate`, `optimizer.lr`
/// and `optimizer.sgd.lr` are one place.
struct OverrideTarget {
    /// Keys by their own names, positions in lists as numbers.
    private(set) var path: [String] = []
    /// The component that the path itself names although another one is there: `optimizer.adam.lr`, `optimizer.type`.
    private(set) var chosen: (path: [String], name: String)?
    /// Whether the last part is a position in a list.
    private(set) var isItem = false
    /// The type of the value there, nil when unknown.
    private(set) var type: FieldType?

    /// How deep the first thing stands that the override decides: a component is chosen before its fields are set.
    var depth: Int { chosen?.path.count ?? path.count }

    init(_ override: SpecOverride, in root: SpecNode, fields: [FieldDescription]) {
        type = .section(fields)
        var node: SpecNode? = root
        for (position, segment) in override.path.enumerated() {
            let isLast = position == override.path.count - 1
            node = step(from: node, segment.text, isLast: isLast, override)
        }
    }

    private mutating func step(
        from node: SpecNode?, _ name: String, isLast: Bool, _ override: SpecOverride
    ) -> SpecNode? {
        isItem = false
        switch type {
        case .section(let fields):
            return enter(fields, node, name)
        case .component(let family):
            return enter(family, node, name, isLast: isLast, override)
        case .components, .list:
            return enterList(node, name, type?.element)
        case .map(let value, let aliases):
            let key = aliases[name] ?? name
            path.append(key)
            type = value
            return node?[key]
        case .boolean, .integer, .number, .text, .path, .choice, .language, .anyOf, .anything, nil:
            if case .list = node?.content { return enterList(node, name, nil) }
            path.append(name)
            type = nil
            return node?[name]
        }
    }

    private mutating func enterList(_ node: SpecNode?, _ name: String, _ element: FieldType?) -> SpecNode? {
        isItem = true
        type = element
        path.append(name)
        guard let index = Int(name), case .list(let items) = node?.content, items.indices.contains(index)
        else { return nil }
        return items[index]
    }

    private mutating func enter(_ fields: [FieldDescription], _ node: SpecNode?, _ name: String) -> SpecNode?
    {
        let field = fields.first { $0.names.contains(name) }
        path.append(field?.name ?? name)
        type = field?.type
        if case .map(let entries)? = node?.content,
            let entry = entries.first(where: { (field?.names ?? [name]).contains($0.key) })
        {
            return entry.value
        }
        return field?.standardContent.map { SpecNode($0, origin: .defaultValue) }
    }

    /// The member of a node of this family, nil when it names none.
    private func member(_ node: SpecNode?, _ family: ComponentFamilyMembers) -> (any SpecComponent.Type)? {
        switch node?.content {
        case .string(let name): family[name: name]
        case .map:
            if case .string(let name)? = node?["type"]?.content { family[name: name] } else { nil }
        case nil, .null, .bool, .integer, .number, .list: nil
        }
    }

    private mutating func enter(
        _ family: ComponentFamilyMembers, _ node: SpecNode?, _ name: String, isLast: Bool,
        _ override: SpecOverride
    ) -> SpecNode? {
        let current = member(node, family)
        if isLast, name == "type", override.action != .delete {
            if case .string(let text)? = override.value?.content { choose(family[name: text]?.name ?? text) }
            return node
        }
        let fields = current.map { FieldReader.fields(of: $0) } ?? []
        if fields.contains(where: { $0.names.contains(name) }) { return enter(fields, node, name) }
        if let named = family[name: name] {
            let isSame = named.name == current?.name
            if !isSame { choose(named.name) }
            if isLast, let primary = named.primaryField, override.value.map({ !$0.isMap }) ?? false {
                return enter(FieldReader.fields(of: named), isSame ? node : nil, primary)
            }
            return isSame ? node : SpecNode(.string(named.name), origin: .defaultValue)
        }
        if let primary = fields.first(where: { $0.name == current?.primaryField }), case .map = primary.type {
            let body = enter(fields, node, primary.name)
            return step(from: body, name, isLast: isLast, override)
        }
        return enter(fields, node, name)
    }

    private mutating func choose(_ name: String) {
        if chosen == nil { chosen = (path, name) }
    }
}
