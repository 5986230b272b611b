import Spec

package struct RidgeSolver: Solver {
    package static let name = "ridge"
    package static let about = """
        Least squares with a price on large weights.

            minimize Σ_rows weight · (y - x w - b)² + alpha · Σ w²        the bias has no price
            on centered features and targets: (X'X + alpha I) w = X'y, by Cholesky's decomposition

        The model is one linear layer, the loss `mse`. The penalty `l2` with factor alpha / n has the same
        minimum, n the rows.

        - Shapes: one linear layer with as many units as there are target columns
        - Limits: double precision; alpha 0 is least squares, but by the less accurate normal equations
        - Errors: `solver-against-model` for another model or loss; the run fails when alpha is too small
          for columns that depend on each other
        - Source: Hoerl and Kennard, "Ridge regression", 1970; scikit-learn `Ridge`
        """
    package static let primaryField: String? = "alpha"
    package static let makesModel = false
    package let alpha: Double

    package init(reading fields: inout FieldReader) {
        alpha = fields.double(
            "alpha", default: 1, in: .nonNegative,
            "Price of the sum of squared weights, in units of squared features summed over rows: standardize first."
        )
    }

    package init(alpha: Double = 1) {
        self.alpha = alpha
    }

    package func model(for target: TargetForm) -> SolverModel? { nil }

    package func refusal(for plan: ModelPlan) -> String? {
        LeastSquaresSolver().refusal(for: plan)
    }

    package func solve(_ problem: SolverProblem) throws -> SolvedParameters {
        let hasBias = LinearModelShape.hasBias(problem.plan)
        let system = CentredSystem(problem, hasBias: hasBias)
        var products = ColumnMatrix(rows: problem.features.columns, columns: problem.features.columns)
        for row in 0..<products.rows {
            for column in 0...row {
                let product = Self.product(system.features.column(row), system.features.column(column))
                products[row, column] = product + (row == column ? alpha : 0)
                products[column, row] = products[row, column]
            }
        }
        guard let cholesky = Cholesky(products) else {
            throw TrainingError(
                "ridge: alpha \(alpha) is too small for columns that depend on each other; raise it, or use "
                    + "the solver 'least_squares'")
        }
        var weights: [[Double]] = []
        var biases: [Double] = []
        for column in 0..<problem.targets.columns {
            let target = system.target(column)
            let right = (0..<products.rows).map {
                Self.product(system.features.column($0), target.values[...])
            }
            let solution = cholesky.solve(right)
            weights.append(solution)
            biases.append(system.bias(solution, mean: target.mean))
        }
        return LinearModelShape.parameters(weights: weights, biases: biases, hasBias: hasBias)
    }

    private static func product(_ first: ArraySlice<Double>, _ second: ArraySlice<Double>) -> Double {
        var sum = 0.0
        for (x, y) in zip(first, second) { sum += x * y }
        return sum
    }
}
