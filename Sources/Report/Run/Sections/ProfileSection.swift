import Machine
import Runs

/// What the data hold before the steps and after them, from `profile.json`.
package enum ProfileSection: RunSection {
    package static let name = "profile"
    package static let title = "Data"
    private static let mostColumns = 100
    private static let mostOpenColumns = 40

    package static func body(_ run: RunContents) -> HTMLText? {
        guard let profile = run.profile, profile.before != nil || profile.after != nil else { return nil }
        var html = HTMLText.empty
        if let before = profile.before {
            html += part(before, title: "Before the steps", rows: "rows of the source")
        }
        if let after = profile.after {
            html += part(after, title: "After the steps", rows: "training rows as the model reads them")
        }
        return html
    }

    private static func part(_ table: RunProfile.Table, title: String, rows: String) -> HTMLText {
        var notes =
            "\(NumberText.count(table.rows)) \(rows), \(NumberText.count(table.columns.count)) columns"
        if table.profiledRows < table.rows {
            notes += "; figures from \(NumberText.count(table.profiledRows)) evenly spaced ones"
        }
        if table.duplicateRows > 0 {
            notes += "; of these \(NumberText.count(table.duplicateRows)) repeat an earlier one"
        }
        var body = HTMLText.empty
        // A finding that is a warning stands above already, with the other warnings.
        for finding in table.findings
        where !WarningsSection.isWarning(finding) && finding.kind != "duplicates" {
            body += paragraph(sentence(finding.message), style: "note")
        }
        body += columns(table)
        let heading = HTMLText(trusted: "<h3>") + HTMLText(escaping: title) + HTMLText(trusted: "</h3>\n")
        let intro = heading + paragraph(notes + ".", style: "note")
        guard table.columns.count > mostOpenColumns else { return intro + body }
        return intro + HTMLText(trusted: "<details><summary>Columns</summary>\n") + body
            + HTMLText(trusted: "</details>\n")
    }

    private static func columns(_ table: RunProfile.Table) -> HTMLText {
        let hasRelations = table.columns.contains { $0.relation != nil }
        var html = HTMLTable(
            [
                .init("column"), .init("type"), .init("missing", isNumber: true),
                .init("distinct", isNumber: true), .init("values"), .init("smallest", isNumber: true),
                .init("median", isNumber: true), .init("largest", isNumber: true),
                .init("mean ± deviation", isNumber: true),
            ] + (hasRelations ? [.init("with the target")] : []))
        for column in table.columns.prefix(mostColumns) {
            let numbers = column.numbers
            let figures = [numbers?.minimum, numbers.flatMap(median), numbers?.maximum]
                .map { HTMLText(escaping: $0.map { NumberText.significant($0) } ?? "") }
            let spread = numbers.map {
                // What rounding leaves of a mean that a step took away says nothing.
                NumberText.significant(abs($0.mean) < 1e-6 * $0.deviation ? 0 : $0.mean) + " ± "
                    + NumberText.significant($0.deviation, digits: 3)
            }
            html.row(
                markup: [
                    HTMLText(escaping: column.name), HTMLText(escaping: type(column)),
                    HTMLText(escaping: column.missing == 0 ? "" : NumberText.count(column.missing)),
                    HTMLText(escaping: column.distinct.map { NumberText.count($0) } ?? ""), values(column),
                ] + figures + [HTMLText(escaping: spread ?? "")]
                    + (hasRelations ? [HTMLText(escaping: relation(column))] : []),
                style: column.role == "target" ? "chosen" : "")
        }
        let rest = table.columns.count - mostColumns
        return html.html
            + (rest > 0
                ? paragraph("\(rest) more columns are in profile.json.", style: "note") : HTMLText.empty)
    }

    private static func type(_ column: RunProfile.Column) -> String {
        let shape = column.shape.map { " [" + $0.map { "\($0)" }.joined(separator: ", ") + "]" } ?? ""
        switch column.role {
        case "target": return column.type + shape + ", target"
        case "unused": return column.type + shape + ", not used"
        case "weights": return column.type + shape + ", weights"
        default: return column.type + shape
        }
    }

    private static func median(_ numbers: RunProfile.Numbers) -> Double? {
        numbers.quantiles.count == 5 ? numbers.quantiles[2] : nil
    }

    /// A histogram as small as a word, or the most frequent values.
    private static func values(_ column: RunProfile.Column) -> HTMLText {
        if let counts = column.numbers?.histogram.counts, counts.count > 1 { return histogram(counts) }
        guard let values = column.values else { return .empty }
        let shown = values.top.prefix(3).map { "\(clipped($0.value)) \(NumberText.count($0.rows))" }
        let more = max(0, values.top.count - 3) + values.otherValues
        return HTMLText(
            escaping: shown.joined(separator: ", ") + (more > 0 ? ", \(NumberText.count(more)) more" : ""))
    }

    private static func histogram(_ counts: [Int]) -> HTMLText {
        let most = Double(max(1, counts.max() ?? 1))
        var drawing = SVGDrawing()
        for (place, count) in counts.enumerated() where count > 0 {
            let height = max(0.7, 15 * Double(count) / most)
            drawing.rectangle(x: Double(place) * 6, y: 16 - height, width: 5, height: height, "bar c0")
        }
        let text = counts.map { "\($0)" }.joined(separator: ", ")
        return HTMLText(
            trusted: "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"spark\" role=\"img\" "
                + "aria-label=\"rows in \(counts.count) equal stretches: \(text)\" "
                + "viewBox=\"0 0 \(counts.count * 6) 16\">\(drawing.body)</svg>")
    }

    private static func relation(_ column: RunProfile.Column) -> String {
        guard let relation = column.relation else { return "" }
        if let pearson = relation.pearson {
            let ranks = relation.spearman.map { ", ρ " + NumberText.fixed($0, decimals: 2) } ?? ""
            return "r " + NumberText.fixed(pearson, decimals: 2) + ranks
        }
        if let ratio = relation.correlationRatio { return "η " + NumberText.fixed(ratio, decimals: 2) }
        return relation.uncertainty.map { "U " + NumberText.fixed($0, decimals: 2) } ?? ""
    }

    private static func clipped(_ text: String) -> String {
        text.count > 24 ? text.prefix(23) + "…" : text
    }

    private static func sentence(_ text: String) -> String {
        text.prefix(1).uppercased() + text.dropFirst() + "."
    }
}
