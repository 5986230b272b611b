import Data

/// Simple rules that every run is compared with: the mean or the majority class, for real targets linear least squares
/// where that is cheap, and for series the last known value and that of the last season. Fitted on the training rows.
struct Baseline {
    /// `mean`, `majority`, `linear`, `persistence` or `seasonal_naive`.
    let name: String
    private let predict: (PreparedSplit, [Double]) -> ScoredRows

    /// The rules that apply, in the order they are shown in.
    static func all(task: PredictionTask, train: PreparedSplit) -> [Baseline] {
        let targets = train.targetValues
        let constant = ConstantBaseline(task: task, targets: targets)
        var all = [Baseline(name: constant.name) { _, targets in constant.rows(targets: targets) }]
        if case .regression(let columns) = task,
            let linear = LinearBaseline(features: train.features, targets: targets, columns: columns)
        {
            all.append(
                Baseline(name: "linear") { split, targets in
                    linear.rows(features: split.features, targets: targets)
                })
        }
        guard case .regression = task, let naive = train.naiveForecasts else { return all }
        // Rows at the beginning, which nothing stands before, have the mean.
        all.append(naiveRule("persistence", constant) { $0.persistence })
        if naive.seasonal != nil { all.append(naiveRule("seasonal_naive", constant) { $0.seasonal ?? [] }) }
        return all
    }

    private static func naiveRule(
        _ name: String, _ mean: ConstantBaseline, _ values: @escaping (NaiveForecasts) -> [Double]
    ) -> Baseline {
        Baseline(name: name) { split, targets in
            var rows = mean.rows(targets: targets)
            let known = split.naiveForecasts.map(values) ?? []
            for (place, value) in zip(rows.predictions.indices, known) where value.isFinite {
                rows.predictions[place] = value
            }
            return rows
        }
    }

    func rows(of split: PreparedSplit) -> ScoredRows {
        var rows = predict(split, split.targetValues)
        rows.originalTargets = split.originalTargets?.array
        rows.naiveErrors = split.naiveErrors
        return rows
    }
}
