extension ReferencePage {
    /// The page as Markdown under a heading of the given level.
    ///
    /// - Parameter families: names of families that have a page of their own beside this one, `loss.md`
    func markdown(heading: String, level: Int, families: [String]) -> String {
        var pieces = [String(repeating: "#", count: level) + " " + heading, Markdown.prose(summary)]
        if !aliases.isEmpty {
            pieces.append("Also called " + aliases.map { "`\($0)`" }.joined(separator: ", ") + ".")
        }
        for part in parts { pieces += Self.pieces(of: part, families) }
        return pieces.joined(separator: "\n\n")
    }

    private static func pieces(of part: Part, _ families: [String]) -> [String] {
        switch part {
        case .blocks(let blocks):
            blocks.map { block in
                switch block {
                case .paragraph(let text): Markdown.prose(text)
                case .verbatim(let lines): Markdown.fenced(lines, as: "text")
                }
            }
        case .facts(let facts):
            facts.isEmpty
                ? [] : [facts.map { "- **\($0.label)**: \(Markdown.prose($0.text))" }.joined(separator: "\n")]
        case .fields(let fields, let primary): fields.isEmpty ? [] : [table(fields, primary, families)]
        case .examples(let examples): [Markdown.fenced(examples, as: "yaml")]
        case .members(let members):
            [
                Markdown.table(
                    ["Member", "What it is"],
                    members.map { ["[`\($0.name)`](#\($0.name))", Markdown.prose($0.summary)] })
            ]
        }
    }

    private static func table(_ fields: [FieldDescription], _ primary: String?, _ families: [String])
        -> String
    {
        let rows = fields.map { field in
            [
                field.names.map { "`\($0)`" }.joined(separator: ", "), type(field.type, families),
                Markdown.prose(requirement(of: field)),
                Markdown.prose(field.documentation) + (field.name == primary ? " Takes the bare value." : ""),
            ]
        }
        return Markdown.table(["Field", "Type", "Default", "Meaning"], rows)
    }

    private static func requirement(of field: FieldDescription) -> String {
        guard case .defaultValue(let content) = field.requirement else { return field.requirementPhrase }
        if case .section = field.type { return field.requirementPhrase }
        return "`\(content.flowText)`"
    }

    private static func type(_ type: FieldType, _ families: [String]) -> String {
        switch type {
        case .component(let family) where families.contains(family.name):
            "[\(family.name)](\(family.name).md)"
        case .components(let family) where families.contains(family.name):
            "list of [\(family.name)](\(family.name).md)"
        default: Markdown.prose(type.phrase)
        }
    }
}

/// The few constructs of Markdown that reference pages need.
package enum Markdown {
    package static func fenced(_ lines: [String], as language: String) -> String {
        (["```" + language] + lines + ["```"]).joined(separator: "\n")
    }

    package static func table(_ header: [String], _ rows: [[String]]) -> String {
        let rule = header.map { _ in "---" }
        return ([header, rule] + rows).map { cells in
            "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
        }.joined(separator: "\n")
    }

    /// The text with what Markdown would take for markup escaped, except inside `code`.
    package static func prose(_ text: String) -> String {
        var isCode = false
        var escaped = ""
        for character in text {
            if character == "`" { isCode.toggle() }
            if !isCode, "*<~".contains(character) { escaped.append("\\") }
            escaped.append(character)
        }
        return escaped
    }
}
