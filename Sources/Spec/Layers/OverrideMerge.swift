/// What the value of an override does to the value that is there, by the declared fields.
///
/// A section and a component of the same type keep the fields that the override does not name. Everything else is one
/// value that is replaced as a whole: lists, components of another type, and maps with free keys such as the parts of a
/// split.
enum OverrideMerge {
    static func merge(_ below: SpecNode, with above: SpecNode, _ type: FieldType?) -> SpecNode {
        guard let fields = fields(both: below, above, type), case .map(var entries) = below.content,
            case .map(let changes) = above.content
        else { return above }
        for change in changes {
            guard let position = entries.firstIndex(where: { $0.key == change.key }) else {
                entries.append(change)
                continue
            }
            let type = fields.first { $0.name == change.key }?.type
            let value = merge(entries[position].value, with: change.value, type)
            entries[position] = SpecEntry(key: change.key, keyOrigin: change.keyOrigin, value: value)
        }
        return SpecNode(.map(entries), origin: above.origin)
    }

    /// The path to a value that the two give differently; nil when they can be merged without loss.
    static func contradiction(_ one: SpecNode, _ other: SpecNode, _ type: FieldType?) -> [String]? {
        guard let fields = fields(both: one, other, type), case .map(let entries) = one.content else {
            return one.content.isSame(as: other.content) ? nil : []
        }
        for entry in entries {
            guard let twin = other[entry.key] else { continue }
            let type = fields.first { $0.name == entry.key }?.type
            if let found = contradiction(entry.value, twin, type) { return [entry.key] + found }
        }
        return nil
    }

    /// The fields of two maps that can be merged; nil when one replaces the other.
    private static func fields(
        both one: SpecNode, _ other: SpecNode, _ type: FieldType?
    ) -> [FieldDescription]? {
        guard one.isMap, other.isMap else { return nil }
        switch type {
        case .section(let fields):
            return fields
        case .component(let family):
            let names = [one, other].compactMap { $0["type"] }
            if names.count == 2, !names[0].content.isSame(as: names[1].content) { return nil }
            let isWritten = one["type"] != nil && other["type"] == nil
            if isWritten, case .map(let keys) = other.content,
                keys.contains(where: { family[name: $0.key] != nil })
            {
                return nil
            }
            guard case .string(let name)? = names.first?.content else { return [] }
            return family[name: name].map { FieldReader.fields(of: $0) } ?? []
        case .boolean, .integer, .number, .text, .path, .choice, .list, .map, .components, .language, .anyOf,
            .anything, nil:
            return nil
        }
    }
}
