import Data

extension SplitScores {
    /// Every measure of some rows, in the space of training and, where a real target was transformed, in its own units.
    ///
    /// - Parameters:
    ///   - targets: the names of the targets; of several, each has figures of its own
    ///   - originalTargets: the rows' targets in their own units, where they are known already
    package init(
        _ rows: ScoredRows, loss: Double?, split: String, metrics: [any Metric], tables: [any TableMetric],
        targets: [String] = [], transform: TargetTransform?, originalTargets: [Double]? = nil
    ) {
        let metrics = MeasuredMetric.all(metrics, targets: targets)
        var values = loss.map { [NamedValue("loss", $0)] } ?? []
        values += metrics.map { NamedValue($0.label, $0.value(of: rows)) }
        let inverted = rows.inOriginalUnits(transform, targets: originalTargets)
        let original = inverted.map { inverted in
            metrics.map { NamedValue($0.label, $0.value(of: inverted)) }
        }
        self.init(
            split: split, rows: rows.rowCount, values: values, originalUnits: original ?? [],
            tables: tables.map { NamedTable(name: $0.label, table: $0.table(of: rows)) },
            means: rows.means(prefix: "") + (inverted?.means(prefix: "original_") ?? []))
    }
}

extension ScoredRows {
    /// The means of predictions and real targets over rows and target columns; nothing for classes.
    fileprivate func means(prefix: String) -> [NamedValue] {
        guard !task.isClassification, rowCount > 0 else { return [] }
        return [("mean_prediction", predictions), ("mean_target", targets)].map { name, values in
            NamedValue(prefix + name, values.reduce(0, +) / Double(values.count))
        }
    }

    /// Predictions and targets of a real target as they were before the steps; nil when they were left alone.
    ///
    /// - Parameter known: the targets in original units, where they are known already
    package func inOriginalUnits(
        _ transform: TargetTransform?, targets known: [Double]? = nil
    ) -> ScoredRows? {
        guard let transform, !transform.isIdentity, !task.isClassification else { return nil }
        var inverted = self
        inverted.predictions = transform.inverted(predictions)
        inverted.targets = known ?? originalTargets ?? transform.inverted(targets)
        inverted.naiveErrors = naiveErrors.map { NaiveErrors(values: $0.original, original: $0.original) }
        return inverted
    }
}

/// Scores of rows that arrive in parts. Measures that can be added up take no memory for the rows; when one needs all
/// of them at once, predictions and targets are kept.
package struct SplitScoresInParts {
    private let metrics: [MeasuredMetric]
    private let tables: [any TableMetric]
    private let transform: TargetTransform?
    private var sums: [(any MetricAccumulator)?]
    private var originalSums: [(any MetricAccumulator)?]
    private var tableSums: [MetricTable?]
    private var kept: ScoredRows?
    private var task: PredictionTask
    private let positiveClass: Int
    private var rows = 0

    package init(
        task: PredictionTask, metrics: [any Metric], tables: [any TableMetric], targets: [String] = [],
        transform: TargetTransform?, positiveClass: Int = 1
    ) {
        let metrics = MeasuredMetric.all(metrics, targets: targets)
        self.task = task
        self.positiveClass = positiveClass
        self.metrics = metrics
        self.tables = tables
        self.transform = transform
        sums = metrics.map { $0.accumulator(for: task) }
        originalSums = sums.isEmpty ? [] : metrics.map { $0.accumulator(for: task) }
        tableSums = tables.map { _ in nil }
        if sums.contains(where: { $0 == nil }) {
            kept = ScoredRows(task: task, predictions: [], targets: [], positiveClass: positiveClass)
        }
    }

    package mutating func add(_ part: ScoredRows) {
        rows += part.rowCount
        let original = part.inOriginalUnits(transform)
        for index in metrics.indices {
            sums[index]?.add(metrics[index].part(of: part))
            if let original { originalSums[index]?.add(metrics[index].part(of: original)) }
        }
        for (index, table) in tables.enumerated() {
            let counts = table.table(of: part)
            tableSums[index] = tableSums[index].map { $0.adding(counts) } ?? counts
        }
        kept?.predictions += part.predictions
        kept?.targets += part.targets
        kept?.naiveErrors = part.naiveErrors
        if let own = part.originalTargets {
            var all = kept?.originalTargets ?? []
            kept?.originalTargets = nil
            all += own
            kept?.originalTargets = all
        }
    }

    /// - Parameter loss: the mean over all parts
    package func scores(split: String, loss: Double) -> SplitScores {
        let all = kept ?? ScoredRows(task: task, predictions: [], targets: [])
        let original = kept?.inOriginalUnits(transform) ?? all
        func values(_ sums: [(any MetricAccumulator)?], _ rows: ScoredRows) -> [NamedValue] {
            zip(metrics, sums).map { NamedValue($0.label, $1?.value ?? $0.value(of: rows)) }
        }
        let isTransformed = !(transform?.isIdentity ?? true) && !task.isClassification
        return SplitScores(
            split: split, rows: rows, values: [NamedValue("loss", loss)] + values(sums, all),
            originalUnits: isTransformed ? values(originalSums, original) : [],
            tables: zip(tables, tableSums).compactMap { table, sum in
                sum.map { NamedTable(name: table.label, table: $0) }
            })
    }
}
