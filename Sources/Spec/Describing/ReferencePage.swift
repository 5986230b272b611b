/// The reference page of one component or section as text, made from its declaration.
///
///     optimizer.adam: Adaptive moments.
///
///       m ← β₁ m + (1 - β₁) g …
///
///     Fields
///       lr, learning_rate    number > 0    default 0.001
///           Step size.
///
///     Example
///       optimizer: {adam: {lr: 0.001}}
package struct ReferencePage {
    package let text: String

    /// The page of a component. `key` is a field of the specification that takes it; `isList` when it takes a
    /// list.
    init(_ type: any SpecComponent.Type, family: String, key: String, isList: Bool) {
        let fields = FieldReader.fields(of: type)
        var lines = ["\(family).\(type.name): \(type.summary)"]
        if !type.aliases.isEmpty { lines.append("Also called " + type.aliases.joined(separator: ", ") + ".") }
        if !type.documentation.isEmpty {
            lines.append("")
            lines += Self.indented(type.documentation)
        }
        lines += [""] + Self.table(fields, primary: type.primaryField)
        lines += ["", "Example"]
        let example = ComponentExample(type, fields)
        for form in example.forms {
            lines.append(isList ? "  \(key): [\(form)]" : "  \(key): \(form)")
        }
        text = lines.joined(separator: "\n") + "\n"
    }

    /// The page of a section.
    init(section name: String, documentation: String, fields: [FieldDescription]) {
        let lines = ["\(name): \(documentation)", ""] + Self.table(fields, primary: nil)
        text = lines.joined(separator: "\n") + "\n"
    }

    /// The page of one key.
    init(field: FieldDescription, at path: String) {
        var lines = ["\(path): \(field.documentation)", ""] + Self.table([field], primary: nil)
        switch field.type {
        case .component(let family), .components(let family):
            lines += ["", "Its members are those of '\(family.name)': see 'assay explain \(family.name)'."]
        case .section:
            lines += ["", "See 'assay explain \(path)' for its fields."]
        default:
            break
        }
        text = lines.joined(separator: "\n") + "\n"
    }

    /// The page of a family: its members.
    init(family: ComponentFamilyMembers, usedBy keys: [String]) {
        var lines = ["\(family.name): \(family.summary)", ""]
        if !keys.isEmpty { lines += ["Used by " + keys.joined(separator: ", ") + ".", ""] }
        let width = family.names.map(\.count).max() ?? 0
        for member in family.members {
            lines.append("  " + padded(member.name, to: width) + "  " + member.summary)
        }
        text = lines.joined(separator: "\n") + "\n"
    }

    static func table(_ fields: [FieldDescription], primary: String?) -> [String] {
        guard !fields.isEmpty else { return ["It has no fields."] }
        let rows = fields.map { field in
            (names: field.names.joined(separator: ", "), type: field.type.phrase, field)
        }
        let nameWidth = min(rows.map(\.names.count).max() ?? 0, 30)
        let typeWidth = min(rows.map(\.type.count).max() ?? 0, 36)
        var lines = ["Fields"]
        for row in rows {
            let names = padded(row.names, to: nameWidth)
            let type = padded(row.type, to: typeWidth)
            let isPrimary = row.2.name == primary ? "; takes the bare value" : ""
            lines.append("  \(names)  \(type)  \(row.2.requirementPhrase)\(isPrimary)")
            lines.append("      \(row.2.documentation)")
        }
        return lines
    }

    private static func indented(_ text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { line in
            line.isEmpty ? [""] : wrapped(line).map { "  " + $0 }
        }
    }

    /// A line broken between words where it is longer than a terminal is wide; continuations keep its margin.
    private static func wrapped(_ line: Substring) -> [String] {
        let width = 98
        guard line.count > width else { return [String(line)] }
        let margin = String(line.prefix { $0 == " " })
        var lines: [String] = []
        var current = margin
        for word in line.split(separator: " ") {
            if current.count + word.count >= width, current.count > margin.count {
                lines.append(current)
                current = margin
            }
            current += (current.count > margin.count ? " " : "") + word
        }
        return lines + [current]
    }
}

func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
}

extension FieldDescription {
    /// `required`, `optional` or `default 0.001`.
    package var requirementPhrase: String {
        switch requirement {
        case .required: "required"
        case .optional: "optional"
        case .defaultValue(let content):
            if case .section = type { "optional" } else { "default " + content.flowText }
        }
    }
}
