import Foundation

/// A symmetric positive definite matrix A as L L', L lower triangular.
///
/// - Limits: nil for a matrix that is not positive definite to rounding; cost columns³ / 3
/// - Source: Golub and Van Loan, "Matrix computations", 4th edition, algorithm 4.2.1
struct Cholesky {
    let lower: ColumnMatrix

    init?(_ matrix: ColumnMatrix) {
        guard matrix.rows == matrix.columns else { return nil }
        var lower = ColumnMatrix(rows: matrix.rows, columns: matrix.rows)
        for column in 0..<matrix.rows {
            var pivot = matrix[column, column]
            for k in 0..<column { pivot -= lower[column, k] * lower[column, k] }
            guard pivot > matrix[column, column] * 0x1p-50, pivot.isFinite else { return nil }
            let root = pivot.squareRoot()
            lower[column, column] = root
            for row in (column + 1)..<max(matrix.rows, column + 1) {
                var sum = matrix[row, column]
                for k in 0..<column { sum -= lower[row, k] * lower[column, k] }
                lower[row, column] = sum / root
            }
        }
        self.lower = lower
    }

    /// A⁻¹ b
    func solve(_ right: [Double]) -> [Double] {
        let size = lower.rows
        var solution = forward(right)
        for row in stride(from: size - 1, through: 0, by: -1) {
            for k in (row + 1)..<max(size, row + 1) { solution[row] -= lower[k, row] * solution[k] }
            solution[row] /= lower[row, row]
        }
        return solution
    }

    /// L⁻¹ b
    func forward(_ right: [Double]) -> [Double] {
        var solution = right
        for row in 0..<lower.rows {
            for k in 0..<row { solution[row] -= lower[row, k] * solution[k] }
            solution[row] /= lower[row, row]
        }
        return solution
    }

    /// log det A
    var logDeterminant: Double {
        (0..<lower.rows).reduce(0) { $0 + 2 * log(lower[$1, $1]) }
    }
}
