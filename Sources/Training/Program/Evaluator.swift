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
    private let tableWeights: [RowWeights]
    private let plan: ModelPlan
    private let trials: Int
    /// The positive class of each trial, where there are two.
    private let positiveClasses: [Int]
    /// From which probability on the positive class is predicted; nil for the more probable class.
    var threshold: Double?
    /// Tables that lie one after another: 1, or one per trial.
    private let tables: Int
    /// By trial, of ensembles; empty for single models.
    private let means: [MemberMeans]
    /// The loss of what the members of an ensemble predict together.
    private let loss: PredictionLoss?
    /// One trial's losses of a chunk in double precision.
    private var lossesOfChunk: [Double]
    /// Targets of each split in double precision, made once.
    private var targetsBySplit: [String: [Double]] = [:]

    /// About how many numbers the widest layer may hold for one chunk: what stays in the second-level cache.
    private static let chunkElements = 1 << 16

    /// - Parameter batchRows: rows at a time; nil for as many as suit the model's width
    init(
        graphs: TrainingGraphs, largestSplit: Int, batchRows: Int? = nil, parameters: Buffer, states: Buffer,
        weights: [RowWeights] = [], positiveClasses: [Int] = [], transforms: [TargetTransform?] = [],
        backend: any Backend
    ) throws {
        plan = graphs.plan
        trials = graphs.trials
        tables = graphs.tables
        tableWeights = weights
        self.positiveClasses = positiveClasses
        let (members, task) = (plan.members, plan.task)
        means =
            members == 1
            ? []
            : (0..<graphs.trials).map { trial in
                let transform = transforms.isEmpty ? nil : transforms[min(trial, transforms.count - 1)]
                return MemberMeans(members: members, task: task, transform: transform)
            }
        let width = max(graphs.plan.widestRow * graphs.trials, 1)
        // Trials and members side by side make products tall enough with fewer rows each.
        let fewest = max(64 / max(members * graphs.trials, 1), 8)
        let byMemory = min(max(Self.chunkElements / width, fewest), 4096)
        // Chunks of even size: the surplus of a last chunk is computed as well and costs as much.
        let chunks = (max(largestSplit, 1) - 1) / byMemory + 1
        let even = (max(largestSplit, 1) - 1) / chunks + 1
        chunkRows = max(1, min(batchRows ?? even, largestSplit))
        lossesOfChunk = [Double](repeating: 0, count: chunkRows)
        let real = graphs.realType
        features = try Buffer(allocating: real, count: tables * chunkRows * plan.inputShape.count)
        targets = try Buffer(allocating: real, count: tables * chunkRows * plan.task.targetColumns)
        let graph = try graphs.evaluation(rows: chunkRows)
        program = try backend.compile(graph)
        try program.bind(ProgramName.features, features)
        try program.bind(ProgramName.targets, targets)
        if graphs.plan.parameterCount > 0 { try program.bind(ProgramName.parameters, parameters) }
        if graphs.plan.states.count > 0 { try program.bind(ProgramName.states, states) }
        let numbers = graphs.numbers.buffers(real)
        for name in program.inputNames {
            if let buffer = numbers[name] { try program.bind(name, buffer) }
        }
        predictions = RealBuffer(try program.output(ProgramName.predictions))
        rowLosses = RealBuffer(try program.output(ProgramName.rowLosses))
        loss = members == 1 ? nil : try? PredictionLoss(plan: plan, rows: chunkRows)
        let hasWeights = graph.body.outputs.contains { $0.name == ProgramName.rowWeights }
        rowWeights = hasWeights ? RealBuffer(try program.output(ProgramName.rowWeights)) : nil
    }

    /// What evaluating a split gives for one trial.
    struct Outcome {
        var losses: LossSum
        var rows: ScoredRows
        /// The mean loss of each member of an ensemble by itself; empty for a single model.
        var memberLosses: [Double] = []

        var loss: Double { losses.mean }
    }

    /// Every trial's mean loss, weighted as the training loss is, and predictions on a split.
    ///
    /// - Parameter losses: of the rows that came before; those of the split are added to them
    func evaluate(_ split: PreparedSplit, after losses: LossSum = LossSum()) throws -> [Outcome] {
        try evaluate([split], after: losses)
    }

    /// The same on rows of its own for each trial.
    ///
    /// - Parameter sets: one, or one per trial with the same number of rows, as the graphs were made for
    func evaluate(_ sets: [PreparedSplit], after losses: LossSum = LossSum()) throws -> [Outcome] {
        guard let split = sets.first, sets.count == tables, sets.allSatisfy({ $0.rows == split.rows }) else {
            throw TrainingError("the rows to be judged do not fit the stack")
        }
        let columns = plan.task.predictionColumns
        let targetValues = sets.enumerated().map { targets(of: $1, table: $0) }
        let weights = zip(tableWeights, sets).map { $0.values(of: $1) }
        var losses = losses
        losses.isRootOfMean = plan.loss.value.isRootOfMean
        let members = plan.members
        // Those of an ensemble are the members' own.
        var none = LossSum()
        none.isRootOfMean = losses.isRootOfMean
        var sums = [LossSum](repeating: members == 1 ? losses : none, count: trials * members)
        var values = [[Double]](
            repeating: [Double](repeating: 0, count: split.rows * columns), count: trials)
        var spreads = [[Double]](
            repeating: [Double](repeating: 0, count: split.rows * (means.first?.spreadColumns ?? 0)),
            count: trials)
        var start = 0
        while start < split.rows {
            let count = min(chunkRows, split.rows - start)
            for (table, set) in sets.enumerated() { copy(set, start: start, count: count, table: table) }
            try program.run()
            for trial in 0..<trials {
                if means.isEmpty {
                    copyPredictions(of: trial, count: count, to: &values[trial], from: start)
                } else {
                    combine(trial, count: count, to: &values[trial], &spreads[trial], from: start)
                }
                let own = weights.isEmpty ? nil : weights[min(trial, weights.count - 1)]
                for member in trial * members..<(trial + 1) * members {
                    let first = member * chunkRows
                    add(first..<(first + count), own, from: start, to: &sums[member])
                }
            }
            start += count
        }
        return try (0..<trials).map { trial in
            var rows = ScoredRows(
                task: plan.task, predictions: values[trial],
                targets: targetValues[min(trial, targetValues.count - 1)],
                originalTargets: sets[min(trial, sets.count - 1)].originalTargets?.array,
                naiveErrors: sets[min(trial, sets.count - 1)].naiveErrors,
                positiveClass: trial < positiveClasses.count ? positiveClasses[trial] : 1)
            rows.threshold = threshold
            guard members > 1 else { return Outcome(losses: sums[trial], rows: rows) }
            rows.spreads = spreads[trial]
            let own = Array(sums[trial * members..<(trial + 1) * members])
            let rowWeights = weights.isEmpty ? nil : weights[min(trial, weights.count - 1)]
            return Outcome(
                losses: try losses.adding(own, of: rows, by: loss, weights: rowWeights), rows: rows,
                memberLosses: own.map(\.mean))
        }
    }

    private func copyPredictions(of trial: Int, count: Int, to values: inout [Double], from start: Int) {
        let columns = plan.task.predictionColumns
        let first = trial * chunkRows
        values.withUnsafeMutableBufferPointer { target in
            guard let base = target.baseAddress else { return }
            predictions.copy((first * columns)..<((first + count) * columns), to: base + start * columns)
        }
    }

    /// What the members of a trial predict together for the rows of the chunk.
    private func combine(
        _ trial: Int, count: Int, to values: inout [Double], _ spreads: inout [Double], from start: Int
    ) {
        let (means, columns) = (means[trial], plan.task.predictionColumns)
        let (predictions, chunkRows) = (predictions, chunkRows)
        let first = trial * means.members
        values.withUnsafeMutableBufferPointer { values in
            spreads.withUnsafeMutableBufferPointer { spreads in
                guard let value = values.baseAddress, let spread = spreads.baseAddress else { return }
                for row in 0..<count {
                    means.combine(
                        { predictions[((first + $0) * chunkRows + row) * columns + $1] },
                        means: value + (start + row) * columns,
                        spreads: spread + (start + row) * means.spreadColumns)
                }
            }
        }
    }

    /// Adds the weighted losses of rows of the chunk, one after another: the sum goes on where the last chunk left
    /// it, so that it is the same however the rows are cut into chunks.
    ///
    /// - Parameter weights: of the split's rows, the first of which is row `start`; nil when each counts 1
    private func add(
        _ range: Range<Int>, _ weights: [Double]?, from start: Int, to total: inout LossSum
    ) {
        guard weights == nil, rowWeights == nil else {
            for (row, place) in range.enumerated() {
                let weight = weights?[start + row] ?? 1
                total.sum += rowLosses[place] * weight
                total.divisor += (rowWeights?[place] ?? 1) * weight
            }
            return
        }
        lossesOfChunk.withUnsafeMutableBufferPointer { losses in
            guard let base = losses.baseAddress else { return }
            rowLosses.copy(range, to: base)
            var sum = total.sum
            for row in 0..<range.count { sum += losses[row] }
            total.sum = sum
        }
        total.divisor += Double(range.count)
    }

    private func copy(_ split: PreparedSplit, start: Int, count: Int, table: Int) {
        let first = table * chunkRows
        Self.copyRows(of: split.features, start: start, count: count, to: features, at: first)
        Self.copyRows(of: split.targets, start: start, count: count, to: targets, at: first)
    }

    private static func copyRows(
        of matrix: DataMatrix, start: Int, count: Int, to buffer: Buffer, at first: Int
    ) {
        let rowBytes = matrix.columns * buffer.elementType.byteCount
        (buffer.pointer + first * rowBytes).copyMemory(
            from: matrix.buffer.pointer + start * rowBytes, byteCount: count * rowBytes)
    }

    /// Drops what is kept of a split that will not come again.
    func forget(_ split: PreparedSplit) { targetsBySplit[split.name] = nil }

    private func targets(of split: PreparedSplit, table: Int) -> [Double] {
        let name = table == 0 ? split.name : "\(split.name) of table \(table)"
        if let known = targetsBySplit[name] { return known }
        let values = split.targetValues
        targetsBySplit[name] = values
        return values
    }
}

