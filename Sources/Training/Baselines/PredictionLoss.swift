import Data
import Graph
import Kernels

/// The loss of predictions that no model made: what simple rules reach, weighed as a model's loss is.
///
/// Predictions become outputs of a last layer that gives them, and the loss is computed from those by a program of its
/// own, in double precision, a fixed number of rows at a time.
///
/// Lifetime: made once for the baselines of a training; one thread.
struct PredictionLoss {
    private let loss: any Loss
    private let task: PredictionTask
    private let width: Int
    private let rowsAtOnce: Int
    private let program: any CompiledProgram
    private let outputs: Buffer
    private let targets: Buffer
    private let rowLosses: RealBuffer
    private let rowWeights: RealBuffer?

    /// - Parameter rows: of the largest part
    init(plan: ModelPlan, rows: Int) throws {
        loss = plan.loss.value
        task = plan.task
        width = plan.outputShape.count
        rowsAtOnce = max(1, min(rows, 1024))
        let graph = Graph(realType: .float64)
        let output = graph.input("outputs", shape: [1, rowsAtOnce, width])
        let target = graph.input("targets", shape: [1, rowsAtOnce, task.targetColumns])
        let losses = loss.rowLosses(outputs: output, targets: target)
        try graph.markOutput(ProgramName.rowLosses, losses)
        let weights = loss.rowWeights(targets: target)
        if let weights {
            try graph.markOutput(ProgramName.rowWeights, weights.broadcast(to: losses.shape))
        }
        program = try CPUBackend().compile(graph)
        outputs = Buffer(.float64, count: rowsAtOnce * width)
        targets = Buffer(.float64, count: rowsAtOnce * task.targetColumns)
        let used = Set(program.inputNames)
        if used.contains("outputs") { try program.bind("outputs", outputs) }
        if used.contains("targets") { try program.bind("targets", targets) }
        rowLosses = RealBuffer(try program.output(ProgramName.rowLosses))
        rowWeights = weights == nil ? nil : RealBuffer(try program.output(ProgramName.rowWeights))
    }

    /// The mean loss of predictions; nil where they do not tell a last layer's outputs.
    ///
    /// - Parameter weights: what the table lets each row count; nil when each counts 1
    func mean(of rows: ScoredRows, weights: [Double]?) throws -> Double? {
        var sum = LossSum()
        sum.isRootOfMean = loss.isRootOfMean
        return try add(rows, weights: weights, to: &sum) ? sum.mean : nil
    }

    /// Adds the losses of predictions to those of other rows.
    ///
    /// - Returns: false where they do not tell a last layer's outputs
    func add(_ rows: ScoredRows, weights: [Double]?, to sum: inout LossSum) throws -> Bool {
        let columns = (predictions: task.predictionColumns, targets: task.targetColumns)
        let (output, target) = (outputs.typed(Double.self), targets.typed(Double.self))
        for start in stride(from: 0, to: rows.rowCount, by: rowsAtOnce) {
            let count = min(rowsAtOnce, rows.rowCount - start)
            for row in 0..<count {
                let first = (start + row) * columns.predictions
                let own = Array(rows.predictions[first..<(first + columns.predictions)])
                guard let made = loss.outputs(for: own), made.count == width else { return false }
                for (place, value) in made.enumerated() { output[row * width + place] = value }
                for column in 0..<columns.targets {
                    target[row * columns.targets + column] =
                        rows.targets[(start + row) * columns.targets + column]
                }
            }
            try program.run()
            for row in 0..<count {
                let weight = weights?[start + row] ?? 1
                sum.sum += rowLosses[row] * weight
                sum.divisor += (rowWeights?[row] ?? 1) * weight
            }
        }
        return true
    }
}
