/// Everything a specification can say, found by running its declarations without a file: the sections, the
/// families and their components, each with a page.
package struct SpecReference {
    /// A family and the fields that take its members.
    package struct Family {
        package let members: ComponentFamilyMembers
        /// Paths of fields, such as `model` or `layer.sequential.layers`.
        package private(set) var users: [(path: String, isList: Bool)]

        fileprivate mutating func add(_ path: String, isList: Bool) {
            if !users.contains(where: { $0.path == path }) { users.append((path, isList)) }
        }
    }

    /// A section by its path, `train` or `train.early_stopping`.
    package struct Section {
        package let path: String
        package let documentation: String
        package let fields: [FieldDescription]
    }

    package let root: [FieldDescription]
    package private(set) var families: [Family] = []
    package private(set) var sections: [Section] = []

    package init(of type: any SpecSection.Type) {
        root = FieldReader.fields(of: type)
        collect(root, path: "")
    }

    private mutating func collect(_ fields: [FieldDescription], path: String) {
        for field in fields {
            collect(field.type, field, path: path.isEmpty ? field.name : path + "." + field.name)
        }
    }

    private mutating func collect(_ type: FieldType, _ field: FieldDescription, path: String) {
        switch type {
        case .section(let fields):
            sections.append(Section(path: path, documentation: field.documentation, fields: fields))
            collect(fields, path: path)
        case .component(let family):
            add(family, path, isList: false)
        case .components(let family):
            add(family, path, isList: true)
        case .list(let element, _), .map(let element, _):
            collect(element, field, path: path)
        case .anyOf(let types):
            for type in types { collect(type, field, path: path) }
        case .boolean, .integer, .number, .text, .path, .choice, .language, .anything:
            break
        }
    }

    private mutating func add(_ family: ComponentFamilyMembers, _ path: String, isList: Bool) {
        if let index = families.firstIndex(where: { $0.members.name == family.name }) {
            families[index].add(path, isList: isList)
            return
        }
        families.append(Family(members: family, users: [(path, isList)]))
        for member in family.members {
            collect(FieldReader.fields(of: member), path: family.name + "." + member.name)
        }
    }

    /// Every name `page(for:)` knows, sorted.
    package var topics: [String] {
        let members = families.flatMap { family in
            family.members.names.map { family.members.name + "." + $0 }
        }
        return Set(families.map(\.members.name) + sections.map(\.path) + members).sorted()
    }

    /// The page of a section (`train`), a family (`optimizer`) or a component (`optimizer.adam`, or `adam`
    /// when only one family has it); nil when there is none.
    package func page(for topic: String) -> ReferencePage? {
        if let section = sections.first(where: { $0.path == topic }) {
            return ReferencePage(
                section: section.path, documentation: section.documentation, fields: section.fields)
        }
        if let family = families.first(where: { $0.members.name == topic }) {
            return ReferencePage(family: family.members, usedBy: family.users.map(\.path))
        }
        let found = families.flatMap { family in
            family.members.members.compactMap { type in
                let names = [type.name] + type.aliases
                let paths = names + names.map { family.members.name + "." + $0 }
                return paths.contains(topic) ? (type, family) : nil
            }
        }
        guard found.count == 1, let (type, family) = found.first else { return fieldPage(for: topic) }
        return page(of: type, in: family)
    }

    /// The page of a member; its examples use the first field that takes it.
    func page(of type: any SpecComponent.Type, in family: Family) -> ReferencePage {
        let user = family.users.first
        let key = user?.path.split(separator: ".").last.map(String.init) ?? family.members.name
        return ReferencePage(type, family: family.members.name, key: key, isList: user?.isList ?? false)
    }

    /// The page of one key: `seed`, `train.epochs`, `optimizer.adam.lr`.
    private func fieldPage(for topic: String) -> ReferencePage? {
        let parts = topic.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard let name = parts.last else { return nil }
        let owner = parts.dropLast().joined(separator: ".")
        var fields = sections.first { $0.path == owner }?.fields ?? []
        if owner.isEmpty { fields = root }
        if fields.isEmpty {
            let types = families.flatMap { family in
                family.members.members.filter { type in
                    let names = [type.name] + type.aliases
                    return names.contains { $0 == owner || family.members.name + "." + $0 == owner }
                }
            }
            if types.count == 1 { fields = FieldReader.fields(of: types[0]) }
        }
        guard let field = fields.first(where: { $0.names.contains(name) }) else { return nil }
        return ReferencePage(field: field, at: owner.isEmpty ? field.name : owner + "." + field.name)
    }

    /// What to say about a topic that has no page.
    package func diagnostic(forUnknown topic: String) -> Diagnostic {
        let members = families.flatMap(\.members.names)
        let alternatives = families.map(\.members.name).filter { name in
            families.contains { $0.members.name == name && $0.members[name: topic] != nil }
        }
        if !alternatives.isEmpty {
            let paths = alternatives.map { $0 + "." + topic }
            return Diagnostic(
                "ambiguous-topic", "'\(topic)' is the name of several components", at: .defaultValue,
                help: "write one of: " + paths.joined(separator: ", "))
        }
        let near = nearestName(to: topic, in: topics + members)
        return Diagnostic(
            "unknown-topic", "there is no page about '\(shortened(topic))'", at: .defaultValue,
            help: near.map { "did you mean '\($0)'?" },
            notes: ["families: " + families.map(\.members.name).sorted().joined(separator: ", ")])
    }

    /// The page of pages: the top-level fields and every family with its members.
    package func overview(width: Int) -> String {
        var lines = ReferencePage.table(root, primary: nil, width: width)
        lines += ["", "Components"]
        for family in families.sorted(by: { $0.members.name < $1.members.name }) {
            let names = family.members.names.joined(separator: ", ")
            let summary = "\(family.members.name): \(family.members.summary)"
            lines += wrappedText(summary, width: width, margin: "  ", hanging: "      ")
            lines += wrappedText(names, width: width, margin: "      ")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
