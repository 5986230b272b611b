import Foundation
import Spec

package struct LeastSquaresSolver: Solver {
    package enum Method: String, CaseIterable, Sendable {
        case auto
        case qr
        case svd
    }

    package static let name = "least_squares"
    package static let aliases: [String] = ["ols"]
    package static let about = """
        The linear model with the least sum of squared errors.

            minimize Σ_rows weight · (y - x w - b)²
            qr:  √weight · [1 x] = Q R, then R (b, w) = Q' √weight · y
            svd: the shortest w among the best, on centered features

        A column that is a combination of others, as with one-hot columns beside a bias, needs `svd`. The
        model is one linear layer, the loss `mse`.

        - Shapes: one linear layer with as many units as there are target columns
        - Limits: double precision whatever the run's element type; cost 2 rows · features²; with svd
          singular values below max(rows, features) · 2⁻⁵² of the largest count as 0, those of columns
          brought to like lengths when they differ by more than 2²⁰; a constant column beside a bias counts
          as 0
        - Errors: `solver-against-model` for another model or loss; the run fails when `qr` is asked for and
          columns depend on each other, or when there are fewer rows than columns
        - Source: Golub and Van Loan, "Matrix computations", 4th edition, section 5.3
        """
    package static let primaryField: String? = "method"
    package static let makesModel = false
    package let method: Method

    package init(reading fields: inout FieldReader) {
        method = fields.choice(
            "method", default: Method.auto,
            "How it is solved; auto is qr, and svd when columns depend on each other.")
    }

    package init(method: Method = .auto) {
        self.method = method
    }

    package func model(for target: TargetForm) -> SolverModel? { nil }

    package func refusal(for plan: ModelPlan) -> String? {
        guard plan.loss.value is MeanSquaredErrorLoss else {
            return "minimizes squared errors, but the loss is '\(type(of: plan.loss.value).name)'"
        }
        return LinearModelShape.refusal(for: plan)
    }

    package func solve(_ problem: SolverProblem) throws -> SolvedParameters {
        let hasBias = LinearModelShape.hasBias(problem.plan)
        let design = LinearDesign(problem, hasBias: hasBias)
        var qr: HouseholderQR?
        if method != .svd {
            let decomposition = HouseholderQR(design.matrix)
            if !decomposition.isRankDeficient { qr = decomposition }
        }
        if method == .qr, qr == nil {
            throw TrainingError(
                "least_squares: the columns depend on each other (\(problem.rows) rows, "
                    + "\(problem.features.columns) features), so there is no single solution; drop one of them, or "
                    + "leave 'method' out")
        }
        var weights: [[Double]] = []
        var biases: [Double] = []
        var singular: CentredSystem?
        for column in 0..<problem.targets.columns {
            let solution: (bias: Double, weights: [Double])
            if let qr {
                solution = design.split(qr.solve(design.right(column)))
            } else {
                let system = singular ?? CentredSystem(problem, hasBias: hasBias)
                singular = system
                solution = system.shortestSolution(column)
            }
            weights.append(solution.weights)
            biases.append(solution.bias)
        }
        return LinearModelShape.parameters(weights: weights, biases: biases, hasBias: hasBias)
    }
}

/// The columns of a linear model with its rows times the roots of their weights; a column of ones first.
struct LinearDesign {
    let matrix: ColumnMatrix
    private let problem: SolverProblem
    private let hasBias: Bool
    private let roots: [Double]

    init(_ problem: SolverProblem, hasBias: Bool) {
        self.problem = problem
        self.hasBias = hasBias
        let roots = problem.weights.map { $0.squareRoot() }
        self.roots = roots
        let shift = hasBias ? 1 : 0
        var matrix = ColumnMatrix(rows: problem.rows, columns: problem.features.columns + shift)
        for row in 0..<problem.rows where hasBias { matrix[row, 0] = roots[row] }
        for column in 0..<problem.features.columns {
            for row in 0..<problem.rows {
                matrix[row, column + shift] = problem.features[row, column] * roots[row]
            }
        }
        self.matrix = matrix
    }

    func right(_ column: Int) -> [Double] {
        (0..<problem.rows).map { problem.targets[$0, column] * roots[$0] }
    }

    func split(_ solution: [Double]) -> (bias: Double, weights: [Double]) {
        hasBias ? (solution.first ?? 0, Array(solution.dropFirst())) : (0, solution)
    }
}

/// A linear problem with the weighted means taken off features and targets, so that the bias drops out.
struct CentredSystem {
    let features: ColumnMatrix
    private let problem: SolverProblem
    private let means: [Double]
    private let hasBias: Bool
    private let roots: [Double]

    init(_ problem: SolverProblem, hasBias: Bool) {
        self.problem = problem
        self.hasBias = hasBias
        let roots = problem.weights.map { $0.squareRoot() }
        self.roots = roots
        var features = problem.features
        var means: [Double] = []
        for column in 0..<features.columns {
            let mean = hasBias ? Self.mean(problem.features.column(column), problem.weights) : 0
            means.append(mean)
            var (largest, spread) = (0.0, 0.0)
            for row in 0..<features.rows {
                let distance = features[row, column] - mean
                largest = max(largest, abs(features[row, column]))
                spread = max(spread, abs(distance))
                features[row, column] = distance * roots[row]
            }
            // A constant is what rounding of its mean leaves of it: nothing.
            if hasBias, spread <= Double(features.rows) * 0x1p-52 * largest {
                for row in 0..<features.rows { features[row, column] = 0 }
            }
        }
        self.features = features
        self.means = means
    }

    static func mean(_ values: ArraySlice<Double>, _ weights: [Double]) -> Double {
        var (sum, total) = (0.0, 0.0)
        for (value, weight) in zip(values, weights) {
            sum += value * weight
            total += weight
        }
        return total > 0 ? sum / total : 0
    }

    /// The centered target column, and its mean.
    func target(_ column: Int) -> (values: [Double], mean: Double) {
        let values = problem.targets.column(column)
        let mean = hasBias ? Self.mean(values, problem.weights) : 0
        return (zip(values, roots).map { ($0 - mean) * $1 }, mean)
    }

    /// The bias that goes with weights.
    func bias(_ weights: [Double], mean: Double) -> Double {
        guard hasBias else { return 0 }
        return zip(weights, means).reduce(mean) { $0 - $1.0 * $1.1 }
    }

    /// The shortest weights among the best, by singular values.
    func shortestSolution(_ column: Int) -> (bias: Double, weights: [Double]) {
        let target = target(column)
        let weights = ShortestSolution(features).solve(target.values)
        return (bias(weights, mean: target.mean), weights)
    }
}
