import Data

/// What must hold before a session begins; the specification's checks have been made before.
enum SessionChecks {
    static func trainSplit(of splits: [PreparedSplit], settings: TrainingSettings) throws -> PreparedSplit {
        guard let train = splits.first(where: { $0.name == "train" }) else {
            let names = splits.map(\.name).joined(separator: ", ")
            throw TrainingError("there is no split 'train' to train on; the splits are: \(names)")
        }
        guard train.rows > 0 else {
            throw TrainingError("the split 'train' has no rows")
        }
        guard train.rows <= Int(Int32.max) else {
            throw TrainingError(
                "the split 'train' has \(train.rows) rows; at most \(Int32.max) are supported")
        }
        for split in splits {
            try check(split, settings: settings)
        }
        return train
    }

    private static func check(_ split: PreparedSplit, settings: TrainingSettings) throws {
        let plan = settings.plan
        for (name, matrix, columns) in [
            ("features", split.features, plan.inputShape.count),
            ("targets", split.targets, plan.task.targetColumns),
        ] {
            guard matrix.columns == columns, matrix.rows == split.rows else {
                throw TrainingError(
                    "the \(name) of split '\(split.name)' are [\(matrix.rows), \(matrix.columns)], "
                        + "but the model needs [\(split.rows), \(columns)]")
            }
            guard matrix.buffer.elementType == settings.elementType else {
                throw TrainingError(
                    "the \(name) of split '\(split.name)' are \(matrix.buffer.elementType.rawValue), "
                        + "but the run is " + settings.elementType.rawValue)
            }
        }
        try checkTargets(of: split, plan: plan)
    }

    /// Class indices must be classes; targets of a two-class loss must lie between 0 and 1.
    private static func checkTargets(of split: PreparedSplit, plan: ModelPlan) throws {
        guard let classes = plan.task.classCount else { return }
        let isIndex: Bool
        if case .classes = plan.target { isIndex = true } else { isIndex = false }
        let bad = split.targetValues.firstIndex { value in
            let isInside = value >= 0 && value <= Double(classes - 1)
            return !isInside || (isIndex && value != value.rounded())
        }
        if let bad, bad < split.rowIds.count {
            let value = split.targetValues[bad]
            throw TrainingError(
                "row \(split.rowIds[bad]) of split '\(split.name)' has the target \(value), "
                    + "which is not a class of 0 to \(classes - 1)")
        }
    }

    static func firstTrial(of trials: [TrialSettings]) throws -> TrialSettings {
        guard let first = trials.first else {
            throw TrainingError("a stack needs at least one trial")
        }
        let structure = first.optimizer.structure
        if let other = trials.first(where: { $0.optimizer.structure != structure }) {
            throw TrainingError(
                "optimizers of one stack must differ in numbers only, but '\(structure)' and "
                    + "'\(other.optimizer.structure)' differ in kind")
        }
        return first
    }
}
