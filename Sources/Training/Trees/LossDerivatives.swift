import Data
import Graph
import Kernels

/// First and second derivatives of a loss by the scores of a row, for losses that the library of trees does not know.
///
///     g = ∂ loss / ∂ score,   h = ∂² loss / ∂ score² where that is positive, else 1
///
/// A loss made of straight lines, such as a quantile's, has no curvature: its leaves then hold mean slopes, as in
/// other programs.
///
/// Lifetime: made once for a training; one thread.
final class LossDerivatives {
    private let program: any CompiledProgram
    private let chunk: Int
    private let scores: Buffer
    private let targets: Buffer
    private let slopes: RealBuffer
    private let curvatures: [RealBuffer]
    private let width: Int
    private let height: Int
    private var slope: [Double]
    private var curvature: [Double]

    /// The least curvature that is one.
    private static let least = 1e-6

    init(_ plan: ModelPlan, rows: Int, threads: Int) throws {
        let (width, height) = (plan.outputShape.count, plan.task.targetColumns)
        let chunk = max(1, min(rows, 4096))
        (self.width, self.height, self.chunk) = (width, height, chunk)
        let graph = Graph(realType: .float64)
        let output = graph.input("scores", shape: [1, chunk, width])
        let target = graph.input("targets", shape: [1, chunk, height])
        let losses = plan.loss.value.rowLosses(outputs: output, targets: target)
        try graph.check()
        let first = try graph.gradients(of: losses, withRespectTo: [output])[0]
        try graph.markOutput("slopes", first)
        for column in 0..<width {
            let own = first.sliced(axis: 2, range: column..<(column + 1))
            let second = try graph.gradients(of: own, withRespectTo: [output])[0]
            try graph.markOutput("curvature \(column)", second.sliced(axis: 2, range: column..<(column + 1)))
        }
        let program = try CPUBackend(threads: threads).compile(graph)
        self.program = program
        scores = try Buffer(allocating: .float64, count: chunk * width)
        targets = try Buffer(allocating: .float64, count: chunk * height)
        let used = Set(program.inputNames)
        if used.contains("scores") { try program.bind("scores", scores) }
        if used.contains("targets") { try program.bind("targets", targets) }
        slopes = RealBuffer(try program.output("slopes"))
        curvatures = try (0..<width).map { RealBuffer(try program.output("curvature \($0)")) }
        slope = [Double](repeating: 0, count: chunk * width)
        curvature = [Double](repeating: 0, count: chunk)
    }

    /// The derivatives of every row, [rows, width] each.
    ///
    /// - Parameter weights: what each row counts; nil when all count 1
    func fill(
        _ gradient: UnsafeMutablePointer<Float>, _ second: UnsafeMutablePointer<Float>,
        scores all: UnsafeBufferPointer<Float>, targets values: [Double], weights: [Double]?
    ) throws {
        let rows = all.count / max(1, width)
        let (score, target) = (scores.typed(Double.self), targets.typed(Double.self))
        for start in stride(from: 0, to: rows, by: chunk) {
            let count = min(chunk, rows - start)
            for place in 0..<(count * width) { score[place] = Double(all[start * width + place]) }
            for place in 0..<(count * height) { target[place] = values[start * height + place] }
            try program.run()
            for row in 0..<count {
                let weight = weights?[start + row] ?? 1
                for column in 0..<width {
                    let place = (start + row) * width + column
                    let found = curvatures[column][row]
                    gradient[place] = Float(weight * slopes[row * width + column])
                    second[place] = Float(weight * (found > Self.least ? found : 1))
                }
            }
        }
    }
}

/// What the trees of a round are grown by, where the library does not know it: numbers of every training row, [rows,
/// outputs], in memory of fixed size.
protocol RoundDerivatives: AnyObject {
    var slopes: UnsafeMutablePointer<Float> { get }
    var curvatures: UnsafeMutablePointer<Float> { get }
    var count: Int { get }
    /// Whether they depend on the scores of the trees so far.
    var needsScores: Bool { get }

    /// Fills both for a round, counted from 0.
    ///
    /// - Parameter scores: of the trees so far; empty where they are not needed
    func take(_ scores: UnsafeBufferPointer<Float>, round: Int) throws
}

/// The derivatives of the loss at the scores of the training rows.
final class TreeDerivatives: RoundDerivatives {
    let slopes: UnsafeMutablePointer<Float>
    let curvatures: UnsafeMutablePointer<Float>
    let count: Int
    private let derivatives: LossDerivatives
    private let targets: [Double]
    private let weights: [Double]?

    init(_ plan: ModelPlan, targets: [Double], weights: [Double]?, threads: Int) throws {
        let rows = targets.count / max(1, plan.task.targetColumns)
        derivatives = try LossDerivatives(plan, rows: rows, threads: threads)
        count = rows * plan.outputShape.count
        slopes = .allocate(capacity: max(1, count))
        curvatures = .allocate(capacity: max(1, count))
        slopes.initialize(repeating: 0, count: max(1, count))
        curvatures.initialize(repeating: 0, count: max(1, count))
        self.targets = targets
        self.weights = weights
    }

    deinit {
        slopes.deallocate()
        curvatures.deallocate()
    }

    let needsScores = true

    func take(_ scores: UnsafeBufferPointer<Float>, round: Int) throws {
        guard scores.count == count else {
            throw TrainingError("the trees gave \(scores.count) scores instead of \(count)")
        }
        try derivatives.fill(slopes, curvatures, scores: scores, targets: targets, weights: weights)
    }
}
