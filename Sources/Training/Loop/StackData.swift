import Data
import Kernels

/// The rows one trial is trained on and judged by, where the trials of a stack differ in them: the folds of a
/// cross-validation.
package struct TrialData: Sendable {
    package var splits: [PreparedSplit]
    /// Takes predictions back to original units; each fold has fitted its own.
    package var targetTransform: TargetTransform?
    /// The position of the positive class among the fold's, where there are two; nil for that of the settings.
    package var positiveClass: Int?
    /// What simple rules reach on them, when it is known already; nil to compute it.
    package var baselines: [BaselineScores]?

    package init(
        splits: [PreparedSplit], targetTransform: TargetTransform?, positiveClass: Int? = nil,
        baselines: [BaselineScores]? = nil
    ) {
        self.splits = splits
        self.targetTransform = targetTransform
        self.positiveClass = positiveClass
        self.baselines = baselines
    }
}

/// The data of a stack: one set of splits for all trials, or one for each.
///
/// Sets of one stack have the same parts with the same numbers of rows. Their training tables lie one after another in
/// one table, and each trial's order of rows begins where its own table does; so a trial reads the same rows in the
/// same order as it would alone, and gets the same bits.
struct StackData {
    /// One, or one per trial; `train` cut to the rows of the budget.
    private(set) var sets: [[PreparedSplit]]

    /// - Errors: `TrainingError` when sets of one stack differ in size
    init(_ trials: [TrialSettings], splits: [PreparedSplit], settings: TrainingSettings) throws {
        let own = trials.compactMap(\.data)
        guard own.isEmpty || own.count == trials.count else {
            throw TrainingError("some trials of the stack have data of their own and others have not")
        }
        sets = own.isEmpty ? [splits] : own.map(\.splits)
        for set in sets { _ = try SessionChecks.trainSplit(of: set, settings: settings) }
        let sizes = sets.map { set in set.map { "\($0.name) \($0.rows)" } }
        guard Set(sizes).count == 1 else {
            throw TrainingError("the data of a stack's trials must have the same parts and numbers of rows")
        }
    }

    /// Tables that lie one after another: 1, or as many as there are trials.
    var tables: Int { sets.count }
    var isShared: Bool { sets.count == 1 }

    func splits(of trial: Int) -> [PreparedSplit] { sets[isShared ? 0 : trial] }

    func train(of trial: Int) -> PreparedSplit {
        // `init` has made sure that there is one.
        splits(of: trial).first { $0.name == "train" } ?? sets[0][0]
    }

    /// A part of every set.
    func parts(named name: String) -> [PreparedSplit] {
        sets.compactMap { set in set.first { $0.name == name } }
    }

    /// With `overfit_one_batch` the training rows are that batch, for scores as well.
    mutating func limitTraining(to rows: Int) throws {
        sets = try sets.map { set in try set.map { $0.name == "train" ? try $0.prefix(rows) : $0 } }
    }

    /// The training features of all sets, one table after another.
    func features(_ elementType: ElementType) throws -> Buffer {
        try joined(parts(named: "train").map(\.features.buffer), elementType)
    }

    func targets(_ elementType: ElementType) throws -> Buffer {
        try joined(parts(named: "train").map(\.targets.buffer), elementType)
    }

    func joined(_ buffers: [Buffer], _ elementType: ElementType) throws -> Buffer {
        guard buffers.count > 1 else { return buffers.first ?? Buffer(elementType, count: 0) }
        let whole = try Buffer(allocating: elementType, count: buffers.reduce(0) { $0 + $1.count })
        var position = whole.pointer
        for buffer in buffers {
            let bytes = buffer.count * elementType.byteCount
            position.copyMemory(from: buffer.pointer, byteCount: bytes)
            position += bytes
        }
        return whole
    }
}
