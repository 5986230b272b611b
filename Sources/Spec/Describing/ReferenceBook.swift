/// The reference as a folder of Markdown files: one per family with its members, and `README.md` with the sections of a
/// specification and the way to the families.
package struct ReferenceBook: Sendable {
    package struct File: Sendable {
        package let name: String
        package let text: String
    }

    package let files: [File]

    package init(of reference: SpecReference) {
        let families = reference.families.sorted { $0.members.name < $1.members.name }
        let names = families.map(\.members.name)
        files =
            [File(name: "README.md", text: Self.index(reference, names))]
            + families.map { family in
                File(name: family.members.name + ".md", text: Self.text(of: family, reference, names))
            }
    }

    private static let origin = "<!-- Written by `make reference`; do not edit. -->"

    private static func index(_ reference: SpecReference, _ families: [String]) -> String {
        let links = reference.families.map(\.members).sorted { $0.name < $1.name }.map {
            ["[\($0.name)](\($0.name).md)", String($0.members.count), Markdown.prose($0.summary)]
        }
        let keys = ReferencePage(
            section: "", documentation: "The keys at the top of a specification.", fields: reference.root)
        let sections = reference.sections.map { section in
            ReferencePage(section: section.path, documentation: section.documentation, fields: section.fields)
                .markdown(heading: section.path, level: 2, families: families)
        }
        let opening = """
            \(origin)

            # Reference

            Everything that a specification can say, as `assay explain` shows it. How the parts fit together is told in
            [Specification.md](../Specification.md).
            """
        let members = "## Components\n\n" + Markdown.table(["Family", "Members", "What it is"], links)
        let root = keys.markdown(heading: "Keys", level: 2, families: families)
        return ([opening, members, root] + sections).joined(separator: "\n\n") + "\n"
    }

    private static func text(
        of family: SpecReference.Family, _ reference: SpecReference, _ families: [String]
    ) -> String {
        let top = ReferencePage(family: family.members, usedBy: family.users.map(\.path))
            .markdown(heading: family.members.name, level: 1, families: families)
        let members = family.members.members.map { type in
            reference.page(of: type, in: family)
                .markdown(heading: type.name, level: 2, families: families)
        }
        return ([origin, top] + members).joined(separator: "\n\n") + "\n"
    }
}
