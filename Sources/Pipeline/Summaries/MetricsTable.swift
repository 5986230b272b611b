import Machine
import Report
import Runs

/// The metrics of a run beside its baselines, as `run` prints them at the end and `show` prints them later.
///
///                  train      val     test   mean (test)
///       loss     0.42381  0.42602  0.42398       0.72511
///       r2 ↑     0.41580  0.41470  0.41543      -0.00002
package struct MetricsTable {
    private let metrics: RunMetrics
    private let splits: [String]

    package init(_ metrics: RunMetrics) {
        self.metrics = metrics
        splits = RunMetrics.ordered(metrics.splits.keys)
    }

    package func lines(_ terminal: Terminal) -> [String] {
        var table = TextTable(
            [.left] + Array(repeating: .right, count: splits.count + baselineColumns.count), gap: 3)
        table.row(
            [""] + splits.map { terminal.painted($0, .dim) }
                + baselineColumns.map {
                    terminal.painted("\($0.name) (\($0.split))", .dim)
                })
        for name in metrics.names {
            let values = splits.map { split in
                NumberText.figure(
                    metrics.splits[split]?[name], deviation: metrics.crossValidation?.deviation[split]?[name])
            }
            let baselines = baselineColumns.map { column in
                terminal.painted(
                    NumberText.figure(metrics.baselines[column.name]?[column.split]?[name]), .dim)
            }
            table.row([metrics.heading(of: name)] + values + baselines)
        }
        var lines = table.lines(indent: 2)
        lines += originalUnitsLines(terminal)
        if let crossValidation = metrics.crossValidation { lines += foldLines(crossValidation, terminal) }
        if let decision = metrics.decision { lines += DecisionText.lines(decision, metrics.positive) }
        for table in metrics.groups ?? [] { lines += groupLines(table, terminal) }
        if let last = splits.last {
            for (name, tables) in (metrics.tables ?? [:]).sorted(by: { $0.key < $1.key }) {
                if let table = tables[last] { lines += classTableLines(name, last, table, terminal) }
            }
        }
        return lines
    }

    /// A table of few classes; one that does not fit a screen stands in `metrics.json` alone.
    private func classTableLines(
        _ name: String, _ split: String, _ table: RunMetrics.ClassTable, _ terminal: Terminal
    ) -> [String] {
        guard table.classes.count <= 12 else { return [] }
        var text = TextTable([.left] + table.classes.map { _ in .right }, gap: 3)
        text.row(
            [terminal.painted("\(name) (\(split))", .dim)]
                + table.classes.map { terminal.painted("→ " + $0, .dim) })
        for (label, row) in zip(table.classes, table.values) {
            text.row([label] + row.map(Self.countText))
        }
        return [""] + text.lines(indent: 2)
    }

    /// Figures in the target's own units, when the target was transformed.
    private func originalUnitsLines(_ terminal: Terminal) -> [String] {
        guard !metrics.originalUnits.isEmpty else { return [] }
        var table = TextTable([.left] + Array(repeating: .right, count: splits.count), gap: 3)
        table.row([terminal.painted("original units", .dim)] + splits.map { terminal.painted($0, .dim) })
        for name in metrics.names where metrics.originalUnits.values.contains(where: { $0[name] != nil }) {
            let values = splits.map { split in
                NumberText.figure(
                    metrics.originalUnits[split]?[name],
                    deviation: metrics.crossValidation?.deviationInOriginalUnits[split]?[name])
            }
            table.row([metrics.heading(of: name)] + values)
        }
        return [""] + table.lines(indent: 2)
    }

    /// The validation figures of every fold: of at most 20, the others stand in `metrics.json`.
    private func foldLines(_ folds: RunMetrics.CrossValidation, _ terminal: Terminal) -> [String] {
        let shown = folds.folds.prefix(20)
        var table = TextTable([.left, .right, .right] + metrics.names.map { _ in .right }, gap: 3)
        let heads =
            ["fold", "epochs", "val rows"] + metrics.names.map { "val \(metrics.heading(of: $0))" }
        table.row(heads.map { terminal.painted($0, .dim) })
        for fold in shown {
            let figures = metrics.names.map { NumberText.figure(fold.splits["val"]?[$0]) }
            let rows = fold.rows["val"].map { NumberText.count($0) } ?? fold.status
            table.row(["\(fold.fold)", NumberText.count(fold.epochs), rows] + figures)
        }
        let hidden = folds.folds.count - shown.count
        let more = hidden > 0 ? [terminal.painted("  … and \(hidden) more folds", .dim)] : []
        return [""] + table.lines(indent: 2) + more
    }

    /// A metric by groups, of at most 20 of them: the others stand in `metrics.json`.
    private func groupLines(_ table: RunMetrics.GroupTable, _ terminal: Terminal) -> [String] {
        guard let split = RunMetrics.ordered(table.splits.keys).last, let groups = table.splits[split],
            !groups.isEmpty
        else { return [] }
        var text = TextTable([.left, .right, .right], gap: 3)
        text.row(
            [table.by.joined(separator: ", "), "rows", "\(metrics.heading(of: table.metric)) (\(split))"]
                .map { terminal.painted($0, .dim) })
        for group in groups.prefix(20) {
            text.row([
                group.values.map { FieldText.oneLine($0, limit: 40) }.joined(separator: ", "),
                NumberText.count(group.rows), NumberText.figure(group.value),
            ])
        }
        let hidden = groups.count - min(groups.count, 20)
        let more = hidden > 0 ? [terminal.painted("  … and \(hidden) more groups", .dim)] : []
        return [""] + text.lines(indent: 2) + more
    }

    /// A number of rows; a sum of weights need not be whole.
    private static func countText(_ value: Double) -> String {
        Int(exactly: value).map { NumberText.count($0) } ?? NumberText.significant(value)
    }

    /// Baselines are shown for the last split only: the one nothing was tuned on.
    private var baselineColumns: [(name: String, split: String)] {
        metrics.baselines.keys.sorted().compactMap { name in
            guard let split = splits.last(where: { metrics.baselines[name]?[$0] != nil }) else { return nil }
            return (name, split)
        }
    }
}
