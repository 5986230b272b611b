import Data
import Graph
import Kernels

/// The compiled training steps of a stack and the buffers they share.
///
/// Lifetime: made when a session starts; after that `run` is called for every step, on one thread, and
/// allocates nothing. State buffers (`parameters`, `states`, `slots`, …) are the same for the full and the last short
/// batch, and for batches that gather and batches that update.
final class StepPrograms {
    let trials: Int
    let orders: Int
    /// [trials, parameters]
    let parameters: RealBuffer
    /// [trials, states of layers]
    let states: RealBuffer
    /// One [trials, trainable parameters] for each of the optimizer's slots.
    let slots: [RealBuffer]
    /// Gradients gathered for the next update, [trials, trainable parameters]; nil when every batch updates.
    let accumulated: RealBuffer?
    /// The running mean of the weights, [trials, parameters]; nil when none is kept.
    let average: RealBuffer?
    /// The weights that are judged and saved: the running mean when there is one.
    var judged: RealBuffer { average ?? parameters }
    /// One [trials] for each of the optimizer's scalars, group by group.
    private let scalars: [RealBuffer]
    private let scalarCount: Int
    /// One [trials] for each number of layers that changes from step to step.
    private let scheduledNumbers: [RealBuffer]
    private let stepNumber: Buffer
    private let batchShare: RealBuffer
    /// What the rows of the batches gathered so far count together, [trials].
    private let gatheredWeight: RealBuffer
    private let averageDecay: RealBuffer
    private let full: StepProgram
    private let short: StepProgram?
    private let gatheringFull: StepProgram?
    private let gatheringShort: StepProgram?

    /// One program with what changes from step to step. A class: a step borrows it and copies nothing.
    private final class StepProgram {
        let program: any CompiledProgram
        let rows: UnsafeMutablePointer<Int32>?
        let rowsBuffer: Buffer?
        let loss: RealBuffer
        /// What the batch's rows count for each trial; nil when each counts 1.
        let weightSum: RealBuffer?
        let gradientNorms: RealBuffer?
        let batchRows: Int

        init(_ program: any CompiledProgram, rows: Buffer?, batchRows: Int, outputs: [String]) throws {
            func output(_ name: String) throws -> RealBuffer? {
                outputs.contains(name) ? RealBuffer(try program.output(name)) : nil
            }
            self.program = program
            self.rows = rows?.typed(Int32.self)
            rowsBuffer = rows
            loss = RealBuffer(try program.output(ProgramName.loss))
            weightSum = try output(ProgramName.weightSum)
            gradientNorms = try output(ProgramName.gradientNorms)
            self.batchRows = batchRows
        }
    }

    init(
        graphs: TrainingGraphs, budget: TrainingBudget, tables: TrainingTables, seeds: [UInt64],
        backend: any Backend
    ) throws {
        let realType = graphs.realType
        let (trials, count) = (graphs.trials, graphs.trials * graphs.plan.parameterCount)
        self.trials = trials
        orders = graphs.orders
        parameters = try RealBuffer(realType, count: count)
        states = try RealBuffer(realType, count: graphs.trials * graphs.plan.states.count)
        let changed = graphs.trials * graphs.plan.trainable.count
        slots = try graphs.optimizer.slots.map { _ in try RealBuffer(realType, count: changed) }
        accumulated = graphs.options.accumulates ? try RealBuffer(realType, count: changed) : nil
        average = graphs.options.averagesWeights ? try RealBuffer(realType, count: count) : nil
        let scalarNames = (0...graphs.optimizer.groups.count).flatMap { group in
            graphs.optimizer.hyperparameterNames.map { ProgramName.scalar($0, group: group) }
        }
        scalarCount = graphs.optimizer.hyperparameterNames.count
        scalars = try scalarNames.map { _ in try RealBuffer(realType, count: trials) }
        stepNumber = Buffer(.int32, count: 1)
        batchShare = try RealBuffer(realType, count: 1)
        gatheredWeight = try RealBuffer(realType, count: trials)
        averageDecay = try RealBuffer(realType, count: 1)
        var shared: [String: Buffer] = [
            ProgramName.features: tables.features,
            ProgramName.targets: tables.targets,
            ProgramName.parameters: parameters.buffer,
            ProgramName.batchShare: batchShare.buffer,
            ProgramName.gatheredWeight: gatheredWeight.buffer,
            ProgramName.averageDecay: averageDecay.buffer,
            ProgramName.step: stepNumber,
            ProgramName.dropoutKeys: Self.dropoutKeys(seeds: seeds, orders: graphs.orders),
        ]
        shared[ProgramName.states] = states.buffer
        shared[ProgramName.weights] = tables.weights
        shared[ProgramName.accumulated] = accumulated?.buffer
        shared[ProgramName.average] = average?.buffer
        for (name, slot) in zip(graphs.optimizer.slots, slots) {
            shared[ProgramName.slot(name)] = slot.buffer
        }
        for (name, scalar) in zip(scalarNames, scalars) { shared[name] = scalar.buffer }
        let numbers = graphs.numbers.buffers(realType)
        scheduledNumbers = graphs.numbers.scheduled.compactMap {
            numbers[ProgramName.number($0)].map { RealBuffer($0) }
        }
        shared.merge(numbers) { first, _ in first }
        func make(_ batchRows: Int, _ role: StepRole) throws -> StepProgram {
            try Self.make(graphs, budget, batchRows, role, shared, backend)
        }
        full = try make(budget.batchRows, .updates)
        short = budget.lastBatchRows > 0 ? try make(budget.lastBatchRows, .updates) : nil
        let gathers = graphs.options.accumulates
        gatheringFull = gathers ? try make(budget.batchRows, .gathers) : nil
        gatheringShort = gathers && budget.lastBatchRows > 0 ? try make(budget.lastBatchRows, .gathers) : nil
    }

