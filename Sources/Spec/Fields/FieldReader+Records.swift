extension FieldReader {
    /// A nested record; all of its defaults when it is left out.
    package mutating func section<Section: SpecSection>(
        _ name: String, aliases: [String] = [], _ type: Section.Type, _ documentation: String
    ) -> Section {
        let description = FieldDescription(
            name: name, aliases: aliases, type: .section(Self.fields(of: type)),
            requirement: .defaultValue(.map([])), documentation: documentation)
        let node = take(description)
        if isDescribing { return Self.defaults(of: type) }
        var entries: [SpecEntry] = []
        switch node?.content {
        case .map(let written): entries = written
        case nil, .null: break
        case .bool, .integer, .number, .string, .list:
            if let node { reportNoSection(name, type, node) }
            return Self.defaults(of: type)
        }
        return readSection(name, type, entries, at: node?.origin)
    }

    /// A nested record that may be left out: nil, and none of its defaults in the resolved specification, when it
    /// is.
    package mutating func optionalSection<Section: SpecSection>(
        _ name: String, aliases: [String] = [], _ type: Section.Type, _ documentation: String
    ) -> Section? {
        let description = FieldDescription(
            name: name, aliases: aliases, type: .section(Self.fields(of: type)), requirement: .optional,
            documentation: documentation)
        guard let node = take(description) else {
            resolve(name, .null, origin: .defaultValue)
            return nil
        }
        guard case .map(let entries) = node.content else {
            reportNoSection(name, type, node)
            return nil
        }
        return readSection(name, type, entries, at: node.origin)
    }

    private mutating func readSection<Section: SpecSection>(
        _ name: String, _ type: Section.Type, _ entries: [SpecEntry], at origin: Origin?
    ) -> Section {
        var reader = FieldReader(subject: "section '\(name)'", entries: entries, place: origin ?? place)
        reader.rootFolder = rootFolder
        let section = reader.readAll(type)
        diagnostics.report(contentsOf: reader.diagnostics)
        resolve(name, .map(reader.resolvedEntries), origin: origin ?? .defaultValue)
        return section
    }

    private mutating func reportNoSection(_ name: String, _ type: any SpecSection.Type, _ node: SpecNode) {
        let names = Self.fields(of: type).map(\.name).sorted().joined(separator: ", ")
        var diagnostic = Diagnostic.wrongType(expected: "a map with the fields of '\(name)'", found: node)
        diagnostic.notes.append("fields of section '\(name)': \(names)")
        diagnostics.report(diagnostic)
    }

    /// A component with a default. The default stands for its type: what is returned when the field is left
    /// out is that type with its own defaults, so that the resolved specification shows exactly what runs.
    package mutating func component<Member>(
        _ name: String, aliases: [String] = [], in family: ComponentFamily<Member>, default standard: Member,
        _ documentation: String
    ) -> Located<Member> {
        let standardType = Swift.type(of: standard as Any) as? any SpecComponent.Type
        let description = FieldDescription(
            name: name, aliases: aliases, type: .component(family.all),
            requirement: .defaultValue(.string(standardType?.name ?? "")), documentation: documentation)
        let fallback = Located(value: standard, origin: Origin.defaultValue)
        if let node = take(description) {
            return readComponent(name, node, family) ?? fallback
        }
        guard let standardType, !isDescribing else { return fallback }
        let form = ComponentForm(type: standardType, place: .defaultValue, entries: [])
        guard let (member, content) = decode(form, in: family) else { return fallback }
        resolve(name, content, origin: .defaultValue)
        return member
    }

    /// A component that may be left out.
    package mutating func optionalComponent<Member>(
        _ name: String, aliases: [String] = [], in family: ComponentFamily<Member>, _ documentation: String
    ) -> Located<Member>? {
        let description = FieldDescription(
            name: name, aliases: aliases, type: .component(family.all), requirement: .optional,
            documentation: documentation)
        guard let node = take(description) else {
            resolve(name, .null, origin: .defaultValue)
            return nil
        }
        return readComponent(name, node, family)
    }

    /// A component that must be given; nil when it is missing or wrong.
    package mutating func requiredComponent<Member>(
        _ name: String, aliases: [String] = [], in family: ComponentFamily<Member>, _ documentation: String
    ) -> Located<Member>? {
        let description = FieldDescription(
            name: name, aliases: aliases, type: .component(family.all), requirement: .required,
            documentation: documentation)
        guard let node = take(description) else { return nil }
        return readComponent(name, node, family)
    }

    /// A list of components, empty when left out; one component alone counts as a list of one.
    package mutating func components<Member>(
        _ name: String, aliases: [String] = [], in family: ComponentFamily<Member>, _ documentation: String
    ) -> [Located<Member>] {
        let requirement = FieldDescription.Requirement.defaultValue(.list([]))
        return components(name, aliases, family, requirement, documentation)
    }

    /// A list of components that must be given.
    package mutating func requiredComponents<Member>(
        _ name: String, aliases: [String] = [], in family: ComponentFamily<Member>, _ documentation: String
    ) -> [Located<Member>] {
        components(name, aliases, family, .required, documentation)
    }

    private mutating func components<Member>(
        _ name: String, _ aliases: [String], _ family: ComponentFamily<Member>,
        _ requirement: FieldDescription.Requirement, _ documentation: String
    ) -> [Located<Member>] {
        let description = FieldDescription(
            name: name, aliases: aliases, type: .components(family.all), requirement: requirement,
            documentation: documentation)
        guard let node = take(description) else {
            resolve(name, .list([]), origin: .defaultValue)
            return []
        }
        var items = [node]
        if case .list(let written) = node.content { items = written }
        var members: [Located<Member>] = []
        var contents: [SpecNode] = []
        for item in items {
            guard let form = ComponentForm(of: item, in: family.all, diagnostics: &diagnostics),
                let (member, content) = decode(form, in: family)
            else { continue }
            members.append(member)
            contents.append(SpecNode(content, origin: form.place))
        }
        resolve(name, .list(contents), origin: node.origin)
        return members
    }

    private mutating func readComponent<Member>(
        _ name: String, _ node: SpecNode, _ family: ComponentFamily<Member>
    ) -> Located<Member>? {
        guard let form = ComponentForm(of: node, in: family.all, diagnostics: &diagnostics),
            let (member, content) = decode(form, in: family)
        else { return nil }
        resolve(name, content, origin: node.origin)
        return member
    }

    /// Runs a member's initializer over its fields; the canonical form is `{type: sgd, lr: 0.1}`.
    private mutating func decode<Member>(
        _ form: ComponentForm, in family: ComponentFamily<Member>
    ) -> (Located<Member>, SpecContent)? {
        let subject = "\(family.name) '\(form.type.name)'"
        var reader = FieldReader(subject: subject, entries: form.entries, place: form.place)
        reader.rootFolder = rootFolder
        let component = form.type.init(reading: &reader)
        let shared = reader.readShared(form.type)
        reader.finish()
        diagnostics.report(contentsOf: reader.diagnostics)
        guard let member = component as? Member else {
            report(Diagnostic("registry", "\(subject) is registered in the wrong family", at: form.place))
            return nil
        }
        let name = SpecNode(.string(form.type.name), origin: form.place)
        let typeEntry = SpecEntry(key: "type", keyOrigin: form.place, value: name)
        let located = Located(
            value: member, origin: form.place, parameters: .map(reader.resolvedEntries), shared: shared)
        return (located, .map([typeEntry] + reader.resolvedEntries))
    }

    /// Reads the fields that the component's family has in common; those that are not written leave no trace in the
    /// canonical form.
    private mutating func readShared(_ type: any SpecComponent.Type) -> (any SpecSection)? {
        guard let shared = type.sharedFields else { return nil }
        let own = resolvedEntries.count
        let section = shared.init(reading: &self)
        let written = resolvedEntries[own...].filter { $0.value.content != .null }
        resolvedEntries.replaceSubrange(own..., with: written)
        return section
    }

    /// Runs an initializer over this reader and reports the keys it did not ask for.
    mutating func readAll<Section: SpecSection>(_ type: Section.Type) -> Section {
        let section = type.init(reading: &self)
        finish()
        return section
    }
}

extension FieldReader {
    /// Reads a whole specification from its root.
    package static func decode<Section: SpecSection>(
        root: SpecNode, as type: Section.Type, subject: String = "the specification"
    ) -> (value: Section, resolved: SpecNode, diagnostics: DiagnosticBag, faulty: Set<String>) {
        var reader = FieldReader(subject: subject, entries: [], place: root.origin)
        if case .map(let entries) = root.content {
            reader = FieldReader(subject: subject, entries: entries, place: root.origin)
        } else {
            reader.report(.wrongType(expected: "a map", found: root))
            let names = Set(Self.fields(of: type).map(\.name))
            return (Self.defaults(of: type), reader.resolved, reader.diagnostics, names)
        }
        reader.rootFolder = root.origin.folder
        let value = reader.readAll(type)
        return (value, reader.resolved, reader.diagnostics, reader.faultyFields)
    }
}
