import Machine
import Runs

/// Metrics measured for groups of rows: a table for each, with the parts side by side.
package enum GroupsSection: RunSection {
    package static let name = "groups"
    package static let title = "Groups"
    private static let mostRows = 100

    package static func body(_ run: RunContents) -> HTMLText? {
        guard let metrics = run.metrics, let tables = metrics.groups else { return nil }
        let html = tables.map { table($0, metrics) }.reduce(HTMLText.empty, +)
        return html == .empty ? nil : html
    }

    private static func table(_ table: RunMetrics.GroupTable, _ metrics: RunMetrics) -> HTMLText {
        let splits = RunMetrics.ordered(table.splits.keys).filter { table.splits[$0]?.isEmpty == false }
        guard !splits.isEmpty else { return .empty }
        var html = HTMLTable(
            table.by.map { .init($0) }
                + splits.flatMap { split in
                    [
                        .init("rows (\(split))", isNumber: true),
                        .init("\(metrics.heading(of: table.metric)) (\(split))", isNumber: true),
                    ]
                }, caption: "\(metrics.label(of: table.metric)) by \(table.by.joined(separator: ", "))")
        var order: [[String]] = []
        var known: Set<[String]> = []
        for split in splits {
            for group in table.splits[split] ?? [] where known.insert(group.values).inserted {
                order.append(group.values)
            }
        }
        for values in order.prefix(mostRows) {
            let cells = splits.flatMap { split -> [String] in
                guard let group = table.splits[split]?.first(where: { $0.values == values }) else {
                    return ["", ""]
                }
                return [NumberText.count(group.rows), NumberText.figure(group.value)]
            }
            html.row(values + cells)
        }
        let rest = order.count - mostRows
        return html.html
            + (rest > 0
                ? paragraph("\(rest) more groups are in metrics.json.", style: "note") : HTMLText.empty)
    }
}
