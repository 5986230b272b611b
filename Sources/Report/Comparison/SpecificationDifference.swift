import Catalogue

/// What differs between two resolved specifications, in meaning: every default is filled in on both sides, and the
/// order of keys does not count.
///
/// - Limits: a list of components of another length or with other types at its places is one difference, shown as the
///   two lists; fields that exist only because a component has another type are listed under that component
package struct SpecificationDifference: Sendable, Equatable {
    package struct Entry: Sendable, Equatable {
        package var key: String
        /// Nil where the specification has no such key, or `null` in it.
        package var first: FieldValue?
        package var second: FieldValue?
        /// Whether the key exists on both sides.
        package var isShared: Bool
    }

    package let entries: [Entry]

    package var isEmpty: Bool { entries.isEmpty }

    /// Names and texts for people: they change nothing that is computed.
    package static let labels: Set<String> = ["name", "description"]

    /// - Parameter ignoring: keys that are not compared
    package init(
        _ first: FlatSpec, _ second: FlatSpec,
        ignoring: Set<String> = SpecificationDifference.labels
    ) {
        let changedLists = Self.changedLists(first, second)
        let left = Self.values(first)
        let right = Self.values(second)
        var entries: [Entry] = []
        var seen: Set<String> = []
        for key in first.entries.map(\.key) + second.entries.map(\.key) where seen.insert(key).inserted {
            if let list = changedLists.first(where: { key.hasPrefix($0 + ".") || key == $0 }) {
                guard seen.insert("list " + list).inserted else { continue }
                entries.append(
                    Entry(
                        key: list, first: Self.whole(list, first), second: Self.whole(list, second),
                        isShared: true))
                continue
            }
            guard !ignoring.contains(key) else { continue }
            let entry = Entry(
                key: key, first: left[key] ?? nil, second: right[key] ?? nil,
                isShared: left[key] != nil && right[key] != nil)
            if entry.first != entry.second { entries.append(entry) }
        }
        self.entries = entries
    }

    private static func values(_ flat: FlatSpec) -> [String: FieldValue?] {
        Dictionary(flat.entries.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
    }

    /// The list on one line, or what stands in its place: `[]`, `null`.
    private static func whole(_ key: String, _ flat: FlatSpec) -> FieldValue? {
        flat.lists.first { $0.key == key }?.value ?? flat.entries.first { $0.key == key }?.value
    }

    /// Lists of components that cannot be compared place by place, outermost first.
    static func changedLists(_ first: FlatSpec, _ second: FlatSpec) -> [String] {
        let left = listTypes(first)
        let right = listTypes(second)
        var changed: [String] = []
        for list in (first.lists + second.lists).map(\.key).sorted() where !changed.contains(list) {
            if changed.contains(where: { list.hasPrefix($0 + ".") }) { continue }
            if left[list] != right[list] { changed.append(list) }
        }
        return changed
    }

    /// The types of the items of each list, in their order.
    private static func listTypes(_ flat: FlatSpec) -> [String: [String]] {
        let values = flat.values
        var types: [String: [String]] = [:]
        for list in flat.lists {
            var items: [String] = []
            let prefix = list.key + "."
            var index = 0
            while flat.entries.contains(where: { $0.key.hasPrefix("\(prefix)\(index).") }) {
                items.append(values["\(prefix)\(index).type"]?.plainText ?? "")
                index += 1
            }
            types[list.key] = items
        }
        return types
    }
}
