import Data
import Runs
import Spec
import Training

extension RunMetrics {
    /// The figures of a finished trial as `metrics.json` has them.
    ///
    /// - Parameter target: names the classes of tables
    /// - Parameter positive: of two classes, the one that some figures are about
    init(
        _ result: TrialResult, spec: ExperimentSpec, target: TargetKind, positive: PositiveClass?,
        trainingSeconds: Double, stepsPerSecond: Double?
    ) {
        let targets = spec.data.targets.value
        let names = ["loss"] + MeasuredMetric.all(spec.numberMetrics, targets: targets).map(\.label)
        let restoresBest = spec.train.earlyStopping.isEnabled && spec.train.earlyStopping.restoreBest
        let splits = Self.figures(result.splits) { $0.values }
        let originalUnits = Self.figures(result.splits.filter { !$0.originalUnits.isEmpty }) {
            $0.originalUnits
        }
        let baselines = result.baselines.map { ($0.name, Self.figures($0.splits) { $0.values }) }
        self.init(
            epochs: result.epochs, steps: result.steps, bestEpoch: result.bestEpoch,
            weights: restoresBest && result.bestEpoch != nil ? "best" : "last", names: names,
            headline: Self.headline(spec.numberMetrics, splits),
            rows: Dictionary(result.splits.map { ($0.split, $0.rows) }) { first, _ in first }, splits: splits,
            originalUnits: originalUnits,
            baselines: Dictionary(baselines) { first, _ in first },
            directions: Self.directions(spec.numberMetrics, targets),
            trainingSeconds: trainingSeconds, stepsPerSecond: stepsPerSecond,
            tables: Self.tables(result.splits, target))
        if result.bestEpoch != nil { monitor = result.monitor }
        name(positive, spec.numberMetrics)
        let figures = Self.figures(result.splits.filter { !$0.means.isEmpty }) { $0.means }
        means = figures.isEmpty ? nil : figures
        if let ensemble = spec.ensemble {
            members = Members(
                count: ensemble.members, share: ensemble.share.rawValue,
                losses: Dictionary(
                    result.splits.map { ($0.split, $0.memberLosses.map { $0.isFinite ? $0 : nil }) },
                    uniquingKeysWith: { first, _ in first }))
        }
    }

    private mutating func name(_ positive: PositiveClass?, _ metrics: [any Metric]) {
        guard let positive else { return }
        self.positive = positive.name
        positiveFigures = metrics.filter(\.isOfPositiveClass).map(\.label)
    }

    /// The figures of one evaluation, beside baselines that are known already.
    init(
        scores: [SplitScores], metrics: [any Metric], targets: [String], target: TargetKind,
        positive: PositiveClass?,
        baselines: [String: [String: Figures]]
    ) {
        let splits = Self.figures(scores) { $0.values }
        let names = ["loss"] + MeasuredMetric.all(metrics, targets: targets).map(\.label)
        self.init(
            epochs: 0, steps: 0, bestEpoch: nil, weights: "", names: names,
            headline: Self.headline(metrics, splits),
            rows: Dictionary(scores.map { ($0.split, $0.rows) }) { first, _ in first }, splits: splits,
            originalUnits: Self.figures(scores.filter { !$0.originalUnits.isEmpty }) { $0.originalUnits },
            baselines: baselines, directions: Self.directions(metrics, targets), trainingSeconds: 0,
            stepsPerSecond: nil, tables: Self.tables(scores, target))
        name(positive, metrics)
    }

    private static func directions(_ metrics: [any Metric], _ targets: [String]) -> [String: String] {
        var directions = ["loss": "minimize"]
        for measured in MeasuredMetric.all(metrics, targets: targets) {
            switch measured.metric.direction {
            case .lowerIsBetter: directions[measured.label] = "minimize"
            case .higherIsBetter: directions[measured.label] = "maximize"
            case .undirected: break
            }
        }
        return directions
    }

    private static func figures(
        _ splits: [SplitScores], _ values: (SplitScores) -> [NamedValue]
    ) -> [String: Figures] {
        var figures: [String: Figures] = [:]
        for split in splits {
            figures[split.split] = Figures(
                values(split).map { ($0.name, $0.value.isFinite ? $0.value : nil) },
                uniquingKeysWith: { first, _ in first })
        }
        return figures
    }

    static func tables(_ splits: [SplitScores], _ target: TargetKind) -> [String: [String: ClassTable]]? {
        guard case .classes(let names) = target else { return nil }
        var tables: [String: [String: ClassTable]] = [:]
        for split in splits {
            for named in split.tables {
                tables[named.name, default: [:]][split.split] = ClassTable(
                    classes: names, values: named.table.values)
            }
        }
        return tables.isEmpty ? nil : tables
    }

    /// The first metric of the specification that can be better or worse, else the loss, on the split nothing was tuned
    /// on.
    private static func headline(_ metrics: [any Metric], _ splits: [String: Figures]) -> Headline? {
        let metric = metrics.first { $0.direction != .undirected }?.label ?? "loss"
        guard let split = ["test", "val", "train"].first(where: { splits[$0] != nil }) else { return nil }
        return Headline(metric: metric, split: split, value: splits[split]?[metric] ?? nil)
    }
}
