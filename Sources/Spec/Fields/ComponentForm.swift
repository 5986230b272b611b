/// A component taken out of whichever of the three forms it was written in.
struct ComponentForm {
    var type: any SpecComponent.Type
    /// Where its name stands.
    var place: Origin
    /// Its fields.
    var entries: [SpecEntry]
}

extension ComponentForm {
    /// Recognizes `sgd`, `{type: sgd, lr: 0.1}`, `{sgd: {lr: 0.1}}` and `{linear: 64}`; reports what is
    /// neither.
    init?(of node: SpecNode, in family: ComponentFamilyMembers, diagnostics: inout DiagnosticBag) {
        switch node.content {
        case .string(let name):
            guard let type = family.member(name, at: node.origin, &diagnostics) else { return nil }
            self.init(type: type, place: node.origin, entries: [])
        case .map(let entries):
            if let typeEntry = entries.first(where: { $0.key == "type" }) {
                self.init(typed: typeEntry, entries, family, &diagnostics)
            } else {
                self.init(keyed: entries, node, family, &diagnostics)
            }
        case .null, .bool, .integer, .number, .list:
            diagnostics.report(
                .wrongType(expected: withArticle(family.name), found: node, help: family.choicesHelp))
            return nil
        }
    }

    private init?(
        typed typeEntry: SpecEntry, _ entries: [SpecEntry], _ family: ComponentFamilyMembers,
        _ diagnostics: inout DiagnosticBag
    ) {
        guard case .string(let name) = typeEntry.value.content else {
            diagnostics.report(
                .wrongType(expected: "the name of \(withArticle(family.name))", found: typeEntry.value))
            return nil
        }
        guard let type = family.member(name, at: typeEntry.value.origin, &diagnostics) else { return nil }
        self.init(type: type, place: typeEntry.value.origin, entries: entries.filter { $0.key != "type" })
    }

    private init?(
        keyed entries: [SpecEntry], _ node: SpecNode, _ family: ComponentFamilyMembers,
        _ diagnostics: inout DiagnosticBag
    ) {
        guard let first = entries.first else {
            diagnostics.report(
                .wrongType(expected: withArticle(family.name), found: node, help: family.choicesHelp))
            return nil
        }
        guard entries.count == 1 else {
            diagnostics.report(Self.ambiguity(entries, node, family))
            return nil
        }
        guard let type = family.member(first.key, at: first.keyOrigin, &diagnostics) else { return nil }
        guard let body = Self.body(of: type, family, first, &diagnostics) else { return nil }
        self.init(type: type, place: first.keyOrigin, entries: body)
    }

    /// The fields in what stands behind the component's name: nothing, a map of fields, or the primary
    /// field's bare value. A map without any known field name is the value of a primary field that accepts
    /// maps.
    private static func body(
        of type: any SpecComponent.Type, _ family: ComponentFamilyMembers, _ entry: SpecEntry,
        _ diagnostics: inout DiagnosticBag
    ) -> [SpecEntry]? {
        func primaryBody(_ field: String) -> [SpecEntry] {
            [SpecEntry(key: field, keyOrigin: entry.keyOrigin, value: entry.value)]
        }
        switch entry.value.content {
        case .null:
            return []
        case .map(let entries):
            let fields = FieldReader.fields(of: type)
            if let second = entries.first(where: { $0.key == "type" }),
                !fields.contains(where: { $0.name == "type" })
            {
                diagnostics.report(Self.typeTwice(type, family, second))
                return nil
            }
            guard let field = type.primaryField, !entries.isEmpty else { return entries }
            let names = fields.flatMap(\.names)
            let takesMaps = fields.first { $0.name == field }?.type.acceptsMap ?? false
            let hasKnownKey = entries.contains { names.contains($0.key) }
            return takesMaps && !hasKnownKey ? primaryBody(field) : entries
        case .bool, .integer, .number, .string, .list:
            if let field = type.primaryField { return primaryBody(field) }
            diagnostics.report(Self.valueRefused(type, family, entry.value))
            return nil
        }
    }

    private static func typeTwice(
        _ type: any SpecComponent.Type, _ family: ComponentFamilyMembers, _ entry: SpecEntry
    ) -> Diagnostic {
        Diagnostic(
            "ambiguous-component",
            "the \(family.name) is named twice, by the key '\(type.name)' and by 'type'", at: entry.keyOrigin,
            help: "remove 'type'")
    }

    private static func valueRefused(
        _ type: any SpecComponent.Type, _ family: ComponentFamilyMembers, _ value: SpecNode
    ) -> Diagnostic {
        let subject = "\(family.name) '\(type.name)'"
        let names = FieldReader.fields(of: type).map(\.name).sorted().joined(separator: ", ")
        if names.isEmpty {
            return Diagnostic(
                "wrong-type", "\(subject) takes no value, found \(value.content.phrase)", at: value.origin,
                help: "write \(type.name)")
        }
        return Diagnostic(
            "wrong-type", "\(subject) takes named fields, not \(value.content.phrase)", at: value.origin,
            notes: ["fields of \(subject): \(names)"])
    }

    private static func ambiguity(
        _ entries: [SpecEntry], _ node: SpecNode, _ family: ComponentFamilyMembers
    ) -> Diagnostic {
        let named = entries.filter { family[name: $0.key] != nil }
        let what = withArticle(family.name)
        let keys = entries.map { "'\(shortened($0.key))'" }.joined(separator: ", ")
        guard let first = named.first else {
            return Diagnostic(
                "ambiguous-component", "\(what) needs a type beside the keys \(keys)",
                at: entries.first?.keyOrigin ?? node.origin,
                help: "add 'type:' with one of: " + family.names.joined(separator: ", "))
        }
        if named.count > 1, let second = named.dropFirst().first {
            return Diagnostic(
                "ambiguous-component", "one map names two components, '\(first.key)' and '\(second.key)'",
                at: second.keyOrigin, help: "in a list, start each component with its own '-'")
        }
        let other = entries.first { $0.key != first.key } ?? first
        return Diagnostic(
            "ambiguous-component",
            "the key '\(shortened(other.key))' stands beside '\(first.key)', not inside it",
            at: other.keyOrigin,
            help: "write {type: \(first.key), \(other.key): …} or {\(first.key): {\(other.key): …}}")
    }
}

extension ComponentFamilyMembers {
    var choicesHelp: String { "write one of: " + names.joined(separator: ", ") }

    /// The member called `name`, or a report with the nearest name and the choices.
    func member(
        _ name: String, at origin: Origin, _ diagnostics: inout DiagnosticBag
    ) -> (any SpecComponent.Type)? {
        if let type = self[name: name] { return type }
        diagnostics.report(
            Diagnostic(
                "unknown-component", "there is no \(self.name) '\(shortened(name))'", at: origin,
                help: nearestName(to: name, in: acceptedNames).map { "did you mean '\($0)'?" }
                    ?? ForeignWords.member(for: name, among: acceptedNames).map {
                        "it is called '\($0)' here"
                    },
                notes: ["choices: " + names.joined(separator: ", ")]))
        return nil
    }
}

/// `an optimizer`, `a layer`
func withArticle(_ noun: String) -> String {
    guard let first = noun.first else { return noun }
    return ("aeiou".contains(first) ? "an " : "a ") + noun
}
