import Data
import Machine

/// A profile for a terminal.
struct ProfileText {
    let profile: DataProfile
    let title: String
    /// Sentences about the way the file is read.
    var remarks: [String] = []
    let hidesUnused: Bool
    let terminal: Terminal

    func lines() -> [String] {
        let columns = profile.columns.filter { !hidesUnused || $0.role != .unused }
        var heading =
            "\(NumberText.count(profile.rows, "row")), \(NumberText.count(profile.columns.count, "column"))"
        if profile.profiledRows < profile.rows {
            heading += " (figures from \(NumberText.count(profile.profiledRows)) evenly spaced rows)"
        }
        let hasRelations = columns.contains { $0.relation != nil }
        var rows = [
            ["COLUMN", "TYPE", "MISSING", "DISTINCT", "", "VALUES", hasRelations ? "TARGET" : ""].map {
                terminal.painted($0, .dim)
            }
        ]
        for column in columns {
            let mark = column.role == .target ? terminal.painted("target", .accent) : Self.relation(column)
            rows.append([column.name] + Self.cells(column) + [column.role == .unused ? "not used" : mark])
        }
        var lines = [terminal.painted(title, .bold) + "  " + heading] + remarks.map { "  " + $0 } + [""]
        lines += fitted(rows).map(fitted)
        lines += legend(columns)
        if !profile.findings.isEmpty {
            lines.append("")
            for finding in profile.findings {
                let isGrave = finding.kind == .leak || finding.kind == .missingTarget
                let label = Self.label(finding.kind)
                lines.append(
                    "  " + terminal.painted(label, isGrave ? .bad : .caution) + "  \(finding.message)")
            }
        }
        return lines
    }

    private func legend(_ columns: [ColumnProfile]) -> [String] {
        let relations = columns.compactMap(\.relation)
        var pieces: [String] = []
        if relations.contains(where: { $0.pearson != nil }) {
            pieces.append("r, ρ: correlation with the target of values and of ranks")
        }
        if relations.contains(where: { $0.correlationRatio != nil }) { pieces.append("η: correlation ratio") }
        if relations.contains(where: { $0.uncertainty != nil }) {
            pieces.append("U: share of the target's entropy that the column explains")
        }
        guard !pieces.isEmpty else { return [] }
        return ["", terminal.painted("  " + pieces.joined(separator: "; "), .dim)]
    }

    private static let valuesColumn = 5
    /// Characters of its values that a column keeps on a narrow terminal.
    private static let shortestValues = 12

    private static func table(_ rows: [[String]]) -> [String] {
        var table = TextTable([.left, .left, .right, .right, .left, .left, .left])
        for row in rows { table.row(row) }
        return table.lines(indent: 2)
    }

    /// The table; on a terminal the values make room for the relation to the target, which may be what was asked for.
    private func fitted(_ rows: [[String]]) -> [String] {
        let lines = Self.table(rows)
        let excess = (lines.map(visibleWidth).max() ?? 0) - terminal.width
        guard terminal.isInteractive, excess > 0 else { return lines }
        let widest = rows.map { visibleWidth($0[Self.valuesColumn]) }.max() ?? 0
        let room = max(Self.shortestValues, widest - excess)
        return Self.table(
            rows.map { row in
                var row = row
                row[Self.valuesColumn] = shortened(row[Self.valuesColumn], to: room)
                return row
            })
    }

    /// On a terminal a line that does not fit is cut; elsewhere nothing is lost.
    private func fitted(_ line: String) -> String {
        terminal.isInteractive ? shortened(line, to: terminal.width) : line
    }

    private static func label(_ kind: ProfileFinding.Kind) -> String {
        kind.rawValue.replacing("_", with: " ")
    }

    /// Type, missing, distinct, histogram, values.
    static func cells(_ column: ColumnProfile) -> [String] {
        [
            column.type.rawValue, column.missing == 0 ? "" : NumberText.count(column.missing),
            column.distinct.map { NumberText.count($0) } ?? "", histogram(column), values(column),
        ]
    }

    private static func histogram(_ column: ColumnProfile) -> String {
        guard let counts = column.numbers?.histogram.counts, counts.count > 1 else { return "" }
        let bars = Array("▁▂▃▄▅▆▇█")
        let largest = counts.max() ?? 1
        return String(
            counts.map { count -> Character in
                guard count > 0 else { return " " }
                return bars[min(bars.count - 1, count * bars.count / max(1, largest))]
            })
    }

    private static func values(_ column: ColumnProfile) -> String {
        let shape = column.shape.map { "\($0) " } ?? ""
        if let numbers = column.numbers {
            if column.isConstant { return shape + NumberText.significant(numbers.minimum) }
            let range = [numbers.minimum, numbers.median, numbers.maximum].map { NumberText.significant($0) }
            let spread =
                "\(NumberText.significant(numbers.mean)) ± \(NumberText.significant(numbers.deviation))"
            return shape + range.joined(separator: " … ") + ", mean " + spread
        }
        guard let summary = column.values else { return "" }
        let shown = summary.top.prefix(3).map { entry in
            "\(clipped(entry.value)) \(NumberText.count(entry.rows))"
        }
        let more = max(0, summary.top.count - 3) + summary.otherValues
        return shown.joined(separator: ", ") + (more > 0 ? ", \(NumberText.count(more)) more" : "")
    }

    private static func clipped(_ text: String) -> String {
        let line = text.replacing("\n", with: " ")
        return line.count > 24 ? line.prefix(23) + "…" : line
    }

    private static func relation(_ column: ColumnProfile) -> String {
        guard let relation = column.relation else { return "" }
        if let pearson = relation.pearson {
            let ranks = relation.spearman.map { " ρ \(signed($0))" } ?? ""
            return "r \(signed(pearson))\(ranks)"
        }
        if let ratio = relation.correlationRatio { return "η \(two(ratio))" }
        return relation.uncertainty.map { "U \(two($0))" } ?? ""
    }

    private static func two(_ value: Double) -> String {
        let hundredths = Int((value * 100).rounded())
        let digits = String(hundredths % 100)
        return "\(hundredths / 100).\(digits.count == 1 ? "0" + digits : digits)"
    }

    private static func signed(_ value: Double) -> String {
        let text = two(abs(value))
        return text == "0.00" ? "0.00" : (value < 0 ? "-" : "+") + text
    }
}
