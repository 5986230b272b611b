import Boosting
import Data
import Graph
import Kernels
import Spec

/// Trains one trial of trees on prepared data, round by round.
///
/// It is to its observers what a `TrainingSession` is: a round is a step and an epoch. Checkpoints hold the trees so
/// far; a training that goes on from one has the bits of an uninterrupted one, with any number of threads.
///
/// Lifetime: as `TrialSession` has it.
package final class TreeSession: TrialSession {
    package let settings: TrainingSettings
    package let budget: TrainingBudget
    let trial: TrialSettings
    let splits: [PreparedSplit]
    let monitors: Monitors
    let evaluator: Evaluator
    let booster: Booster
    /// By the names of the splits.
    let matrices: [String: BoostingMatrix]
    var state = TrainingState()
    /// Nil while it is training.
    var status: TrainingStatus?
    /// How it had ended when its checkpoint was taken.
    private var storedEnding: TrainingStatus?
    /// Rounds that are judged and saved; nil for all.
    var keptRounds: Int?
    let trees: any TreeModel
    let train: PreparedSplit
    let metricParts: EpochMetricParts
    private let objective: TreeObjective
    private let derivatives: (any RoundDerivatives)?
    private let scores: ScoreTable
    private let categories: CategoryNumbers
    private let threads: Int
    let sampleRows: [Int]?

    /// - Errors: `BoostingError`, `TrainingError`, `CheckpointError`, `GraphError`
    package init(
        _ trees: any TreeModel, settings: TrainingSettings, trials: [TrialSettings], splits: [PreparedSplit],
        checkpoints: [TrainingCheckpoint] = []
    ) throws {
        guard trials.count == 1, let trial = trials.first, checkpoints.count <= 1 else {
            throw TrainingError("trees are trained one trial at a time, but there are \(trials.count)")
        }
        let library = try XGBoostLibrary.shared()
        var data = try StackData(trials, splits: splits, settings: settings)
        budget = TrainingBudget(rows: data.train(of: 0).rows, train: settings.train)
        try data.limitTraining(to: budget.rows)
        self.trees = trees
        self.settings = settings
        self.trial = trial
        self.splits = data.splits(of: 0)
        train = data.train(of: 0)
        monitors = try Monitors(
            settings: settings, schedules: [],
            hasValidation: self.splits.contains { $0.name == "val" && $0.rows > 0 })
        metricParts = settings.metricParts.union(monitors.watchTraining ? .train : [])
        let weights = RowWeights(settings.train, plan: settings.plan, train: train)
        let rowWeights = weights?.values(of: train)
        let (plan, targets) = (settings.plan, train.targetValues)
        threads = Self.threads(settings, rows: train.rows)
        if let draw = trees.forest {
            let base = TreeObjective.forestBase(plan, targets: targets, weights: rowWeights)
            objective = TreeObjective(forestOf: plan, base: base)
            derivatives = ForestGrowth(
                draw, targets: targets, width: plan.outputShape.count, base: base, weights: rowWeights,
                seed: trial.seed)
            scores = ScoreTable(
                elementType: settings.elementType,
                forest: ForestScale(base: base, trees: max(1, settings.train.epochs ?? 1), plan: plan))
        } else {
            objective = TreeObjective(plan, library: library, targets: targets, weights: rowWeights)
            derivatives =
                objective.isOwn
                ? nil
                : try TreeDerivatives(plan, targets: targets, weights: rowWeights, threads: threads)
            scores = ScoreTable(elementType: settings.elementType)
        }
        sampleRows =
            train.rows > TrainingSample.largest
            ? TrainingSample.rows(of: train.rows, seed: trial.seed) : nil
        categories = try CategoryNumbers(of: checkpoints.first, library: library)
        var matrices: [String: BoostingMatrix] = [:]
        for split in self.splits where split.rows > 0 {
            matrices[split.name] = try SharedMatrices.shared.matrix(
                of: split, weights: split.name == "train" ? rowWeights : nil, columns: plan.treeColumns,
                categories: categories, bins: trees.bins, threads: threads)
        }
        self.matrices = matrices
        let cached = ["train", "val"].compactMap { matrices[$0] }
        booster = try Booster(library, matrices: cached)
        let head = settings.plan.head
        let graphs = TrainingGraphs(
            plan: head, realType: settings.elementType, trials: 1, orders: 1,
            optimizer: FieldReader.defaults(of: StochasticGradientDescent.self))
        let none = Buffer(settings.elementType, count: 0)
        evaluator = try Evaluator(
            graphs: graphs, largestSplit: self.splits.map(\.rows).max() ?? 1,
            batchRows: settings.train.evaluationBatchSize, parameters: none, states: none,
            weights: weights.map { [$0] } ?? [],
            positiveClasses: [trial.data?.positiveClass ?? settings.positiveClass],
            backend: CPUBackend(threads: settings.threads))
        evaluator.threshold = settings.threshold
        try begin(checkpoints.first)
    }

    /// Threads that pay: of a small table each would wait for the others longer than it works. The trees have the same
    /// bits with any number.
    private static func threads(_ settings: TrainingSettings, rows: Int) -> Int {
        let numbers = rows * settings.plan.inputShape.count * settings.plan.outputShape.count
        return max(1, min(settings.threads, numbers / numbersPerThread))
    }

    private static let numbersPerThread = 100_000

    /// Parameters, and the trees of an earlier attempt.
    private func begin(_ checkpoint: TrainingCheckpoint?) throws {
        let seed = Int(truncatingIfNeeded: trial.seed & 0x7FFF_FFFF)
        let parameters =
            try trees.parameters(
                columns: settings.plan.treeColumns.map(\.name), task: settings.plan.task,
                rounds: settings.train.epochs ?? 1)
            + objective.parameters + [
                ("seed", "\(seed)"), ("seed_per_iteration", "1"), ("nthread", "\(threads)"),
            ]
        guard let checkpoint else {
            try begin(parameters)
            return
        }
        state = checkpoint.state
        storedEnding = checkpoint.ended
        guard state.step == state.epoch - 1, state.batch == 0 else {
            throw CheckpointError.stateMismatch(
                "it stands at step \(state.step), epoch \(state.epoch), batch \(state.batch), "
                    + "but a round of trees is one step")
        }
        guard !trees.drawsAcrossRounds else {
            try begin(parameters)
            for round in 0..<state.step { try grow(round: round) }
            return
        }
        if state.step > 0 { try booster.load(TreeFile.bytes(of: checkpoint.file)) }
        try booster.set(parameters)
        let rounds = try booster.rounds()
        guard rounds == state.step else {
            throw CheckpointError.stateMismatch("it holds \(rounds) rounds, but stands at step \(state.step)")
        }
    }

    /// What new trees begin with.
    private func begin(_ parameters: [Booster.Parameter]) throws {
        try booster.set(parameters)
        try scores.forest?.keep(in: booster)
        try categories.keep(in: booster, columns: settings.plan.treeColumns)
    }

    package var columns: [String] {
        TrainingSession.columns(metrics: settings.metrics, hasValidation: hasValidation, on: metricParts)
    }

    var hasValidation: Bool { splits.contains { $0.name == "val" && $0.rows > 0 } }

    /// What draws across rounds would have to train them again.
    package var canWait: Bool { !trees.drawsAcrossRounds }
    package var runningTrials: [Int] { status == nil ? [0] : [] }
    package var finishedEpochs: Int { state.step }
    package var isAtEnd: Bool { state.step >= budget.totalSteps }

    package func advance(
        until epoch: Int, orLeft fewest: Int, observer: any TrainingObserver
    ) throws -> TrainingStatus? {
        status = status ?? storedEnding
        if state.earlyStopping.isStopped { status = status ?? stopped }
        while state.step < budget.totalSteps, status == nil {
            try grow(round: state.step)
            state.step += 1
            state.epoch = state.step + 1
            try finishRound(observer)
            switch try observer.stepFinished(state.step) {
            case .proceed: break
            case .checkpoint: try handOver(to: observer)
            case .interrupt: return .interrupted
            case .timeIsUp: return .outOfTime
            }
            if state.step >= epoch, status == nil, state.step < budget.totalSteps { return nil }
        }
        return .completed
    }

    private func grow(round: Int) throws {
        guard let matrix = matrices["train"] else { return }
        guard let derivatives else {
            try booster.update(round: round, on: matrix)
            return
        }
        if derivatives.needsScores {
            try booster.scores(of: matrix) { try derivatives.take($0, round: round) }
        } else {
            try derivatives.take(UnsafeBufferPointer(start: nil, count: 0), round: round)
        }
        // The library draws rows from its seed alone here.
        try booster.set([("seed", "\(Int(truncatingIfNeeded: trial.seed & 0xFFFF) &* 1_000_003 &+ round)")])
        try booster.update(
            on: matrix, gradient: derivatives.slopes, curvature: derivatives.curvatures,
            count: derivatives.count)
    }

    func divergence(loss: Double, part: String?) -> Divergence {
        Divergence(
            step: state.step, epoch: max(1, state.step), learningRate: trees.rate, loss: loss,
            parameter: type(of: trees).name, parametersAreFinite: true, part: part)
    }

    /// What the trees make of a part.
    ///
    /// - Parameter rounds: the first ones alone; nil for all
    func outcome(on split: PreparedSplit, rounds: Int?) throws -> Evaluator.Outcome {
        guard let matrix = matrices[split.name] else {
            throw TrainingError("the part '\(split.name)' has no rows")
        }
        let width = settings.plan.outputShape.count
        let judged = try booster.scores(of: matrix, rounds: rounds) {
            try scores.split(split, $0, width: width, rounds: rounds ?? state.step)
        }
        guard let outcome = try evaluator.evaluate(judged).first else {
            throw TrainingError("the trees gave no predictions")
        }
        return outcome
    }

    package func prune(_ pruned: [Int]) {
        guard pruned.contains(0), status == nil else { return }
        status = .pruned(epoch: state.finishedEpochs)
    }

    package func checkpoint(trial: Int) throws -> TrainingCheckpoint {
        var checkpoint = TrainingCheckpoint(
            trial: 0, state: state, tensors: state.step > 0 ? TreeFile.tensors(try booster.encoded()) : [],
            specification: self.trial.specification ?? settings.specification)
        checkpoint.ended = status?.asStored
        return checkpoint
    }

    package func handOver(to observer: any TrainingObserver) throws {
        guard status == nil else { return }
        try observer.checkpointReady(try checkpoint(trial: 0))
    }
}
