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
            return "minimizes plain cross-entropy from logits, not this loss"
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
                // Rounding may keep a gradient of many rows and columns above the tolerance: that is the bottom too.
                guard objective.slope(state, point) > max(tolerance, 1e-8) else { break }
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
