import Data

/// Simple rules that every run is compared with: the mean or the majority class, and for real targets linear least
/// squares where that is cheap. Fitted on the training rows.
struct Baseline {
    /// `mean`, `majority` or `linear`.
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
        return all
    }

    func rows(of split: PreparedSplit) -> ScoredRows {
        var rows = predict(split, split.targetValues)
        rows.originalTargets = split.originalTargets
        return rows
    }
}
