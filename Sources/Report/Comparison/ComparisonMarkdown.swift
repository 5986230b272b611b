import Catalogue
import Machine
import Runs

/// A comparison as Markdown, for notes and pull requests.
package struct ComparisonMarkdown {
    package let text: String

    package init(_ comparison: Comparison, onlyChanged: Bool = false) {
        let table = ComparisonTable(comparison, onlyChanged: onlyChanged)
        var lines: [String] = []
        for note in comparison.notes {
            let isGrave = note.kind.preventsComparison
            lines += [
                "> **\(isGrave ? "Not comparable" : "Note")**: \(Self.escaped(note.statement))", "",
            ]
        }
        lines += Self.table(
            headings: ["run"] + table.columns.map(\.heading),
            isFigure: [false] + table.columns.map(\.isFigure),
            rows: table.labels.indices.map { row in
                let label = table.labels[row] + (row == comparison.baseline ? " (baseline)" : "")
                return [label] + table.columns.map { Self.text($0.cells[row]) }
            })
        lines += Self.groups(comparison) + Self.paired(comparison)
        text = lines.joined(separator: "\n") + "\n"
    }

    /// A table in lines; every cell is escaped here.
    static func table(headings: [String], isFigure: [Bool], rows: [[String]]) -> [String] {
        func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
        return [line(headings.map(escaped)), line(isFigure.map { $0 ? "---:" : "---" })]
            + rows.map { line($0.map(escaped)) }
    }

    private static func text(_ cell: ComparisonTable.Cell) -> String {
        switch cell {
        case .text(let text): return text
        case .value(let value): return value.map(shortText) ?? "–"
        case .figure(let value, let delta, _, _):
            guard let value else { return "–" }
            let change = delta.map { " (\(NumberText.signed($0)))" } ?? ""
            return NumberText.figure(value) + change
        }
    }

    static func shortText(_ value: FieldValue) -> String {
        value.number.map { NumberText.significant($0, digits: 6) } ?? value.plainText
    }

    private static func groups(_ comparison: Comparison) -> [String] {
        guard !comparison.groups.isEmpty else { return [] }
        let rows = comparison.groups.map { group in
            let values = group.values.map { $0.map(shortText) ?? "–" }
            return values + ["\(group.runs.count)"] + group.statistics.map(\.text)
        }
        return [""]
            + table(
                headings: comparison.groupKeys + ["runs"] + comparison.metrics.map(\.heading),
                isFigure: comparison.groupKeys.map { _ in false } + [true]
                    + comparison.metrics.map { _ in true },
                rows: rows)
    }

    private static func paired(_ comparison: Comparison) -> [String] {
        guard let paired = comparison.paired else { return [] }
        var lines = paired.remarks.map { "\n\(escaped($0))" }
        if !paired.differences.isEmpty {
            let base = comparison.label(comparison.baseline)
            let rows = paired.differences.map { difference in
                [
                    "\(comparison.label(difference.run)) − \(base)", difference.metric,
                    NumberText.signed(difference.difference.mean),
                    "[\(NumberText.signed(difference.difference.lower)), \(NumberText.signed(difference.difference.upper))]",
                    difference.verdict.rawValue,
                ]
            }
            let headings = ["difference", "over test rows", "mean", "95 % interval", "verdict"]
            lines +=
                [""] + table(headings: headings, isFigure: [false, false, true, true, false], rows: rows)
        }
        return lines
    }

    /// Names and values may hold what Markdown takes for a table's line, HTML or emphasis.
    static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            if character.isNewline {
                result.append(" ")
            } else {
                if "|\\`*_<>[]".contains(character) { result.append("\\") }
                result.append(character)
            }
        }
        return result
    }
}
