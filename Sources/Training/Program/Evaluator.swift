import Data
import Graph
import Kernels

/// Predicts and scores rows in chunks with one compiled program, whatever the split.
///
/// Rows of a chunk are copied into a fixed buffer; the last chunk is filled up with whatever is there and the
/// surplus is ignored, so one program serves every split. A row's prediction does not depend on its chunk.
///
/// Lifetime: made when a session starts; used between epochs and at the end, on one thread.
final class Evaluator {
    private let program: any CompiledProgram
    private let chunkRows: Int
    private let features: Buffer
    private let targets: Buffer
    private let predictions: RealBuffer
    private let rowLosses: RealBuffer
    /// What the loss itself lets each row count; nil when each counts 1.
    private let rowWeights: RealBuffer?
    /// What the table lets each row count; nil when each counts 1.
    private let tableWeights: RowWeights?
    private let plan: ModelPlan
    private let trials: Int
    /// Targets of each split in double precision, made once.
    private var targetsBySplit: [String: [Double]] = [:]

    /// About how many numbers the widest layer may hold for one chunk.
    private static let chunkElements = 1 << 18

    /// - Parameter batchRows: rows at a time; nil for as many as suit the model's width
    init(
        graphs: TrainingGraphs, largestSplit: Int, batchRows: Int? = nil, parameters: Buffer, states: Buffer,
        weights: RowWeights? = nil, backend: any Backend
    ) throws {
        plan = graphs.plan
        trials = graphs.trials
        tableWeights = weights
        let width = max(graphs.plan.widestRow * graphs.trials, 1)
        let byMemory = min(max(Self.chunkElements / width, 64), 4096)
        chunkRows = max(1, min(batchRows ?? byMemory, largestSplit))
        let real = graphs.realType
        features = Buffer(real, count: chunkRows * plan.inputShape.count)
        targets = Buffer(real, count: chunkRows * plan.task.targetColumns)
        let graph = try graphs.evaluation(rows: chunkRows)
        program = try backend.compile(graph)
        try program.bind(ProgramName.features, features)
        try program.bind(ProgramName.targets, targets)
        try program.bind(ProgramName.parameters, parameters)
        if graphs.plan.states.count > 0 { try program.bind(ProgramName.states, states) }
        let numbers = graphs.numbers.buffers(real)
        for name in program.inputNames {
            if let buffer = numbers[name] { try program.bind(name, buffer) }
        }
        predictions = RealBuffer(try program.output(ProgramName.predictions))
        rowLosses = RealBuffer(try program.output(ProgramName.rowLosses))
        let hasWeights = graph.body.outputs.contains { $0.name == ProgramName.rowWeights }
        rowWeights = hasWeights ? RealBuffer(try program.output(ProgramName.rowWeights)) : nil
    }

    /// What evaluating a split gives for one trial.
    struct Outcome {
        var loss: Double
        var rows: ScoredRows
    }

    /// Every trial's mean loss, weighted as the training loss is, and predictions on a split.
    func evaluate(_ split: PreparedSplit) throws -> [Outcome] {
        let columns = plan.task.predictionColumns
        let targetValues = targets(of: split)
        let weights = tableWeights?.values(of: split)
        var sums = [Double](repeating: 0, count: trials)
        var divisors = [Double](repeating: 0, count: trials)
        var values = [[Double]](
            repeating: [Double](repeating: 0, count: split.rows * columns), count: trials)
        var start = 0
        while start < split.rows {
            let count = min(chunkRows, split.rows - start)
            copy(split, start: start, count: count)
            try program.run()
            for trial in 0..<trials {
                let first = trial * chunkRows
                values[trial].withUnsafeMutableBufferPointer { target in
                    guard let base = target.baseAddress else { return }
                    let range = (first * columns)..<((first + count) * columns)
                    predictions.copy(range, to: base + start * columns)
                }
                var (sum, divisor) = (0.0, 0.0)
                for row in 0..<count {
                    let weight = weights?[start + row] ?? 1
                    sum += rowLosses[first + row] * weight
                    divisor += (rowWeights?[first + row] ?? 1) * weight
                }
                sums[trial] += sum
                divisors[trial] += divisor
            }
            start += count
        }
        return (0..<trials).map { trial in
            Outcome(
                loss: sums[trial] / divisors[trial],
                rows: ScoredRows(task: plan.task, predictions: values[trial], targets: targetValues))
        }
    }

    private func copy(_ split: PreparedSplit, start: Int, count: Int) {
        Self.copyRows(of: split.features, start: start, count: count, to: features)
        Self.copyRows(of: split.targets, start: start, count: count, to: targets)
    }

    private static func copyRows(of matrix: DataMatrix, start: Int, count: Int, to buffer: Buffer) {
        let rowBytes = matrix.columns * buffer.elementType.byteCount
        buffer.pointer.copyMemory(from: matrix.buffer.pointer + start * rowBytes, byteCount: count * rowBytes)
    }

    /// Drops what is kept of a split that will not come again.
    func forget(_ split: PreparedSplit) { targetsBySplit[split.name] = nil }

    private func targets(of split: PreparedSplit) -> [Double] {
        if let known = targetsBySplit[split.name] { return known }
        let values = split.targetValues
        targetsBySplit[split.name] = values
        return values
    }
}

extension PreparedSplit {
    /// The targets in double precision.
    var targetValues: [Double] {
        let count = targets.rows * targets.columns
        let source = RealBuffer(targets.buffer)
        return [Double](unsafeUninitializedCapacity: count) { memory, initialized in
            if let base = memory.baseAddress {
                source.copy(0..<count, to: base)
            }
            initialized = count
        }
    }
}
