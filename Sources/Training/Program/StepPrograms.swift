import Data
import Graph
import Kernels

/// The compiled training steps of a stack and the buffers they share.
///
/// Lifetime: made when a session starts; after that `run` is called for every step, on one thread, and
/// allocates nothing. State buffers (`parameters`, `states`, `slots`) are the same for the full and the last short
/// batch.
final class StepPrograms {
    let trials: Int
    let orders: Int
    /// [trials, parameters]
    let parameters: RealBuffer
    /// [trials, states of layers]
    let states: RealBuffer
    /// One [trials, parameters] for each of the optimizer's slots.
    let slots: [RealBuffer]
    private let scalars: [RealBuffer]
    private let stepNumber: Buffer
    private let full: Step
    private let short: Step?

    /// One program with what changes from step to step.
    private struct Step {
        let program: any CompiledProgram
        let rows: UnsafeMutablePointer<Int32>?
        let rowsBuffer: Buffer?
        let loss: RealBuffer
        let batchRows: Int
    }

    init(
        graphs: TrainingGraphs, budget: TrainingBudget, split: PreparedSplit, seeds: [UInt64],
        backend: any Backend
    ) throws {
        trials = graphs.trials
        orders = graphs.orders
        let count = graphs.trials * graphs.plan.parameterCount
        let realType = graphs.realType
        parameters = RealBuffer(realType, count: count)
        states = RealBuffer(realType, count: graphs.trials * graphs.plan.states.count)
        slots = graphs.optimizer.slots.map { _ in RealBuffer(realType, count: count) }
        scalars = graphs.optimizer.scalars.map { _ in RealBuffer(realType, count: graphs.trials) }
        stepNumber = Buffer(.int32, count: 1)
        var shared: [(String, Buffer)] = [
            (ProgramName.features, split.features.buffer),
            (ProgramName.targets, split.targets.buffer),
            (ProgramName.parameters, parameters.buffer),
        ]
        if graphs.plan.states.count > 0 { shared.append((ProgramName.states, states.buffer)) }
        shared += zip(graphs.optimizer.slots, slots).map { (ProgramName.slot($0), $1.buffer) }
        shared += zip(graphs.optimizer.scalars, scalars).map { (ProgramName.scalar($0), $1.buffer) }
        if graphs.plan.isRandom {
            shared.append((ProgramName.dropoutKeys, Self.dropoutKeys(seeds: seeds, orders: graphs.orders)))
            shared.append((ProgramName.step, stepNumber))
        }
        func make(_ batchRows: Int) throws -> Step {
            let graph = try graphs.step(
                tableRows: budget.rows, batchRows: budget.gathersRows ? batchRows : nil)
            let program = try backend.compile(graph)
            for (name, buffer) in shared {
                try program.bind(name, buffer)
            }
            let rows = budget.gathersRows ? Buffer(.int32, count: graphs.orders * batchRows) : nil
            if let rows {
                try program.bind(ProgramName.rows, rows)
            }
            return Step(
                program: program, rows: rows?.typed(Int32.self), rowsBuffer: rows,
                loss: RealBuffer(try program.output(ProgramName.loss)), batchRows: batchRows)
        }
        full = try make(budget.batchRows)
        short = budget.lastBatchRows > 0 ? try make(budget.lastBatchRows) : nil
    }

    /// The plans as text, for `plan` and profiles.
    var planDescription: String { full.program.planDescription }
    var arenaBytes: Int { full.program.arenaBytes + (short?.program.arenaBytes ?? 0) }
    var flopsPerStep: Int { full.program.flopsPerRun }

    /// Sets the optimizer's numbers for a trial.
    @inline(__always)
    func setScalars(_ values: UnsafePointer<Double>, trial: Int) {
        for index in scalars.indices {
            scalars[index][trial] = values[index]
        }
    }

    /// Runs one step.
    ///
    /// - Parameter order: for each order, where its rows of this batch begin; ignored for the whole table
    /// - Parameter stride: elements between two orders
    /// - Parameter losses: receives one loss per trial
    func run(
        step: Int, isShort: Bool, order: UnsafePointer<Int32>, stride: Int,
        losses: UnsafeMutablePointer<Double>
    ) throws {
        guard let current = isShort ? short : full else { return }
        if let rows = current.rows {
            for index in 0..<orders {
                (rows + index * current.batchRows).update(
                    from: order + index * stride, count: current.batchRows)
            }
        }
        stepNumber.typed(Int32.self)[0] = Int32(truncatingIfNeeded: step)
        try current.program.run()
        for trial in 0..<trials {
            losses[trial] = current.loss[trial]
        }
    }

    private static func dropoutKeys(seeds: [UInt64], orders: Int) -> Buffer {
        let words = seeds.prefix(orders).flatMap { seed -> [Int32] in
            let key = RandomKey(seed: seed, stream: .dropout)
            return [Int32(bitPattern: key.low), Int32(bitPattern: key.high)]
        }
        return Buffer(words)
    }
}
