import Data
import Kernels

/// Training rows as the closed-form solvers read them, in double precision whatever the run's element type is.
package struct SolverProblem: Sendable {
    /// rows × features, column by column.
    let features: ColumnMatrix
    /// rows × target columns; classes are indices.
    let targets: ColumnMatrix
    /// One per row, all ≥ 0.
    let weights: [Double]
    package let plan: ModelPlan

    var rows: Int { features.rows }
    var totalWeight: Double { weights.reduce(0, +) }

    init(_ split: PreparedSplit, weights: [Double]?, plan: ModelPlan) {
        features = Self.columns(of: split.features)
        targets = Self.columns(of: split.targets)
        self.weights = weights ?? [Double](repeating: 1, count: split.rows)
        self.plan = plan
    }

    /// For tests: rows of numbers.
    package init(features: [[Double]], targets: [[Double]], weights: [Double]? = nil, plan: ModelPlan) {
        self.features = Self.columns(of: features)
        self.targets = Self.columns(of: targets)
        self.weights = weights ?? [Double](repeating: 1, count: features.count)
        self.plan = plan
    }

    private static func columns(of matrix: DataMatrix) -> ColumnMatrix {
        let source = RealBuffer(matrix.buffer)
        var result = ColumnMatrix(rows: matrix.rows, columns: matrix.columns)
        for row in 0..<matrix.rows {
            for column in 0..<matrix.columns { result[row, column] = source[row * matrix.columns + column] }
        }
        return result
    }

    private static func columns(of rows: [[Double]]) -> ColumnMatrix {
        var result = ColumnMatrix(rows: rows.count, columns: rows.first?.count ?? 0)
        for (index, row) in rows.enumerated() {
            for (column, value) in row.enumerated() where column < result.columns {
                result[index, column] = value
            }
        }
        return result
    }

    /// The class of each row.
    var classes: [Int] {
        let count = plan.task.classCount ?? 1
        return (0..<rows).map { min(max(Int(targets[$0, 0]), 0), count - 1) }
    }
}

/// The numbers of a fitted model by parameter name, in the order of files.
package typealias SolvedParameters = [String: [Double]]
