import Data
import Foundation
import Machine
import Spec
import Training

/// What a trial takes in a stack, as far as it can be known before it is trained.
struct StackCost: Sendable {
    /// Parameters with gradient, optimizer state and best weights, activations and predictions of one trial.
    var bytes: Int
    /// Features and targets, shared by all trials on the same data.
    var dataBytes: Int
    /// Trainings of one trial: 1, or as many as its cross-validation has folds.
    var folds: Int
    /// What of `bytes` the trial's copies of its folds' rows take; 0 without folds.
    var tableBytes: Int
    /// Floating-point operations of the whole training; nil when its length is not known.
    var operations: Double?
    /// Epochs of the budget; nil when its length is not known.
    var epochs: Int?
    var steps: Int?

    /// What one core is taken to do in a second, for estimates only.
    static let operationsPerSecond = 8e9
    /// What one step is taken to need besides its operations.
    static let secondsPerStep = 8e-6

    init(_ checked: CheckedSpec, model: ModelPlan) {
        let spec = checked.spec
        let size = spec.realType.elementType.byteCount
        let budget = checked.subject.budget
        let rows = checked.subject.data?.partRows.values.reduce(0, +) ?? 0
        let batch = budget.map(\.batchRows) ?? 0
        let outputs = model.summaries.reduce(model.inputShape.count) { $0 + $1.output.count }
        let states = 4 + spec.optimizer.value.slots.count + (spec.train.averageDecay == nil ? 0 : 1)
        folds = (spec.data.split.value as? any FoldSplit)?.foldCount ?? 1
        let own =
            Double(size)
            * (Double(states) * Double(model.parameterCount) + 2 * Double(batch) * Double(outputs))
            + 8 * Double(rows) * Double(model.task.predictionColumns)
        let table = Double(size) * Double(rows) * Double(model.inputShape.count + model.task.targetColumns)
        // More than all memory is as good as any larger number, and can be added up.
        func counted(_ bytes: Double) -> Int { Int(min(bytes, 1e15)) }
        // A stack's folds have their training tables one after another, once more for every trial.
        bytes = counted(folds == 1 ? own : Double(folds) * (own + table))
        tableBytes = folds == 1 ? 0 : counted(Double(folds) * table)
        dataBytes = counted(Double(folds) * table)
        if spec.trees != nil {
            bytes = counted(
                Double(rows)
                    * (TreeMemory.bytesPerNumber * Double(model.inputShape.count) + TreeMemory.bytesPerRow))
            tableBytes = 0
        }
        guard let budget, spec.solver == nil, budget.totalSteps < Int.max else { return }
        steps = folds * budget.totalSteps
        epochs = (budget.totalSteps + max(budget.stepsPerEpoch, 1) - 1) / max(budget.stepsPerEpoch, 1)
        guard spec.trees == nil else {
            // A round looks at every number once for each level of its trees.
            operations =
                Double(folds) * Double(budget.totalSteps) * Double(budget.rows)
                * 8 * Double(model.inputShape.count * model.outputShape.count)
            return
        }
        operations =
            3 * Double(folds) * Double(budget.totalSteps) * Double(min(batch, budget.rows))
            * Double(model.flopsPerRow)
    }

    /// About how long one core trains the trial.
    var seconds: Double? {
        guard let operations, let steps else { return nil }
        return operations / Self.operationsPerSecond + Double(steps) * Self.secondsPerStep
    }

    /// Trials of one stack at most, however small they are.
    static let widest = 64
    /// A stack takes no longer than about this, so that little is lost when a process is killed.
    static let longest = 60.0
    /// Where several processes share the work, a claim takes no longer than about this, so that all of them have some.
    static let longestShared = 120.0

    /// How many of `count` trials to train together.
    ///
    /// - Parameters:
    ///   - jobs: stacks at the same time, in each process that shares the work
    ///   - workers: processes that share it
    ///   - measured: seconds that such trials took until now, each; nil before the first has ended
    func width(of count: Int, jobs: Int, memory: Int, workers: Int = 1, measured: Double? = nil) -> Int {
        let share = (count + jobs * workers - 1) / max(jobs * workers, 1)
        let byMemory = max(1, (memory - dataBytes) / max(jobs, 1) / max(bytes, 1))
        let byTable = tableBytes > 0 ? max(1, FoldStacks.largestTable / tableBytes) : Self.widest
        let widest = max(1, Self.widest / folds)
        return max(1, min(share, widest, byMemory, byTable, byTime(workers, measured)))
    }

    private func byTime(_ workers: Int, _ measured: Double?) -> Int {
        func fitting(_ longest: Double, _ seconds: Double) -> Int {
            max(1, Int(min(longest / max(seconds, 1e-9), 1e6)))
        }
        guard workers > 1 else { return seconds.map { max(fitting(Self.longest, $0), 4) } ?? Self.widest }
        // Nothing is known of a training without an end of its own: what is small is shared, at least.
        return (measured ?? seconds).map { fitting(Self.longestShared, $0) } ?? 1
    }

    /// Half of the machine's memory, and no more than the process can have.
    static var standardMemory: Int {
        let half = Int(clamping: ProcessInfo.processInfo.physicalMemory / 2)
        return min(half, AvailableMemory.now()?.bytes ?? half)
    }
}
