/// A matrix as U diag(σ) V': columns of U and V orthonormal.
///
/// Pairs of columns are rotated until all are orthogonal to each other; then their lengths are the singular values.
///
///     for columns p, q:  ζ = (‖q‖² - ‖p‖²) / 2 p'q,   t = sign ζ / (|ζ| + √(1 + ζ²)),   rotate by atan t
///
/// - Limits: cost about 10 sweeps of 3 rows · columns²; small singular values are as accurate as the columns' own
///   scaling allows
/// - Source: Hestenes, "Inversion of matrices by biorthogonalization", 1958; Demmel and Veselić, "Jacobi's method is
///   more accurate than QR", 1992
struct SingularValues {
    let values: [Double]
    /// U diag(σ), rows × columns.
    private let scaled: ColumnMatrix
    /// V, columns × columns.
    private let right: ColumnMatrix

    init(_ matrix: ColumnMatrix) {
        var work = matrix
        var right = ColumnMatrix(rows: matrix.columns, columns: matrix.columns)
        for index in 0..<matrix.columns { right[index, index] = 1 }
        // Convergence is quadratic: a dozen sweeps are many.
        var sweeps = 0
        while sweeps < 60, Self.sweep(&work, &right) { sweeps += 1 }
        values = (0..<matrix.columns).map { HouseholderQR.length(work.column($0)) }
        scaled = work
        self.right = right
    }

    /// Singular values up to this count as 0: max(rows, columns) · 2⁻⁵² of the largest.
    private var bound: Double {
        Double(max(scaled.rows, scaled.columns)) * 0x1p-52 * (values.max() ?? 0)
    }

    /// The columns of V whose singular values count as 0.
    var nullSpace: ColumnMatrix {
        let columns = values.indices.filter { !(values[$0] > bound) }
        return ColumnMatrix(
            rows: right.rows, columns: columns.count, values: columns.flatMap { Array(right.column($0)) })
    }

    /// The shortest x among those that make ‖A x - b‖ smallest. Singular values below max(rows, columns) · 2⁻⁵² of the
    /// largest count as 0.
    func solve(_ rightSide: [Double]) -> [Double] {
        let bound = bound
        var solution = [Double](repeating: 0, count: right.rows)
        for index in values.indices where values[index] > bound {
            var product = 0.0
            for row in 0..<scaled.rows { product += scaled[row, index] * rightSide[row] }
            let share = product / (values[index] * values[index])
            for row in 0..<right.rows { solution[row] += share * right[row, index] }
        }
        return solution
    }

    /// Rotates every pair once; whether a rotation was needed.
    private static func sweep(_ work: inout ColumnMatrix, _ right: inout ColumnMatrix) -> Bool {
        var hasRotated = false
        for first in 0..<work.columns {
            for second in (first + 1)..<max(work.columns, first + 1) {
                let (a, b) = (work.column(first), work.column(second))
                var (aa, bb, ab) = (0.0, 0.0, 0.0)
                for (x, y) in zip(a, b) {
                    aa += x * x
                    bb += y * y
                    ab += x * y
                }
                guard abs(ab) > 0x1p-52 * (aa * bb).squareRoot(), ab != 0 else { continue }
                hasRotated = true
                let slope = (bb - aa) / (2 * ab)
                let tangent = (slope >= 0 ? 1 : -1) / (abs(slope) + (1 + slope * slope).squareRoot())
                let cosine = 1 / (1 + tangent * tangent).squareRoot()
                rotate(&work, first, second, cosine, cosine * tangent)
                rotate(&right, first, second, cosine, cosine * tangent)
            }
        }
        return hasRotated
    }

    private static func rotate(
        _ matrix: inout ColumnMatrix, _ first: Int, _ second: Int, _ cosine: Double, _ sine: Double
    ) {
        for row in 0..<matrix.rows {
            let (x, y) = (matrix[row, first], matrix[row, second])
            matrix[row, first] = cosine * x - sine * y
            matrix[row, second] = sine * x + cosine * y
        }
    }
}