extension PreparedSplit {
    /// The targets in double precision, as the data have them.
    var targetValues: [Double] {
        if let exactTargets { return exactTargets.array }
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

/// Losses of rows added up, each with its weight, in the order of the rows.
///
/// Rows that come in parts are added to the same sum, one row after another, so that the mean does not depend on how
/// they were cut into parts.
package struct LossSum: Hashable, Sendable {
    /// Σ weight · loss.
    package var sum = 0.0
    /// Σ weight: the number of rows when each counts 1.
    package var divisor = 0.0

    /// Whether the loss is the root of the mean.
    package var isRootOfMean = false

    package init() {}

    /// NaN when no row counts.
    package var mean: Double { isRootOfMean ? (sum / divisor).squareRoot() : sum / divisor }

    /// Whether rows that count give a mean that is not a finite number.
    package var isNotFinite: Bool { divisor > 0 && !mean.isFinite }

    /// With the losses of what the members of an ensemble predict together; where predictions do not tell what a loss
    /// is computed from, with the mean of the members' own.
    fileprivate func adding(
        _ members: [LossSum], of rows: ScoredRows, by loss: PredictionLoss?, weights: [Double]?
    ) throws -> LossSum {
        var total = self
        if let loss, try loss.add(rows, weights: weights, to: &total) { return total }
        total = self
        total.sum += members.reduce(0) { $0 + $1.sum } / Double(max(members.count, 1))
        total.divisor += members.first?.divisor ?? 0
        return total
    }
}
