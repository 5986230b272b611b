import Foundation
import Spec

package struct ConstantSolver: Solver {
    /// What is predicted of numbers.
    package enum Statistic: String, CaseIterable, Sendable {
        case mean
        case median
    }

    package static let name = "constant"
    package static let about = """
        The same prediction for every row, whatever its features are.

            real targets:   Σ weight · y / Σ weight, or the median that the weights make
            classes:        π[k] = Σ weight of class k / Σ weight; so the largest class wins

        It is what a model has to beat to be of use, and the right model where nothing in the columns says
        anything about the target. It makes its own model, a linear layer whose weights are 0, so `model` and
        `loss` are left out.

        - Limits: a class without training rows has the probability of a millionth of all rows; of an even
          number of rows the median is the mean of the middle two
        - Errors: `solver-against-model` for a median of classes
        - Source: scikit-learn `DummyRegressor` and `DummyClassifier(strategy="prior")`
        """
    package static let primaryField: String? = "statistic"
    package static let makesModel = true
    package let statistic: Statistic

    /// Share of all rows that a class without any counts for.
    private static let leastShare = 1e-6

    package init(reading fields: inout FieldReader) {
        statistic = fields.choice(
            "statistic", default: Statistic.mean,
            "Of real targets: the mean makes squared errors smallest, the median absolute ones.")
    }

    package init(statistic: Statistic = .mean) {
        self.statistic = statistic
    }

    package func model(for target: TargetForm) throws -> SolverModel? {
        switch target {
        case .classes(let count):
            guard statistic == .mean else {
                throw LayerProblem("takes the median of real targets, but the target is a class")
            }
            return SolverModel(layers: [LinearLayer(units: count)], loss: CrossEntropyLoss())
        case .real(let columns):
            let loss: any Loss = statistic == .mean ? MeanSquaredErrorLoss() : MeanAbsoluteErrorLoss()
            return SolverModel(layers: [LinearLayer(units: columns)], loss: loss)
        }
    }

    package func refusal(for plan: ModelPlan) -> String? { nil }

    package func solve(_ problem: SolverProblem) throws -> SolvedParameters {
        guard problem.totalWeight > 0 else { throw TrainingError("constant: there is no row with a weight") }
        let biases: [Double]
        if let count = problem.plan.task.classCount {
            var weights = [Double](repeating: 0, count: count)
            for (row, label) in problem.classes.enumerated() { weights[label] += problem.weights[row] }
            biases = weights.map { log(max($0 / problem.totalWeight, Self.leastShare)) }
        } else {
            biases = (0..<problem.targets.columns).map { column in
                statistic == .mean ? mean(problem, column) : median(problem, column)
            }
        }
        let weights = [Double](repeating: 0, count: biases.count * problem.features.columns)
        return ["0.weight": weights, "0.bias": biases]
    }

    private func mean(_ problem: SolverProblem, _ column: Int) -> Double {
        let sum = (0..<problem.rows).reduce(0.0) {
            $0 + problem.weights[$1] * problem.targets[$1, column]
        }
        return sum / problem.totalWeight
    }

    /// The value with half of the weight on either side.
    private func median(_ problem: SolverProblem, _ column: Int) -> Double {
        let order = (0..<problem.rows).filter { problem.weights[$0] > 0 }
            .sorted { problem.targets[$0, column] < problem.targets[$1, column] }
        let half = problem.totalWeight / 2
        var sum = 0.0
        for (place, row) in order.enumerated() {
            sum += problem.weights[row]
            if sum > half { return problem.targets[row, column] }
            if sum == half, place + 1 < order.count {
                return (problem.targets[row, column] + problem.targets[order[place + 1], column]) / 2
            }
        }
        return order.last.map { problem.targets[$0, column] } ?? 0
    }
}
