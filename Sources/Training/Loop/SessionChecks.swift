import Data
import Kernels

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
        try checkRange(of: split, plan: plan)
        try checkWeights(of: split)
    }

    /// Targets must be what the loss can be computed from: counts, probabilities.
    private static func checkRange(of split: PreparedSplit, plan: ModelPlan) throws {
        let loss = plan.loss.value
        let (range, columns) = (loss.targetRange, max(plan.task.targetColumns, 1))
        guard range != .any, let bad = split.targetValues.firstIndex(where: { !range.contains($0) }) else {
            return
        }
        throw TrainingError(
            "row \(split.rowIds[bad / columns]) of split '\(split.name)' has the target "
                + "\(split.targetValues[bad]), but for the loss '\(type(of: loss).name)' a target \(range.description)"
        )
    }

    private static func checkWeights(of split: PreparedSplit) throws {
        guard let weights = split.weights else { return }
        let values = RealBuffer(weights.buffer)
        for row in 0..<split.rows where !(values[row] >= 0 && values[row].isFinite) {
            throw TrainingError(
                "row \(split.rowIds[row]) of split '\(split.name)' has the weight \(values[row]), "
                    + "but a weight must be >= 0")
        }
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

    /// An optimizer of second order takes small, smooth models only.
    static func checkCurvature(_ optimizer: any Optimizer, settings: TrainingSettings) throws {
        guard let second = optimizer as? any SecondOrderOptimizer,
            let refusal = second.refusal(for: settings.plan, accumulate: settings.train.accumulate)
        else { return }
        throw TrainingError("optimizer '\(type(of: second).name)' \(refusal)")
    }

    /// Models of one stack may differ in numbers and starting values; penalties in factors.
    static func checkModels(of trials: [TrialSettings], settings: TrainingSettings) throws {
        func shape(_ plan: ModelPlan) -> [String] {
            plan.parameters.entries.map {
                "\($0.declaration.name) \($0.declaration.storedDimensions) \($0.declaration.copies ?? 1)"
            }
                + plan.numbers.map(\.name)
        }
        let expected = shape(settings.plan)
        guard trials.allSatisfy({ $0.model.map { shape($0) == expected } ?? true }) else {
            throw TrainingError("models of one stack must differ in numbers and starting values only")
        }
        func kinds(_ penalties: [any Penalty]) -> [String] {
            penalties.map { "\(type(of: $0).name) \($0.selection.patterns)" }
        }
        let expectedKinds = kinds(settings.penalties)
        guard trials.allSatisfy({ $0.penalties.map { kinds($0) == expectedKinds } ?? true }) else {
            throw TrainingError("penalties of one stack must differ in their factors only")
        }
    }

    static func firstTrial(of trials: [TrialSettings]) throws -> TrialSettings {
        guard let first = trials.first else {
            throw TrainingError("a stack needs at least one trial")
        }
        let programKey = first.optimizer.programKey
        if let other = trials.first(where: { $0.optimizer.programKey != programKey }) {
            throw TrainingError(
                "optimizers of one stack must differ in numbers only, but '\(programKey)' and "
                    + "'\(other.optimizer.programKey)' differ in kind")
        }
        let groups = first.optimizer.groups.map(\.selection)
        guard trials.allSatisfy({ $0.optimizer.groups.map(\.selection) == groups }) else {
            throw TrainingError("optimizers of one stack must have parameter groups of the same patterns")
        }
        return first
    }
}

extension PreparedSplit {
    /// The first rows alone; the split itself when it has no more.
    func prefix(_ count: Int) throws -> PreparedSplit {
        guard count < rows else { return self }
        func cut(_ matrix: DataMatrix) throws -> DataMatrix {
            let part = try Buffer(allocating: matrix.buffer.elementType, count: count * matrix.columns)
            part.pointer.copyMemory(from: matrix.buffer.pointer, byteCount: part.byteCount)
            return DataMatrix(rows: count, columns: matrix.columns, buffer: part)
        }
        return PreparedSplit(
            name: name, rowIds: RowNumbers(rowIds.prefix(count)), features: try cut(features),
            targets: try cut(targets),
            weights: try weights.map(cut),
            exactTargets: exactTargets.map { RowValues($0.prefix(count * targets.columns)) },
            originalTargets: originalTargets.map { RowValues($0.prefix(count * targets.columns)) },
            naiveForecasts: naiveForecasts.map { naive in
                NaiveForecasts(
                    persistence: Array(naive.persistence.prefix(count * targets.columns)),
                    seasonal: naive.seasonal.map { Array($0.prefix(count * targets.columns)) })
            }, naiveErrors: naiveErrors)
    }
}

/// Why a session cannot begin or go on: the settings, the data and the checkpoint do not fit together.
package struct TrainingError: Error, Hashable, Sendable, CustomStringConvertible {
    package var description: String

    package init(_ description: String) {
        self.description = description
    }
}
