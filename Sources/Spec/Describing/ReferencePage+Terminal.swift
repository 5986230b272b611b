extension ReferencePage {
    /// The page for a terminal with lines of `width` characters:
    ///
    ///     optimizer.adam: Adaptive moments.
    ///
    ///           m ← β₁ m + (1 - β₁) g …
    ///
    ///     Fields
    ///       lr, learning_rate  number > 0  default 0.001
    ///           Step size.
    ///
    ///     Example
    ///       optimizer: {adam: {lr: 0.001}}
    package func text(width: Int) -> String {
        var lines = wrappedText("\(title): \(summary)", width: width)
        if !aliases.isEmpty { lines.append("Also called \(aliases.joined(separator: ", ")).") }
        for part in parts {
            let shown = Self.lines(of: part, width: width)
            if !shown.isEmpty { lines += [""] + shown }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func lines(of part: Part, width: Int) -> [String] {
        switch part {
        case .blocks(let blocks):
            Array(blocks.map { lines(of: $0, width: width) }.joined(separator: [""]))
        case .facts(let facts):
            facts.flatMap { fact in
                let margin = "  " + padded(fact.label, to: 8)
                let hanging = String(repeating: " ", count: margin.count)
                return wrappedText(fact.text, width: width, margin: margin, hanging: hanging)
            }
        case .fields(let fields, let primary): table(fields, primary: primary, width: width)
        case .examples(let examples): ["Example"] + examples.map { "  " + $0 }
        case .members(let members): list(members, width: width)
        }
    }

    private static func lines(of block: ComponentText.Block, width: Int) -> [String] {
        switch block {
        case .paragraph(let text): wrappedText(text, width: width, margin: "  ")
        case .verbatim(let lines): lines.map { $0.isEmpty ? "" : "      " + $0 }
        }
    }

    private static func list(_ members: [Member], width: Int) -> [String] {
        let longest = members.map(\.name.count).max() ?? 0
        let hanging = String(repeating: " ", count: longest + 4)
        return members.flatMap { member in
            let margin = "  " + padded(member.name, to: longest) + "  "
            return wrappedText(member.summary, width: width, margin: margin, hanging: hanging)
        }
    }

    static func table(_ fields: [FieldDescription], primary: String?, width: Int) -> [String] {
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
            let requirement = wrappedText(
                row.2.requirementPhrase, width: width, margin: "  \(names)  \(type)  ", hanging: "      ")
            lines += requirement.dropLast() + requirement.suffix(1).map { $0 + isPrimary }
            lines += wrappedText(row.2.documentation, width: width, margin: "      ")
        }
        return lines
    }
}