    private static func make(
        _ graphs: TrainingGraphs, _ budget: TrainingBudget, _ batchRows: Int, _ role: StepRole,
        _ shared: [String: Buffer], _ backend: any Backend
    ) throws -> StepProgram {
        let graph = try graphs.step(
            tableRows: budget.rows * graphs.tables, batchRows: budget.gathersRows ? batchRows : nil,
            role: role)
        let program = try backend.compile(graph)
        let rows = budget.gathersRows ? try Buffer(allocating: .int32, count: graphs.orders * batchRows) : nil
        for name in program.inputNames {
            guard let buffer = name == ProgramName.rows ? rows : shared[name] else {
                throw TrainingError("the training step asks for '\(name)', which nothing gives")
            }
            try program.bind(name, buffer)
        }
        return try StepProgram(
            program, rows: rows, batchRows: batchRows, outputs: graph.body.outputs.map(\.name))
    }

    /// The plan of a full step as text, for profiles.
    var planDescription: String { full.program.planDescription }

    /// Sets the optimizer's numbers for a trial and a parameter group.
    @inline(__always)
    func setScalars(_ values: UnsafePointer<Double>, trial: Int, group: Int) {
        for index in 0..<scalarCount {
            scalars[group * scalarCount + index][trial] = values[index]
        }
    }

    /// Sets a number of layers that changes from step to step.
    @inline(__always)
    func setNumber(_ index: Int, trial: Int, to value: Double) {
        scheduledNumbers[index][trial] = value
    }

    /// Sets how much of the running mean of weights the next update keeps.
    func setAverageDecay(_ decay: Double) {
        averageDecay[0] = decay
    }

    /// What a batch is and does.
    struct Batch {
        /// Steps finished before it.
        var step: Int
        var isShort: Bool
        var role: StepRole
        /// Its share of the rows of its update.
        var share: Double
    }

    /// Runs one step.
    ///
    /// - Parameter order: for each order, where its rows of this batch begin; ignored for the whole table
    /// - Parameter stride: elements between two orders
    /// - Parameter gathered: for each trial, what the rows of the batches gathered before count together
    /// - Parameter losses: receives one loss per trial
    /// - Parameter weights: receives for each trial what the batch's rows count together
    func run(
        _ batch: Batch, order: UnsafePointer<Int32>, stride: Int, gathered: UnsafePointer<Double>,
        losses: UnsafeMutablePointer<Double>, weights: UnsafeMutablePointer<Double>
    ) throws {
        let updating = batch.isShort ? short : full
        let gathering = batch.isShort ? gatheringShort : gatheringFull
        guard let current = batch.role == .updates ? updating : gathering else { return }
        if let rows = current.rows {
            for index in 0..<orders {
                (rows + index * current.batchRows).update(
                    from: order + index * stride, count: current.batchRows)
            }
        }
        stepNumber.typed(Int32.self)[0] = Int32(truncatingIfNeeded: batch.step)
        batchShare[0] = batch.share
        if accumulated != nil {
            for trial in 0..<trials { gatheredWeight[trial] = gathered[trial] }
        }
        try current.program.run()
        for trial in 0..<trials {
            losses[trial] = current.loss[trial]
            weights[trial] = current.weightSum?[trial] ?? Double(current.batchRows)
        }
    }

    /// The gradient's norm for every parameter array of a trial after the last update with a batch of this kind.
    func gradientNorms(trial: Int, arrays: Int, isShort: Bool) -> [Double] {
        guard let norms = (isShort ? short : full)?.gradientNorms else { return [] }
        return (0..<arrays).map { norms[trial * arrays + $0] }
    }

    private static func dropoutKeys(seeds: [UInt64], orders: Int) -> Buffer {
        let words = seeds.prefix(orders).flatMap { seed -> [Int32] in
            let key = RandomKey(seed: seed, stream: .dropout)
            return [Int32(bitPattern: key.low), Int32(bitPattern: key.high)]
        }
        return Buffer(words)
    }
}

/// The training rows of a stack as the step programs read them: the tables of all sets of data, one after another.
struct TrainingTables {
    let features: Buffer
    let targets: Buffer
    /// What each row counts; nil when all count 1.
    let weights: Buffer?

    init(_ data: StackData, _ rowWeights: [RowWeights], _ elementType: ElementType) throws {
        features = try data.features(elementType)
        targets = try data.targets(elementType)
        let tables = zip(rowWeights, data.parts(named: "train")).map {
            $0.table(of: $1, elementType: elementType)
        }
        weights = tables.isEmpty ? nil : try data.joined(tables, elementType)
    }
}
