import Foundation
import Spec

package struct LogisticNewtonSolver: Solver {
    package static let name = "logistic_newton"
    package static let about = """
        Logistic regression by Newton's method, to the last digits.

            minimize (Σ_rows weight · loss) / Σ weight + l2 · Σ w²        the bias has no price
            two classes, one output:  loss = log(1 + exp z) - y z
            K classes, K outputs:     loss = log Σ exp z[k] - z[class]
            step: solve H d = g by Cholesky's decomposition; halve d until the objective falls enough

        The model is one linear layer, the loss `binary_cross_entropy` with one output or `cross_entropy`
        with one output per class, from logits.

        Inside, features are less their means (with a bias) and over their deviations, which changes neither
        the minimum nor the price: shifting or scaling a column changes nothing but its own weight and the
        bias. When the classes can be separated without error, a warning says that only `l2` bounds the
        weights.

        - Shapes: one linear layer with one output for two classes, or one per class
        - Limits: double precision; the Hessian has (outputs · (features + 1))² elements, at most 4,000²
        - Errors: `solver-against-model` for another model or loss; the run fails when the minimum is not
          reached
        - Source: Nocedal and Wright, "Numerical optimization", 2nd edition, section 3.3; scikit-learn
          `LogisticRegression` with C = 1 / (2 · l2 · Σ weight)
        """
    package static let primaryField: String? = "l2"
    package static let makesModel = false
    package let price: Double
    package let iterations: Int
    package let tolerance: Double

    package init(reading fields: inout FieldReader) {
        price = fields.double(
            "l2", default: 1e-6, in: .nonNegative,
            "Price of the sum of squared weights; the default is enough for separable classes to have a minimum."
        )
        iterations = fields.int(
            "max_iterations", default: 100, in: .closed(1, 10_000), "Newton steps at most.")
        tolerance = fields.double(
            "tolerance", default: 1e-10, in: .positive,
            "Largest element of the gradient at the end, for standardized features and beside the price's own part."
        )
    }

    package init(price: Double = 1e-6, iterations: Int = 100, tolerance: Double = 1e-10) {
        self.price = price
        self.iterations = iterations
        self.tolerance = tolerance
    }

    package func model(for target: TargetForm) -> SolverModel? { nil }

    package func refusal(for plan: ModelPlan) -> String? {
        switch plan.loss.value {
        case let loss as BinaryCrossEntropyLoss where loss.source == .logits: break
        case let loss as CrossEntropyLoss
        where loss.source == .logits && loss.classWeights.isEmpty && loss.labelSmoothing == 0: break
        default:
            return "minimises plain cross-entropy from logits, not this loss"
        }
        let size = plan.parameterCount
        guard size <= 4000 else { return "is for small models, but this one has \(size) parameters" }
        return LinearModelShape.refusal(for: plan)
    }

    package func solve(_ problem: SolverProblem) throws -> SolvedParameters {
        let hasBias = LinearModelShape.hasBias(problem.plan)
        let objective = LogisticObjective(problem, hasBias: hasBias, price: price)
        var point = [Double](repeating: 0, count: objective.size)
        var state = objective.evaluate(point)
        var remaining = iterations
        while objective.slope(state, point) > tolerance {
            guard remaining > 0 else {
                throw TrainingError(
                    "logistic_newton: the minimum was not reached in \(iterations) steps; raise 'l2' or "
                        + "'max_iterations'")
            }
            remaining -= 1
            guard let next = step(from: point, state, objective) else {
                // Rounding allows no further descent: fine at the bottom, not on a slope.
                let slope = objective.slope(state, point)
                guard slope <= max(tolerance, 1e-8) else {
                    throw TrainingError(
                        "logistic_newton: the steps ended before the minimum, where the gradient is still "
                            + "\(slope); raise 'l2'")
                }
                break
            }
            (point, state) = next
        }
        return objective.parameters(point)
    }

    package func remarks(_ problem: SolverProblem, _ solution: SolvedParameters) -> [String] {
        let objective = LogisticObjective(
            problem, hasBias: LinearModelShape.hasBias(problem.plan), price: price)
        guard objective.separates(solution) else { return [] }
        let consequence =
            price > 0
            ? "their size is decided by 'l2' (\(price)) alone, and probabilities are close to 0 and 1"
            : "there is no minimum, and they are where the steps ended; set 'l2' above 0"
        return [
            "logistic_newton: the features separate the classes of the training rows without error, so nothing in the "
                + "data bounds the weights: " + consequence
        ]
    }

    /// One damped Newton step; nil when rounding allows no further descent.
    private func step(
        from point: [Double], _ state: LogisticObjective.State, _ objective: LogisticObjective
    ) -> ([Double], LogisticObjective.State)? {
        var hessian = objective.hessian(point)
        // Adding the same to all outputs of a softmax changes nothing; a little on the diagonal makes H definite there
        // without moving the minimum.
        for index in 0..<objective.size {
            let element = hessian[index, index]
            hessian[index, index] = element > 0 ? element * (1 + 1e-12) : 1
        }
        guard let direction = Cholesky(hessian)?.solve(state.gradient) else { return nil }
        let slope = zip(direction, state.gradient).reduce(0) { $0 + $1.0 * $1.1 }
        var length = 1.0
        while length > 1e-10 {
            let candidate = zip(point, direction).map { $0 - length * $1 }
            let found = objective.evaluate(candidate)
            let isLower = found.value <= state.value - 1e-4 * length * slope
            let isFlat = abs(found.value - state.value) <= 1e-15 * abs(state.value)
            if isLower || (isFlat && length == 1) { return (candidate, found) }
            length /= 2
        }
        return nil
    }
}

