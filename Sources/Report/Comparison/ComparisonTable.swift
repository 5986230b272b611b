import Catalogue
import Runs

/// A comparison as rows and columns, for every form it is shown in.
package struct ComparisonTable: Sendable, Equatable {
    package enum Cell: Sendable, Equatable {
        case text(String)
        case value(FieldValue?)
        /// A figure with its difference to the baseline's, if that means anything.
        case figure(Double?, delta: Double?, isBetter: Bool?, isBest: Bool)
    }

    package struct Column: Sendable, Equatable {
        package var heading: String
        /// One for each run.
        package var cells: [Cell]
        package var isFigure: Bool

        /// Whether any two runs differ in it.
        var isVaried: Bool {
            cells.contains { cell in
                switch (cell, cells[0]) {
                case (.figure(let left, _, _, _), .figure(let right, _, _, _)): left != right
                case (.text, _), (.value, _), (.figure, _): cell != cells[0]
                }
            }
        }
    }

    /// The names of the runs, then the columns.
    package let labels: [String]
    package let columns: [Column]

    /// - Parameter onlyChanged: leaves out every column in which all runs agree
    package init(_ comparison: Comparison, onlyChanged: Bool = false) {
        labels = comparison.runs.indices.map { comparison.label($0) }
        let runs = comparison.runs
        var columns = [
            Column(heading: "status", cells: runs.map { .text($0.stateText) }, isFigure: false),
            Column(
                heading: "epochs",
                cells: runs.map {
                    .value(FieldValue.number(($0.metrics?.epochs ?? $0.manifest?.epochs).map(Double.init)))
                },
                isFigure: false),
        ]
        if !onlyChanged { columns.removeAll { !$0.isVaried } }
        columns += comparison.keys.map { key in
            Column(heading: key.key, cells: key.values.map(Cell.value), isFigure: false)
        }
        columns += comparison.metrics.map { metric in
            Column(
                heading: metric.heading, cells: runs.indices.map { Self.cell(metric, $0, comparison) },
                isFigure: true)
        }
        self.columns = onlyChanged ? columns.filter(\.isVaried) : columns
    }

    private static func cell(_ metric: ComparedMetric, _ run: Int, _ comparison: Comparison) -> Cell {
        let delta = comparison.delta(metric, run: run)
        var isBetter: Bool?
        if let value = metric.values[run], let base = metric.values[comparison.baseline], delta != nil {
            isBetter = metric.isBetter(value, than: base)
        }
        let isBest = comparison.runs.count > 1 && metric.best == run && comparison.isComparable[run]
        return .figure(metric.values[run], delta: delta, isBetter: isBetter, isBest: isBest)
    }
}

extension ComparisonTable.Cell {
    /// With all digits, for programs.
    var plainText: String {
        switch self {
        case .text(let text): text
        case .value(let value): value?.plainText ?? ""
        case .figure(let value, _, _, _): value.map { FieldValue.number($0).plainText } ?? ""
        }
    }
}
