import Data
import Graph
import Kernels
import Spec

/// Trains a stack of trials on prepared data. A single run is a stack of one.
///
/// Lifetime: made once all data are there (graphs are built and compiled, parameters initialized or restored); then
/// either `run` is called once, or `advance` until there is nothing left and `finish`, one thread at a time. Afterwards
/// results, weights and predictions may be asked for. The session writes no files: its observer does.
///
/// A step allocates nothing. A trial's numbers are functions of its own settings and the data alone: the same
/// bits alone or in any stack, with any number of threads, and after any interruption.
package final class TrainingSession {
    package let settings: TrainingSettings
    package let budget: TrainingBudget
    let rowOrder: RowOrder
    /// Nil for tables in memory, and where trials read different rows.
    private(set) var windowReader: WindowReader?
    let data: StackData
    /// The first trial's; every trial's when they share their data.
    let splits: [PreparedSplit]
    let trainSplit: PreparedSplit
    let validationSplit: PreparedSplit?
    let programs: StepPrograms
    let evaluator: Evaluator
    let codec: ParameterCodec
    /// For what is kept about the parameters that training changes.
    let trainableCodec: ParameterCodec
    let stateCodec: ParameterCodec
    let monitors: Monitors
    /// Parts whose metrics are measured after each epoch.
    let metricParts: EpochMetricParts
    /// What rows count in the loss, one for each set of data; empty when all count alike.
    let rowWeights: [RowWeights]
    var trials: [TrialState]
    let optimizers: [any Optimizer]
    let schedules: [any Schedule]
    /// For each trial the numbers of its layers that change from step to step.
    let scheduledNumbers: [[LayerNumber]]
    /// One per trial, nil for schedules that watch nothing.
    let plateaus: [PlateauSchedule?]
    /// Parameter groups of the optimizer, those outside every group counted as one.
    let groupCount: Int
    let horizon: ScheduleHorizon
    let stepNumbers: StepNumbers
    var position = StackPosition()
    /// [orders, rows]: the current epoch's order of rows for each seed.
    let order: UnsafeMutablePointer<Int32>
    private let orderBuffer: Buffer
    var orderEpoch = 0
    /// The training rows that metrics are measured on; empty where none are.
    let trainingSamples: [TrainingSample]
    let log: StepLog

    /// - Parameter splits: must have `train`; `val` is scored each epoch, every split at the end
    /// - Parameter checkpoints: one per trial, to continue from; empty to start afresh
    /// - Errors: `TrainingError`, `CheckpointError`, `GraphError`
    package init(
        settings: TrainingSettings, trials: [TrialSettings], splits: [PreparedSplit],
        checkpoints: [TrainingCheckpoint] = [], backend: (any Backend)? = nil
    ) throws {
        var data = try StackData(trials, splits: splits, settings: settings)
        let first = try SessionChecks.firstTrial(of: trials)
        try SessionChecks.checkModels(of: trials, settings: settings)
        try SessionChecks.checkCurvature(first.optimizer, settings: settings)
        let backend = backend ?? CPUBackend(threads: settings.threads)
        self.settings = settings
        budget = TrainingBudget(rows: data.train(of: 0).rows, train: settings.train)
        rowOrder = RowOrder(
            rows: budget.rows, rowBytes: data.train(of: 0).rowBytes, windowBytes: budget.windowBytes)
        try data.limitTraining(to: budget.rows)
        self.data = data
        self.splits = data.splits(of: 0)
        trainSplit = data.train(of: 0)
        validationSplit = self.splits.first { $0.name == "val" && $0.rows > 0 }
        horizon = budget.horizon
        optimizers = trials.map(\.optimizer)
        schedules = trials.map(\.schedule)
        scheduledNumbers = trials.map { ($0.model ?? settings.plan).numbers.filter { $0.schedule != nil } }
        stepNumbers = StepNumbers(trials: trials.count, scalars: first.optimizer.hyperparameterNames.count)
        plateaus = schedules.map { $0 as? PlateauSchedule }
        groupCount = first.optimizer.groups.count + 1
        monitors = try Monitors(
            settings: settings, schedules: schedules, hasValidation: validationSplit != nil)
        metricParts = settings.metricParts.union(monitors.watchTraining ? .train : [])
        rowWeights = data.parts(named: "train").compactMap {
            RowWeights(settings.train, plan: settings.plan, train: $0)
        }
        let seeds = trials.map(\.seed)
        let orders = Set(seeds).count == 1 && data.isShared ? 1 : trials.count
        var graphs = TrainingGraphs(
            plan: settings.plan, realType: settings.elementType, trials: trials.count, orders: orders,
            tables: data.tables, optimizer: first.optimizer,
            options: StepOptions(settings, hasRowWeights: !rowWeights.isEmpty),
            numbers: TrialNumbers(trials, settings: settings))
        graphs.dealsRows = budget.shuffles
        windowReader =
            orders == 1 ? WindowReader(rowOrder, [trainSplit.features, trainSplit.targets]) : nil
        programs = try StepPrograms(
            graphs: graphs, budget: budget,
            tables: try TrainingTables(data, rowWeights, settings.elementType),
            seeds: seeds, backend: backend)
        evaluator = try Evaluator(
            graphs: graphs, largestSplit: self.splits.map(\.rows).max() ?? 1,
            batchRows: settings.train.evaluationBatchSize, parameters: programs.judged.buffer,
            states: programs.states.buffer, weights: rowWeights,
            positiveClasses: trials.map { $0.data?.positiveClass ?? settings.positiveClass },
            transforms: trials.map { $0.data?.targetTransform ?? settings.targetTransform }, backend: backend)
        evaluator.threshold = settings.threshold
        codec = ParameterCodec(layout: settings.plan.parameters, elementType: settings.elementType)
        trainableCodec = ParameterCodec(layout: settings.plan.trainable, elementType: settings.elementType)
        stateCodec = ParameterCodec(layout: settings.plan.states, elementType: settings.elementType)
        let (count, stateCount) = (settings.plan.parameterCount, settings.plan.states.count)
        self.trials = try trials.map {
            TrialState(
                settings: $0, best: try Buffer(allocating: settings.elementType, count: count),
                bestStates: try Buffer(allocating: settings.elementType, count: stateCount))
        }
        orderBuffer = try Buffer(allocating: .int32, count: orders * budget.rows)
        order = orderBuffer.typed(Int32.self)
        trainingSamples =
            metricParts.contains(.train) && !settings.metrics.isEmpty
            ? try TrainingSample.all(of: trials, data: data, members: settings.plan.members) : []
        log = StepLog(trials: trials.count)
        if checkpoints.isEmpty {
            initializeParameters()
            try startFromData(graphs, backend: backend)
            startFromElsewhere()
        } else {
            try restore(checkpoints)
        }
    }

    /// The plan of the training step, as text.
    package var planDescription: String { programs.planDescription }

    /// Names of the values in every `EpochReport`: `train_loss`, `val_loss`, `train_<metric>`, `val_<metric>` …
    package var columns: [String] {
        Self.columns(metrics: settings.metrics, hasValidation: validationSplit != nil, on: metricParts)
    }

    /// The same before a session exists, for checks and headers.
    package static func columns(
        metrics: [any Metric], hasValidation: Bool, on parts: EpochMetricParts
    ) -> [String] {
        var names = ["train_loss"]
        if hasValidation { names.append("val_loss") }
        for metric in metrics {
            if parts.contains(.train) { names.append("train_\(metric.label)") }
            if hasValidation, parts.contains(.val) { names.append("val_\(metric.label)") }
        }
        return names
    }

    /// The first byte of a trial's row of a [trials, parameters] buffer.
    func row(of trial: Int, in buffer: RealBuffer) -> UnsafeMutableRawPointer {
        let bytes = settings.plan.parameterCount * settings.elementType.byteCount
        return buffer.buffer.pointer + trial * bytes
    }

    /// The first byte of a trial's row of a [trials, trainable parameters] buffer.
    func trainableRow(of trial: Int, in buffer: RealBuffer) -> UnsafeMutableRawPointer {
        let bytes = trainableCodec.layout.count * settings.elementType.byteCount
        return buffer.buffer.pointer + trial * bytes
    }

    /// The first byte of a trial's row of the states of layers.
    func stateRow(of trial: Int) -> UnsafeMutableRawPointer {
        programs.states.buffer.pointer + trial * stateByteCount
    }

    /// Bytes of one trial's states of layers.
    var stateByteCount: Int { settings.plan.states.count * settings.elementType.byteCount }

    /// Weights that are given go before those that the rows would give.
    private func startFromElsewhere() {
        guard let start = settings.start else { return }
        for trial in trials.indices {
            let target = row(of: trial, in: programs.parameters)
            start.write(to: target, stateRow(of: trial), codec, stateCodec)
            if let average = programs.average {
                row(of: trial, in: average).copyMemory(from: target, byteCount: trials[trial].best.byteCount)
            }
        }
    }

    private func initializeParameters() {
        for trial in trials.indices {
            stateCodec.initialize(stateRow(of: trial), seed: 0)
            stateCodec.fit(stateRow(of: trial), to: data.train(of: trial))
            let seed = trials[trial].settings.seed
            let target = row(of: trial, in: programs.parameters)
            if let model = trials[trial].settings.model {
                let own = ParameterCodec(layout: model.parameters, elementType: settings.elementType)
                own.initialize(target, seed: seed)
            } else if let equal = trials[..<trial].firstIndex(where: {
                $0.settings.model == nil && $0.settings.seed == seed
            }) {
                let source = row(of: equal, in: programs.parameters)
                target.copyMemory(from: source, byteCount: trials[trial].best.byteCount)
            } else {
                codec.initialize(target, seed: seed)
            }
            settings.start?.write(to: target, stateRow(of: trial), codec, stateCodec)
            if let average = programs.average {
                // Until the first update the mean is the starting weights.
                row(of: trial, in: average).copyMemory(from: target, byteCount: trials[trial].best.byteCount)
            }
        }
    }
}

/// One trial of a stack, beside what changes with every step (`StepNumbers`).
struct TrialState {
    let settings: TrialSettings
    /// Brought up to date when an epoch, a checkpoint or the trial ends.
    var state = TrainingState()
    /// nil while the trial is training.
    var status: TrainingStatus?
    /// How it had ended when its checkpoint was taken.
    var storedEnding: TrainingStatus?
    /// Weights of the best epoch, once there is one.
    let best: Buffer
    /// States of layers after the best epoch.
    let bestStates: Buffer
    var hasBest = false
    /// What the trial was when it ended before the others of its stack.
    var frozen: TrainingCheckpoint?
}