/// The mean cross-entropy of a linear model of standardised features with its derivatives. A point is the weights of each
/// output, then its bias.
private struct LogisticObjective {
    struct State {
        var value: Double
        var gradient: [Double]
    }

    private let problem: SolverProblem
    private let hasBias: Bool
    /// Of each feature: what a weight of the standardised one costs.
    private let prices: [Double]
    private let features: ColumnMatrix
    private let means: [Double]
    private let deviations: [Double]
    private let outputs: Int
    private let width: Int
    private let classes: [Double]
    private let total: Double

    var size: Int { outputs * width }

    init(_ problem: SolverProblem, hasBias: Bool, price: Double) {
        self.problem = problem
        self.hasBias = hasBias
        (features, means, deviations) = Self.standardised(problem, hasBias: hasBias)
        prices = deviations.map { price / ($0 * $0) }
        outputs = problem.plan.task.predictionColumns
        width = problem.features.columns + (hasBias ? 1 : 0)
        classes = Array(problem.targets.column(0))
        total = problem.totalWeight
    }

    /// Features less their means, when a bias can take them up, over their deviations from it.
    private static func standardised(
        _ problem: SolverProblem, hasBias: Bool
    ) -> (features: ColumnMatrix, means: [Double], deviations: [Double]) {
        var features = problem.features
        var (means, deviations): ([Double], [Double]) = ([], [])
        for column in 0..<features.columns {
            let mean = hasBias ? CentredSystem.mean(problem.features.column(column), problem.weights) : 0
            var (squares, largest, weight) = (0.0, 0.0, 0.0)
            for row in 0..<features.rows {
                let value = features[row, column]
                largest = max(largest, abs(value))
                features[row, column] = value - mean
                squares += problem.weights[row] * (value - mean) * (value - mean)
                weight += problem.weights[row]
            }
            var deviation = weight > 0 ? (squares / weight).squareRoot() : 0
            // A constant is what rounding of its mean leaves of it: nothing.
            let isConstant = !(deviation > 0 && deviation.isFinite)
            if isConstant || (hasBias && deviation <= Double(features.rows) * 0x1p-52 * largest) {
                deviation = 1
                for row in 0..<features.rows where hasBias || isConstant { features[row, column] = 0 }
            }
            for row in 0..<features.rows { features[row, column] /= deviation }
            means.append(mean)
            deviations.append(deviation)
        }
        return (features, means, deviations)
    }

    /// The largest element of the gradient, each less what the price's own part may cost by rounding.
    func slope(_ state: State, _ point: [Double]) -> Double {
        var largest = 0.0
        for (index, element) in state.gradient.enumerated() {
            let feature = index % width
            let own = feature < prices.count ? abs(2 * prices[feature] * point[index]) : 0
            largest = max(largest, abs(element) / max(1, own))
        }
        return largest
    }

    /// Whether every row that counts gets more for its own class than for any other.
    func separates(_ solution: SolvedParameters) -> Bool {
        guard let weights = solution["0.weight"] else { return false }
        let biases = solution["0.bias"] ?? [Double](repeating: 0, count: outputs)
        for row in 0..<problem.rows where problem.weights[row] > 0 {
            let scores = (0..<outputs).map { output in
                (0..<problem.features.columns).reduce(biases[output]) {
                    $0 + weights[output * problem.features.columns + $1] * problem.features[row, $1]
                }
            }
            let own = Int(classes[row])
            let margin =
                outputs == 1
                ? scores[0] * (2 * classes[row] - 1)
                : scores[own] - (scores.enumerated().filter { $0.offset != own }.map(\.element).max() ?? 0)
            guard margin > 0 else { return false }
        }
        return true
    }

