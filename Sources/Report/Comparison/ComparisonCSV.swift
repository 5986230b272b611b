import Runs

/// A comparison as CSV (RFC 4180): one row for each run, numbers with all their digits, nothing where a run has no
/// value.
package struct ComparisonCSV {
    package let text: String

    package init(_ comparison: Comparison, onlyChanged: Bool = false) {
        let table = ComparisonTable(comparison, onlyChanged: onlyChanged)
        var lines = [["run", "name"] + table.columns.map { Self.plainHeading($0.heading) }]
        for (row, run) in comparison.runs.enumerated() {
            lines.append([run.id, run.name] + table.columns.map { $0.cells[row].plainText })
        }
        text = lines.map { $0.map(TableText.field).joined(separator: ",") + "\n" }.joined()
    }

    private static func plainHeading(_ heading: String) -> String {
        let arrows = [" ↓", " ↑"]
        return arrows.contains { heading.hasSuffix($0) } ? String(heading.dropLast(2)) : heading
    }
}
