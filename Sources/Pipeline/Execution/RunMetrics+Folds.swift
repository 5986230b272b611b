import Data
import Runs
import Spec
import Training

extension RunMetrics {
    /// The figures of a cross-validation: means over the folds, with each fold's own beside them.
    ///
    /// - Parameter results: of the folds in their order; those without scores (diverged) count in no mean
    init(
        folds results: [TrialResult], spec: ExperimentSpec, target: TargetKind, positive: PositiveClass?,
        predictions: [FoldPredictions],
        trainingSeconds: Double, stepsPerSecond: Double?
    ) {
        let each = results.map { result in
            var shown = result
            if !result.isScored { shown.splits = [] }
            return RunMetrics(
                shown, spec: spec, target: target, positive: positive, trainingSeconds: 0, stepsPerSecond: nil
            )
        }
        let scored = each.filter { !$0.splits.isEmpty }
        let empty = RunMetrics(
            epochs: 0, steps: 0, bestEpoch: nil, weights: "last", names: ["loss"], headline: nil, rows: [:],
            splits: [:], originalUnits: [:], baselines: [:], directions: [:], trainingSeconds: 0,
            stepsPerSecond: nil)
        self = scored.first ?? each.first ?? empty
        epochs = each.map(\.epochs).max() ?? 0
        steps = each.reduce(0) { $0 + $1.steps }
        bestEpoch = nil
        members = nil
        splits = Self.means(scored.map(\.splits))
        originalUnits = Self.means(scored.map(\.originalUnits))
        let means = Self.means(scored.compactMap(\.means))
        self.means = means.isEmpty ? nil : means
        for name in baselines.keys {
            baselines[name] = Self.means(scored.compactMap { $0.baselines[name] })
        }
        for split in rows.keys {
            let counts = scored.compactMap { $0.rows[split] }
            rows[split] = (counts.reduce(0, +) + counts.count / 2) / max(1, counts.count)
        }
        tables = Self.sums(scored.compactMap(\.tables))
        if let known = headline {
            headline = Headline(
                metric: known.metric, split: known.split, value: splits[known.split]?[known.metric] ?? nil)
        }
        self.trainingSeconds = trainingSeconds
        self.stepsPerSecond = stepsPerSecond
        crossValidation = CrossValidation(
            folds: zip(each, results).enumerated().map { index, pair in
                CrossValidation.Fold(
                    fold: index + 1, status: pair.1.status.word, epochs: pair.0.epochs,
                    bestEpoch: pair.0.bestEpoch, rows: pair.0.rows, splits: pair.0.splits,
                    originalUnits: pair.0.originalUnits, members: pair.0.members)
            },
            deviation: Self.deviations(scored.map(\.splits)),
            deviationInOriginalUnits: Self.deviations(scored.map(\.originalUnits)),
            outOfFold: Self.pooled(predictions, spec))
    }

    /// The measures of all out-of-fold predictions together, in original units.
    private static func pooled(_ predictions: [FoldPredictions], _ spec: ExperimentSpec) -> Figures {
        guard let rows = FoldPredictions.pooled(predictions) else { return [:] }
        return Figures(
            MeasuredMetric.all(spec.numberMetrics, targets: spec.data.targets.value).map { metric in
                let value = metric.value(of: rows)
                return (metric.label, value.isFinite ? value : nil)
            }, uniquingKeysWith: { first, _ in first })
    }

    private static func present(_ folds: [[String: Figures]], _ split: String, _ name: String) -> [Double] {
        folds.compactMap { $0[split]?[name] ?? nil }
    }

    private static func map(
        _ folds: [[String: Figures]], _ work: ([Double]) -> Double?
    ) -> [String: Figures] {
        guard let first = folds.first else { return [:] }
        return first.reduce(into: [:]) { result, entry in
            result[entry.key] = entry.value.keys.reduce(into: Figures()) { figures, name in
                // A figure that one fold could not give has no mean.
                let found = present(folds, entry.key, name)
                figures[name] = .some(found.count == folds.count ? work(found) : nil)
            }
        }
    }

    private static func means(_ folds: [[String: Figures]]) -> [String: Figures] {
        map(folds) { $0.reduce(0, +) / Double(max(1, $0.count)) }
    }

    /// With the divisor k - 1; nil for one fold.
    private static func deviations(_ folds: [[String: Figures]]) -> [String: Figures] {
        map(folds) { values in
            guard values.count > 1 else { return nil }
            let mean = values.reduce(0, +) / Double(values.count)
            let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            return (squares / Double(values.count - 1)).squareRoot()
        }
    }

    /// Tables of counts add up over the folds.
    private static func sums(_ folds: [[String: [String: ClassTable]]]) -> [String: [String: ClassTable]]? {
        guard var total = folds.first else { return nil }
        for fold in folds.dropFirst() {
            for (name, tables) in fold {
                for (split, table) in tables {
                    guard var sum = total[name]?[split], sum.classes == table.classes else { continue }
                    sum.values = zip(sum.values, table.values).map { zip($0, $1).map { $0 + $1 } }
                    total[name]?[split] = sum
                }
            }
        }
        return total
    }
}
