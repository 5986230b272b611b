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
    /// Rounds that are judged and saved; nil for all.
    var keptRounds: Int?
    private let trees: any TreeModel
    private let train: PreparedSplit
    private let metricParts: EpochMetricParts
    private let objective: TreeObjective
    private let derivatives: TreeDerivatives?
    private let sampleRows: [Int]?

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
        let weights = RowWeights(settings.train, task: settings.plan.task, train: train)
        let rowWeights = weights?.values(of: train)
        objective = TreeObjective(
            settings.plan, library: library, targets: train.targetValues, weights: rowWeights)
        derivatives =
            objective.isOwn
            ? nil
            : try TreeDerivatives(
                settings.plan, targets: train.targetValues, weights: rowWeights, threads: settings.threads)
        sampleRows =
            train.rows > TrainingSample.largest
            ? TrainingSample.rows(of: train.rows, seed: trial.seed) : nil
        let matrices = try Self.matrices(self.splits, library, settings, rowWeights)
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

    private static func matrices(
        _ splits: [PreparedSplit], _ library: XGBoostLibrary, _ settings: TrainingSettings,
        _ weights: [Double]?
    ) throws -> [String: BoostingMatrix] {
        var matrices: [String: BoostingMatrix] = [:]
        for split in splits where split.rows > 0 {
            let matrix = try BoostingMatrix(library, split.features, threads: settings.threads)
            if !settings.featureNames.isEmpty {
                try matrix.setColumns(
                    names: settings.featureNames, isCategory: settings.featureNames.map { _ in false })
            }
            if split.name == "train" {
                try matrix.setTargets(split.targetValues.map { Float($0) })
                if let weights { try matrix.setWeights(weights.map { Float($0) }) }
            }
            matrices[split.name] = matrix
        }
        return matrices
    }

    /// Parameters, and the trees of an earlier attempt.
    private func begin(_ checkpoint: TrainingCheckpoint?) throws {
        let seed = Int(truncatingIfNeeded: trial.seed & 0x7FFF_FFFF)
        let parameters =
            try trees.parameters(columns: settings.featureNames) + objective.parameters + [
                ("seed", "\(seed)"), ("seed_per_iteration", "1"), ("nthread", "\(settings.threads)"),
            ]
        guard let checkpoint else {
            try booster.set(parameters)
            return
        }
        state = checkpoint.state
        guard state.step == state.epoch - 1, state.batch == 0 else {
            throw CheckpointError.stateMismatch(
                "it stands at step \(state.step), epoch \(state.epoch), batch \(state.batch), "
                    + "but a round of trees is one step")
        }
        guard !trees.drawsAcrossRounds else {
            try booster.set(parameters)
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

    package var columns: [String] {
        TrainingSession.columns(metrics: settings.metrics, hasValidation: hasValidation, on: metricParts)
    }

    private var hasValidation: Bool { splits.contains { $0.name == "val" && $0.rows > 0 } }

    package var runningTrials: [Int] { status == nil ? [0] : [] }
    package var finishedEpochs: Int { state.step }

    package func advance(
        until epoch: Int, orLeft fewest: Int, observer: any TrainingObserver
    ) throws -> TrainingStatus? {
        if state.earlyStopping.isStopped { status = status ?? stopped }
        while state.step < budget.totalSteps, status == nil {
            try grow(round: state.step)
            state.step += 1
            state.epoch = state.step + 1
            try finishRound(observer)
            switch try observer.stepFinished(state.step) {
            case .proceed: break
            case .checkpoint: try observer.checkpointReady(try checkpoint(trial: 0))
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
        try booster.scores(of: matrix) { try derivatives.take($0) }
        // The library draws rows from its seed alone here.
        try booster.set([("seed", "\(Int(truncatingIfNeeded: trial.seed & 0xFFFF) &* 1_000_003 &+ round)")])
        try booster.update(
            on: matrix, gradient: derivatives.slopes, curvature: derivatives.curvatures,
            count: derivatives.count)
    }

    /// The end of a round: its loss, validation, report, early stopping.
    private func finishRound(_ observer: any TrainingObserver) throws {
        let epoch = state.step
        let isJudged =
            epoch.isMultiple(of: settings.train.validateEvery) || state.step >= budget.totalSteps
        let training = try outcome(on: train, rounds: nil)
        let judged = isJudged ? splits.first { $0.name == "val" && $0.rows > 0 } : nil
        let validation = try judged.map { try outcome(on: $0, rounds: nil) }
        try flush([training.loss], observer)
        guard training.loss.isFinite || !settings.train.stopsWhenNotFinite else {
            status = .diverged(divergence(loss: training.loss, part: nil))
            return
        }
        var report = self.report(
            training, validation, measuresTraining: isJudged && measuresTraining(epoch))
        let verdict = observe(report)
        report.isBest = verdict.isBest
        state.lastEpoch = report
        try observer.epochFinished(report)
        try rank(report, observer)
        if verdict.stops { status = stopped }
    }

    private func flush(_ losses: [Double], _ observer: any TrainingObserver) throws {
        try losses.withUnsafeBufferPointer {
            try observer.stepsFinished(StepLosses(trial: 0, firstStep: state.step, losses: $0))
        }
    }

    private func measuresTraining(_ epoch: Int) -> Bool {
        metricParts.contains(.train) && !settings.metrics.isEmpty
            && (monitors.watchTraining || TrainingMetricEpochs.isMeasured(epoch)
                || settings.metricsOfTrainingAreWatched)
    }

    private func report(
        _ training: Evaluator.Outcome, _ validation: Evaluator.Outcome?, measuresTraining: Bool
    ) -> EpochReport {
        var values = [NamedValue("train_loss", training.loss)]
        if let validation { values.append(NamedValue("val_loss", validation.loss)) }
        let sample = measuresTraining ? sampleRows.map { training.rows.gathering($0) } ?? training.rows : nil
        for metric in settings.metrics {
            if let sample { values.append(NamedValue("train_\(metric.label)", metric.value(of: sample))) }
            if let validation, metricParts.contains(.val) {
                values.append(NamedValue("val_\(metric.label)", metric.value(of: validation.rows)))
            }
        }
        return EpochReport(
            trial: trial.number ?? 0, epoch: state.step, step: state.step, learningRate: trees.rate,
            values: values)
    }

    private func observe(_ report: EpochReport) -> EarlyStoppingState.Verdict {
        var verdict = EarlyStoppingState.Verdict(isBest: false, stops: false)
        if let value = report[monitors.stopping.name] {
            verdict = state.earlyStopping.observe(
                value, epoch: report.epoch, settings: settings.train.earlyStopping,
                direction: monitors.stopping.direction)
        }
        guard let own = monitors.ownBest else { return verdict }
        verdict.isBest =
            report[own.name].map { value in
                state.best.observe(
                    value, epoch: report.epoch, settings: EarlyStopping(), direction: own.direction
                ).isBest
            } ?? false
        return verdict
    }

    private func rank(_ report: EpochReport, _ observer: any TrainingObserver) throws {
        let count = settings.train.checkpoint.keep
        guard count > 0, let value = report[monitors.best.name] else { return }
        let verdict = state.ranking.take(
            value, epoch: report.epoch, keeping: count, direction: monitors.best.direction)
        guard verdict.isKept else { return }
        let weights = SafetensorsFile(
            weights: TreeFile.tensors(try booster.encoded()),
            others: [
                SafetensorsFile.Metadata(
                    key: "assay.specification", value: trial.specification ?? settings.specification)
            ])
        try observer.epochKept(
            KeptEpoch(trial: 0, epoch: report.epoch, weights: weights, dropped: verdict.dropped))
    }

    private var stopped: TrainingStatus {
        .stopped(
            epoch: state.finishedEpochs, monitor: monitors.stopping.name,
            wasDefined: state.earlyStopping.isDefined ?? true)
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
        let table = ScoreTable(settings.elementType)
        let judged = try booster.scores(of: matrix, rounds: rounds) {
            try table.split(split, $0, width: width)
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
        TrainingCheckpoint(
            trial: 0, state: state, tensors: state.step > 0 ? TreeFile.tensors(try booster.encoded()) : [],
            specification: self.trial.specification ?? settings.specification)
    }
}
