import Data
import Runs
import Training

/// What is made of predictions after the training: how certain they are, from when on a class is predicted, and how
/// good they are for groups of rows.
extension Outcome {
    /// Fits what the specification asks for and measures everything again with it. To be called once all trainings of
    /// the trial have ended, and again when they have been given their predictions once more.
    ///
    /// The rows it is fitted to are those of `val`; of a cross-validation the rows that each fold left out, together,
    /// so that all folds have one threshold and one temperature.
    mutating func judge(_ preparation: RunPreparation, _ spec: ExperimentSpec) {
        guard isComplete, isScored else { return }
        let settings = spec.decision
        if !settings.isEmpty {
            let rows = settings.needsRows ? fittingRows(preparation) : nil
            let decision =
                rows.map { settings.fit($0) }
                ?? TrainingDecision(threshold: settings.threshold?.fixed)
            self.decision = decision
            for index in folds.indices { folds[index].apply(decision, preparation.folds[index], spec) }
        }
        groups = GroupTables(preparation, spec).tables(of: self)
        for index in folds.indices { folds[index].result?.scored = [] }
    }

    private func fittingRows(_ preparation: RunPreparation) -> ScoredRows? {
        let parts = folds.compactMap { fold in fold.result?.scored.first { $0.split == "val" }?.rows }
        guard let first = parts.first, parts.count == folds.count else { return nil }
        let target = preparation.folds.first?.data.target
        guard preparation.folds.allSatisfy({ $0.data.target == target }) else { return nil }
        var pooled = first
        for part in parts.dropFirst() {
            pooled.predictions += part.predictions
            pooled.targets += part.targets
        }
        return pooled
    }
}

extension Outcome.Fold {
    fileprivate mutating func apply(
        _ decision: TrainingDecision, _ fold: PreparedFold, _ spec: ExperimentSpec
    ) {
        guard var result else { return }
        for place in result.splits.indices {
            let known = result.splits[place]
            guard let part = result.scored.first(where: { $0.split == known.split }) else { continue }
            var scores = SplitScores(
                decision.applied(to: part.rows), loss: known.values.first { $0.name == "loss" }?.value,
                split: known.split, metrics: spec.numberMetrics, tables: spec.tableMetrics,
                targets: fold.data.targetNames, transform: fold.data.targetTransform)
            scores.memberLosses = known.memberLosses
            result.splits[place] = scores
        }
        self.result = result
        predictions = predictions.map { decision.applied(to: $0) }
    }
}

/// The metrics that are measured by groups of rows, on the parts of a trial.
struct GroupTables {
    private let preparation: RunPreparation
    private let metrics: [GroupedMetric]

    init(_ preparation: RunPreparation, _ spec: ExperimentSpec) {
        self.preparation = preparation
        metrics = spec.groupedMetrics
    }

    func tables(of outcome: Outcome) -> [RunMetrics.GroupTable] {
        guard let columns = preparation.groupColumns else { return [] }
        return metrics.map { metric in
            var table = RunMetrics.GroupTable(metric: metric.metric.label, by: metric.columns, splits: [:])
            for (name, part) in parts(outcome) {
                table.splits[name] = Self.groups(metric, part.rows, part.ids, columns)
            }
            return table
        }
    }

    /// The rows of each part with their numbers; of folds the rows that each left out, together.
    private func parts(_ outcome: Outcome) -> [(String, (rows: ScoredRows, ids: [Int]))] {
        let all = zip(outcome.folds, preparation.folds).map { own, fold in
            (own.result?.scored ?? []).compactMap { part -> (String, (rows: ScoredRows, ids: [Int]))? in
                guard let split = fold.data[split: part.split] else { return nil }
                let rows = outcome.decision?.applied(to: part.rows) ?? part.rows
                let original = rows.inOriginalUnits(fold.data.targetTransform) ?? rows
                return (part.split, (original, split.rowIds.map { Int($0) }))
            }
        }
        guard preparation.isCrossValidation else { return all.first ?? [] }
        let left = all.compactMap { $0.first { $0.0 == "val" }?.1 }
        guard var pooled = left.first else { return [] }
        for part in left.dropFirst() {
            pooled.rows.predictions += part.rows.predictions
            pooled.rows.targets += part.rows.targets
            pooled.ids += part.ids
        }
        return [(GroupTables.outOfFold, pooled)]
    }

    static let outOfFold = "out_of_fold"

    private static func groups(
        _ metric: GroupedMetric, _ rows: ScoredRows, _ ids: [Int], _ columns: KeptColumns
    ) -> [RunMetrics.GroupTable.Group] {
        let places = metric.columns.compactMap { columns.names.firstIndex(of: $0) }
        let keys = ids.map { id in
            let fields = columns.fields(row: id)
            return places.map { fields[$0] }
        }
        return table(metric, rows, keys)
    }

    /// - Returns: empty where there are too many groups for a table
    static func table(
        _ metric: GroupedMetric, _ rows: ScoredRows, _ keys: [[String]]
    ) -> [RunMetrics.GroupTable.Group] {
        (metric.groups(of: rows, keys: keys) ?? []).map {
            RunMetrics.GroupTable.Group(
                values: $0.values, rows: $0.rows, value: $0.value.isFinite ? $0.value : nil)
        }
    }

    /// What to say of tables that could not be made; nil when all could.
    static func warning(_ tables: [RunMetrics.GroupTable]) -> String? {
        guard let table = tables.first(where: { $0.splits.values.contains { $0.isEmpty } }) else {
            return nil
        }
        let columns = table.by.map { "'\($0)'" }.joined(separator: " and ")
        return
            "\(columns) makes more than \(GroupedMetric.mostGroups) groups, so '\(table.metric)' has no figures by it"
    }
}
