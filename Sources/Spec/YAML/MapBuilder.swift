/// Collects the entries of one map: refuses duplicate keys and resolves merge keys (`<<`).
///
/// A merge key stands for the entries of a map, or of a list of maps of which the earlier win. Entries
/// written in the map itself win over merged ones wherever they stand.
///
/// - Source: "Merge Key Language-Independent Type for YAML", version 1.1, 2005.
struct MapBuilder {
    private(set) var entries: [SpecEntry] = []
    private(set) var firstKeyOrigin: Origin?
    private var positions: [String: Int] = [:]
    private var merged: Set<String> = []
    private var mergeOrigin: Origin?

    /// Adds an entry written in the map itself.
    mutating func add(_ entry: SpecEntry, _ diagnostics: inout DiagnosticBag) {
        firstKeyOrigin = firstKeyOrigin ?? entry.keyOrigin
        guard let position = positions[entry.key] else {
            positions[entry.key] = entries.count
            entries.append(entry)
            return
        }
        if merged.remove(entry.key) != nil {
            entries[position] = entry
            return
        }
        diagnostics.report(Self.duplicate(entry.key, entry.keyOrigin, first: entries[position].keyOrigin))
    }

    /// Adds the entries a merge key stands for.
    mutating func merge(_ value: SpecNode, at origin: Origin, _ diagnostics: inout DiagnosticBag) {
        firstKeyOrigin = firstKeyOrigin ?? origin
        if let first = mergeOrigin {
            var diagnostic = Self.duplicate("<<", origin, first: first)
            diagnostic.help = "merge several maps with a list: '<<: [*first, *second]'"
            diagnostics.report(diagnostic)
            return
        }
        mergeOrigin = origin
        var sources = [value]
        if case .list(let items) = value.content { sources = items }
        for source in sources {
            guard case .map(let merging) = source.content else {
                if diagnostics.all.contains(where: { $0.origin == source.origin }) { continue }
                diagnostics.report(
                    .wrongType(expected: "a map, or a list of maps, to merge", found: source))
                continue
            }
            for entry in merging where positions[entry.key] == nil {
                positions[entry.key] = entries.count
                merged.insert(entry.key)
                entries.append(entry)
            }
        }
    }

    private static func duplicate(_ key: String, _ origin: Origin, first: Origin) -> Diagnostic {
        var notes: [String] = []
        if let line = first.span?.start.line { notes.append("it first stands on line \(line)") }
        return Diagnostic(
            "duplicate-key", "the key '\(shortened(key))' stands twice in the same map", at: origin,
            notes: notes)
    }
}
