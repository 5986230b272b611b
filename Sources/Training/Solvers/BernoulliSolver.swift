import Foundation
import Graph
import Kernels
import Spec

package struct BernoulliSolver: Solver {
    package static let name = "bernoulli"
    package static let about = """
        Naive Bayes on yes-or-no features.

            b[f] = 1 if x[f] > threshold, else 0
            θ[k, f] = (Σ weight of class k with b[f] = 1  + alpha) / (Σ weight of class k + 2 alpha)
            score[k] = log π[k] + Σ_f b[f] log θ[k, f] + (1 - b[f]) log(1 - θ[k, f])

        It makes its own model, a threshold and a linear layer, so `model` and `loss` are left out.
        Probabilities are the softmax of the scores.

        - Errors: `solver-against-model` for a real target; the run fails for a class without rows
        - Source: Manning, Raghavan and Schütze, "Introduction to information retrieval", 2008, section
          13.3; scikit-learn `BernoulliNB`
        """
    package static let makesModel = true
    package let threshold: Double
    package let alpha: Double

    package init(reading fields: inout FieldReader) {
        threshold = fields.double("threshold", default: 0, "Above this a feature counts as 1.")
        alpha = fields.double(
            "alpha", default: 1, in: .positive, "Added to the counts of 1 and of 0; 1 is Laplace's rule.")
    }

    package init(threshold: Double = 0, alpha: Double = 1) {
        self.threshold = threshold
        self.alpha = alpha
    }

    package func model(for target: TargetForm) throws -> SolverModel? {
        guard case .classes(let count) = target else {
            throw LayerProblem("tells classes apart, but the target is a real number")
        }
        return SolverModel(
            layers: [AboveLayer(threshold: threshold), LinearLayer(units: count)], loss: CrossEntropyLoss())
    }

    package func refusal(for plan: ModelPlan) -> String? { nil }

    package func solve(_ problem: SolverProblem) throws -> SolvedParameters {
        let count = problem.plan.task.classCount ?? 0
        let classes = problem.classes
        var weights: [[Double]] = []
        var biases: [Double] = []
        for index in 0..<count {
            let rows = (0..<problem.rows).filter { classes[$0] == index }
            let total = rows.reduce(0) { $0 + problem.weights[$1] }
            guard total > 0 else {
                throw TrainingError(
                    "bernoulli: class \(index) has no training rows, so nothing is known about it")
            }
            var bias = log(total / problem.totalWeight)
            var own: [Double] = []
            for feature in 0..<problem.features.columns {
                let ones = rows.reduce(0) {
                    $0 + (problem.features[$1, feature] > threshold ? problem.weights[$1] : 0)
                }
                let probability = (ones + alpha) / (total + 2 * alpha)
                bias += log(1 - probability)
                own.append(log(probability) - log(1 - probability))
            }
            weights.append(own)
            biases.append(bias)
        }
        return ["1.weight": weights.flatMap { $0 }, "1.bias": biases]
    }
}

struct AboveLayer: ElementwiseLayer {
    static let name = "above"
    static let about = """
        1 above a threshold, 0 otherwise.

        Made by the solver `bernoulli` only; a specification cannot name it.

        - Shapes: input [batch, features] → output the same
        """
    private let threshold: Double
    var programKey: String { "\(Self.name) \(threshold)" }

    init(reading fields: inout FieldReader) {
        threshold = 0
    }

    init(threshold: Double) {
        self.threshold = threshold
    }

    func apply(_ x: Tensor) -> Tensor { threshold .< x }
}
