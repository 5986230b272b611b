import Data
import Training

/// What one training of a trial is made of: the data of the fold, or all data where there are no folds, and the model
/// on them.
struct PreparedFold {
    /// Counted from 0.
    var index: Int
    var data: PreparedData
    var model: ModelPlan
    /// The same in all folds.
    var positive: PositiveClass?
    /// Where an earlier attempt left it; nil to begin.
    var checkpoint: TrainingCheckpoint?

    var trialData: TrialData {
        TrialData(
            splits: data.splits, targetTransform: data.targetTransform,
            positiveClass: positive.index(in: data.target))
    }
}

/// Folds that are trained together.
///
/// Folds form one stack when their parts have the same numbers of rows and their models the same shapes: then every
/// fold has the same batches and gets the same bits as alone. `k_fold` over a number of rows that k does not divide
/// makes two stacks, since its parts differ by a row; `time_series` trains its folds one after another. A stack's
/// training tables, which lie one after another, stay below 1 GB. Folds that an interruption left at different steps
/// are continued in different stacks.
enum FoldStacks {
    static let largestTable = 1 << 30

    /// - Parameter trials: trainings of each fold, all of them in its stack
    static func of(_ folds: [PreparedFold], trials: Int = 1) -> [[PreparedFold]] {
        var stacks: [(shape: [String], members: [PreparedFold])] = []
        for fold in folds {
            let shape = self.shape(fold)
            let room = max(1, largestTable / max(1, bytes(fold) * trials))
            if let index = stacks.firstIndex(where: { $0.shape == shape && $0.members.count < room }) {
                stacks[index].members.append(fold)
            } else {
                stacks.append((shape, [fold]))
            }
        }
        return stacks.map(\.members)
    }

    private static func shape(_ fold: PreparedFold) -> [String] {
        fold.data.splits.map { "\($0.name) \($0.rows)" }
            + fold.model.parameters.entries.map {
                "\($0.declaration.name) \($0.declaration.storedDimensions)"
            } + [
                "\(fold.data.featureNames.count)", "\(fold.model.task)",
                "\(fold.checkpoint?.state.step ?? 0)",
                fold.model.columnsKey,
            ]
    }

    private static func bytes(_ fold: PreparedFold) -> Int {
        fold.data[split: "train"].map { $0.features.buffer.byteCount + $0.targets.buffer.byteCount } ?? 0
    }
}
