import Boosting
import Kernels

/// How the rows of a forest's trees are drawn.
package struct ForestDraw: Hashable, Sendable {
    /// Rows drawn for a tree, as a share of all.
    let share: Double
    let replaces: Bool
}

/// What a tree of a forest is grown by: the targets, each as often as its row was drawn.
///
/// A tree that goes down squared errors from a fixed start has the mean of its rows' targets in each leaf, whatever the
/// trees before it are.
final class ForestGrowth: RoundDerivatives {
    let slopes: UnsafeMutablePointer<Float>
    let curvatures: UnsafeMutablePointer<Float>
    let count: Int
    private let draw: ForestDraw
    private let rows: Int
    private let width: Int
    /// Targets less the start, [rows, width].
    private let deviations: [Float]
    private let weights: [Double]?
    private let key: RandomKey
    private var uniform: [Float]
    private var drawn: [Int32]

    /// - Parameter base: the start, the same for every output
    init(
        _ draw: ForestDraw, targets: [Double], width: Int, base: Double, weights: [Double]?, seed: UInt64
    ) {
        self.draw = draw
        self.width = width
        self.weights = weights
        rows = targets.count
        count = rows * width
        key = RandomKey(seed: seed, stream: .bootstrap)
        deviations =
            width == 1
            ? targets.map { Float($0 - base) }
            : targets.flatMap { target in
                (0..<width).map { Float((Int(target) == $0 ? 1 : 0) - base) }
            }
        uniform = [Float](repeating: 0, count: rows)
        drawn = [Int32](repeating: 0, count: rows)
        slopes = .allocate(capacity: max(1, count))
        curvatures = .allocate(capacity: max(1, count))
        slopes.initialize(repeating: 0, count: max(1, count))
        curvatures.initialize(repeating: 0, count: max(1, count))
    }

    deinit {
        slopes.deallocate()
        curvatures.deallocate()
    }

    let needsScores = false

    func take(_ scores: UnsafeBufferPointer<Float>, round: Int) {
        countDraws(round)
        for row in 0..<rows {
            let weight = Float(weights?[row] ?? 1) * Float(drawn[row])
            for column in 0..<width {
                let place = row * width + column
                slopes[place] = -weight * deviations[place]
                curvatures[place] = weight
            }
        }
    }

    /// How often each row is drawn for a tree: a function of the seed and the tree's number.
    private func countDraws(_ round: Int) {
        let wanted = max(1, Int((Double(rows) * draw.share).rounded()))
        let position = RandomPosition(step: UInt32(truncatingIfNeeded: round))
        guard draw.replaces else {
            drawWithoutReplacement(wanted, position)
            return
        }
        uniform.withUnsafeMutableBufferPointer { numbers in
            guard let base = numbers.baseAddress else { return }
            RandomFill.uniform(into: base, count: rows, key: key, position: position)
        }
        for row in drawn.indices { drawn[row] = 0 }
        // 24 bits tell up to 16 million rows apart.
        for place in 0..<min(wanted, rows) {
            drawn[min(rows - 1, Int(uniform[place] * Float(rows)))] += 1
        }
    }

    private func drawWithoutReplacement(_ wanted: Int, _ position: RandomPosition) {
        var order = [Int32](repeating: 0, count: rows)
        order.withUnsafeMutableBufferPointer { order in
            guard let base = order.baseAddress else { return }
            Permutation.fill(base, count: rows, key: key, position: position)
        }
        for row in drawn.indices { drawn[row] = 0 }
        for place in 0..<min(wanted, rows) { drawn[Int(order[place])] = 1 }
    }
}

/// Takes the sums of a forest's trees to what a loss reads: their mean as the output of a last layer.
///
/// The trees are shrunk by the planned number of them, so that a forest that is complete needs nothing of it.
struct ForestScale {
    private static let baseName = "assay_forest_start"
    private static let treesName = "assay_forest_trees"
    /// The least share of a class.
    private static let least = 1e-4

    let base: Double
    let trees: Double
    let plan: ModelPlan

    init(base: Double, trees: Int, plan: ModelPlan) {
        self.base = base
        self.trees = Double(trees)
        self.plan = plan
    }

    /// What was kept beside the trees.
    ///
    /// - Errors: `CheckpointError` where nothing was kept
    init(_ booster: Booster, plan: ModelPlan) throws {
        guard let base = try booster.attribute(Self.baseName).flatMap(Double.init),
            let trees = try booster.attribute(Self.treesName).flatMap(Double.init)
        else { throw CheckpointError.stateMismatch("it holds no forest") }
        self.base = base
        self.trees = trees
        self.plan = plan
    }

    func keep(in booster: Booster) throws {
        try booster.set(attribute: Self.baseName, to: "\(base)")
        try booster.set(attribute: Self.treesName, to: "\(Int(trees))")
    }

    /// - Parameter rounds: trees that are summed
    func outputs(_ scores: UnsafeBufferPointer<Float>, rounds: Int) throws -> [Float] {
        let factor = trees / Double(max(1, rounds))
        let width = plan.outputShape.count
        var outputs = [Float](repeating: 0, count: scores.count)
        var predictions = [Double](repeating: 0, count: width)
        for start in stride(from: 0, to: scores.count, by: width) {
            for column in 0..<width {
                predictions[column] = base + factor * (Double(scores[start + column]) - base)
            }
            if plan.task.isClassification { Self.normalize(&predictions) }
            guard let own = plan.loss.value.outputs(for: predictions), own.count == width else {
                throw TrainingError(
                    "the loss '\(type(of: plan.loss.value).name)' has no output for the predictions of a forest"
                )
            }
            for column in 0..<width { outputs[start + column] = Float(own[column]) }
        }
        return outputs
    }

    /// Shares of classes, none of them 0, which add up to 1.
    private static func normalize(_ shares: inout [Double]) {
        for column in shares.indices { shares[column] = min(max(shares[column], least), 1 - least) }
        guard shares.count > 1 else { return }
        let total = shares.reduce(0, +)
        for column in shares.indices { shares[column] /= total }
    }
}
