import Foundation
import Machine
import Report
import Runs

/// A comparison as lines for a terminal.
///
/// Runs are rows; where that is wider than the terminal and few runs are compared, they are columns.
struct ComparisonText {
    private let comparison: Comparison
    private let table: ComparisonTable

    init(_ comparison: Comparison, onlyChanged: Bool) {
        self.comparison = comparison
        table = ComparisonTable(comparison, onlyChanged: onlyChanged)
    }

    func lines(_ terminal: Terminal) -> [String] {
        var lines: [String] = []
        for note in comparison.notes {
            let word = note.kind.preventsComparison ? "not comparable" : "note"
            let paint = note.kind.preventsComparison ? Paint.bad : .caution
            lines.append(
                terminal.painted(word + ":", paint) + " " + FieldText.oneLine(note.statement, limit: 400))
        }
        if !lines.isEmpty { lines.append("") }
        lines += tableLines(terminal)
        lines += groupLines(terminal)
        lines += pairedLines(terminal)
        return lines
    }

    private func tableLines(_ terminal: Terminal) -> [String] {
        let rows = rowPerRun(terminal)
        guard terminal.isInteractive, (rows.map(visibleWidth).max() ?? 0) > terminal.width else {
            return rows
        }
        let columns = columnPerRun(terminal)
        let fits = (columns.map(visibleWidth).max() ?? 0) <= terminal.width
        return fits || comparison.runs.count <= 4 ? columns : rows
    }

    private func rowPerRun(_ terminal: Terminal) -> [String] {
        var text = TextTable([.left] + table.columns.map { isNumeric($0) ? .right : .left })
        text.row(
            (["run"] + table.columns.map(\.heading)).map { terminal.painted(FieldText.oneLine($0), .dim) })
        for row in table.labels.indices {
            text.row([label(row, terminal)] + table.columns.map { Self.text($0.cells[row], terminal) })
        }
        return text.lines()
    }

    private func columnPerRun(_ terminal: Terminal) -> [String] {
        var text = TextTable([.left] + table.labels.map { _ in .right })
        text.row([""] + table.labels.indices.map { label($0, terminal) })
        for column in table.columns {
            text.row(
                [terminal.painted(FieldText.oneLine(column.heading), .dim)]
                    + column.cells.map { Self.text($0, terminal) })
        }
        return text.lines()
    }

    private func label(_ row: Int, _ terminal: Terminal) -> String {
        let name = FieldText.oneLine(table.labels[row])
        guard row == comparison.baseline, comparison.runs.count > 1 else { return name }
        return name + terminal.painted(" (baseline)", .dim)
    }

    private func isNumeric(_ column: ComparisonTable.Column) -> Bool {
        if column.isFigure { return true }
        return column.cells.allSatisfy { cell in
            switch cell {
            case .value(nil), .value(.number), .figure: true
            case .value, .text: false
            }
        }
    }

    private static func text(_ cell: ComparisonTable.Cell, _ terminal: Terminal) -> String {
        switch cell {
        case .text(let text):
            return RunState(rawValue: text).map { StateText.painted($0, terminal) } ?? FieldText.oneLine(text)
        case .value(let value):
            if let number = value?.number { return NumberText.significant(number) }
            return value.map { FieldText.oneLine($0.plainText, limit: 48) } ?? "–"
        case .figure(let value, let delta, let isBetter, let isBest):
            let figure = NumberText.figure(value)
            let shown = isBest ? terminal.painted(figure, .bold) : figure
            guard let delta else { return shown }
            let text = NumberText.signed(delta)
            let painted =
                isBetter.map { terminal.painted(text, $0 ? .good : .bad) } ?? terminal.painted(text, .dim)
            return shown + " " + painted
        }
    }

    private func groupLines(_ terminal: Terminal) -> [String] {
        guard !comparison.groups.isEmpty else { return [] }
        var text = TextTable(
            comparison.groupKeys.map { _ in .left } + [.right] + comparison.metrics.map { _ in .right })
        let headings = comparison.groupKeys + ["runs"] + comparison.metrics.map(\.heading)
        text.row(headings.map { terminal.painted(FieldText.oneLine($0), .dim) })
        for group in comparison.groups {
            let values = group.values.map { value in
                value?.number.map { NumberText.significant($0) } ?? value.map {
                    FieldText.oneLine($0.plainText, limit: 48)
                } ?? "–"
            }
            text.row(values + ["\(group.runs.count)"] + group.statistics.map(\.text))
        }
        return ["", terminal.painted("groups, mean ± standard deviation over runs", .dim)] + text.lines()
    }

    private func pairedLines(_ terminal: Terminal) -> [String] {
        guard let paired = comparison.paired else { return [] }
        var lines: [String] = []
        if let first = paired.differences.first {
            let base = comparison.label(comparison.baseline)
            lines += [
                "",
                terminal.painted(
                    "differences to \(base) over the same \(NumberText.count(first.rows, "row")), in original units, "
                        + "with 95 % intervals", .dim),
            ]
            var text = TextTable([.left, .left, .right, .left, .left])
            for difference in paired.differences {
                text.row([
                    comparison.label(difference.run), difference.metric,
                    NumberText.signed(difference.difference.mean),
                    "[\(NumberText.signed(difference.difference.lower)), \(NumberText.signed(difference.difference.upper))]",
                    verdict(difference.verdict, terminal),
                ])
            }
            lines += text.lines()
        }
        if !paired.remarks.isEmpty { lines += [""] + paired.remarks.map { terminal.painted($0, .dim) } }
        return lines
    }

    private func verdict(_ verdict: PairedDifference.Verdict, _ terminal: Terminal) -> String {
        switch verdict {
        case .better: terminal.painted("better", .good)
        case .worse: terminal.painted("worse", .bad)
        case .undecided: terminal.painted("undecided", .dim)
        }
    }
}