    /// z of every row and output: rows × outputs.
    private func scores(_ point: [Double]) -> ColumnMatrix {
        var scores = ColumnMatrix(rows: problem.rows, columns: outputs)
        for output in 0..<outputs {
            let start = output * width
            for feature in 0..<problem.features.columns {
                let weight = point[start + feature]
                for row in 0..<problem.rows { scores[row, output] += weight * features[row, feature] }
            }
            for row in 0..<problem.rows where hasBias { scores[row, output] += point[start + width - 1] }
        }
        return scores
    }

    /// Loss of a row and p - y for each output.
    private func row(_ row: Int, _ scores: ColumnMatrix, _ errors: inout [Double]) -> Double {
        let label = classes[row]
        if outputs == 1 {
            let score = scores[row, 0]
            let tail = log1p(exp(-abs(score)))
            errors[0] = 1 / (1 + exp(-score)) - label
            return max(score, 0) + tail - label * score
        }
        var largest = -Double.infinity
        for output in 0..<outputs { largest = max(largest, scores[row, output]) }
        var sum = 0.0
        for output in 0..<outputs {
            errors[output] = exp(scores[row, output] - largest)
            sum += errors[output]
        }
        let own = Int(label)
        for output in 0..<outputs { errors[output] = errors[output] / sum - (output == own ? 1 : 0) }
        return largest + log(sum) - scores[row, own]
    }

    func evaluate(_ point: [Double]) -> State {
        let scores = scores(point)
        var value = 0.0
        var gradient = [Double](repeating: 0, count: size)
        var errors = [Double](repeating: 0, count: outputs)
        var residuals = ColumnMatrix(rows: problem.rows, columns: outputs)
        for index in 0..<problem.rows {
            let weight = problem.weights[index] / total
            value += weight * row(index, scores, &errors)
            for output in 0..<outputs { residuals[index, output] = weight * errors[output] }
        }
        for output in 0..<outputs {
            let start = output * width
            for feature in 0..<problem.features.columns {
                var sum = 2 * prices[feature] * point[start + feature]
                for index in 0..<problem.rows {
                    sum += residuals[index, output] * features[index, feature]
                }
                gradient[start + feature] = sum
                value += prices[feature] * point[start + feature] * point[start + feature]
            }
            if hasBias { gradient[start + width - 1] = residuals.column(output).reduce(0, +) }
        }
        return State(value: value, gradient: gradient)
    }

    /// Σ_rows weight · s[j, k] x x' for each pair of outputs, s = p[j] (δ[j, k] - p[k]).
    func hessian(_ point: [Double]) -> ColumnMatrix {
        let scores = scores(point)
        var result = ColumnMatrix(rows: size, columns: size)
        var errors = [Double](repeating: 0, count: outputs)
        var line = [Double](repeating: 1, count: width)
        for index in 0..<problem.rows {
            _ = row(index, scores, &errors)
            let label = classes[index]
            for feature in 0..<problem.features.columns {
                line[feature] = features[index, feature]
            }
            let weight = problem.weights[index] / total
            for first in 0..<outputs {
                let one = errors[first] + (outputs == 1 ? label : Int(label) == first ? 1 : 0)
                for second in 0...first {
                    let other = errors[second] + (outputs == 1 ? label : Int(label) == second ? 1 : 0)
                    let share = weight * one * ((first == second ? 1 : 0) - other)
                    add(share, line, first, second, to: &result)
                }
            }
        }
        for output in 0..<outputs {
            for feature in 0..<problem.features.columns {
                result[output * width + feature, output * width + feature] += 2 * prices[feature]
            }
        }
        for column in 0..<size {
            for row in (column + 1)..<max(size, column + 1) { result[column, row] = result[row, column] }
        }
        return result
    }

    private func add(
        _ share: Double, _ features: [Double], _ first: Int, _ second: Int, to result: inout ColumnMatrix
    ) {
        for column in 0..<width {
            let product = share * features[column]
            for row in (first == second ? column : 0)..<width {
                result[first * width + row, second * width + column] += product * features[row]
            }
        }
    }

    func parameters(_ point: [Double]) -> SolvedParameters {
        var (weights, biases): ([[Double]], [Double]) = ([], [])
        for output in 0..<outputs {
            let own = means.indices.map { point[output * width + $0] / deviations[$0] }
            weights.append(own)
            let bias = hasBias ? point[(output + 1) * width - 1] : 0
            biases.append(zip(own, means).reduce(bias) { $0 - $1.0 * $1.1 })
        }
        return LinearModelShape.parameters(weights: weights, biases: biases, hasBias: hasBias)
    }
}
