import Foundation

/// A matrix A with at least as many rows as columns as Q R: Q orthogonal, R upper triangular.
///
///     column k, from row k down:  v = x ± ‖x‖ e₁,   A ← A - (2 / v'v) v v' A
///
/// Columns are scaled by powers of two to lengths between 1 and 2 before, which rounds nothing, so that features of
/// very different sizes count alike when it is decided whether a column depends on those before it.
///
/// Solutions are refined: residuals of the equations r + A x = b, A' r = 0 are computed with twice the precision and
/// solved for again, which wins back the digits that large residuals cost.
///
/// - Limits: cost 2 rows · columns² and 8 rows · columns for each right side; an empty column is dependent
/// - Source: Golub and Van Loan, "Matrix computations", 4th edition, algorithms 5.1.1 and 5.2.1; Björck, "Iterative
///   refinement of linear least squares solutions I", 1967
struct HouseholderQR {
    let rows: Int
    let columns: Int
    /// A with scaled columns.
    private let scaled: ColumnMatrix
    /// R above and on the diagonal, the vectors v below it with their first elements in `heads`.
    private var packed: ColumnMatrix
    private var heads: [Double]
    /// 2 / v'v; 0 where nothing was to be done.
    private var factors: [Double]
    /// What each column was multiplied by.
    private let scales: [Double]

    init(_ matrix: ColumnMatrix) {
        rows = matrix.rows
        columns = matrix.columns
        heads = [Double](repeating: 0, count: matrix.columns)
        factors = heads
        var scales = heads
        var scaled = matrix
        for column in 0..<matrix.columns {
            let length = Self.length(matrix.column(column))
            scales[column] = length > 0 && length.isFinite ? exp2(-Double(length.exponent)) : 1
            for row in 0..<matrix.rows { scaled[row, column] *= scales[column] }
        }
        self.scales = scales
        self.scaled = scaled
        packed = scaled
        for step in 0..<min(rows, columns) { eliminate(step) }
    }

    /// Whether a column is, to rounding, a combination of those before it.
    var isRankDeficient: Bool {
        let tolerance = Double(max(rows, columns)) * 0x1p-52
        return rows < columns || (0..<columns).contains { !(abs(packed[$0, $0]) > tolerance) }
    }

    /// The x that makes ‖A x - b‖ smallest; the matrix must not be rank-deficient.
    func solve(_ right: [Double]) -> [Double] {
        var solution = [Double](repeating: 0, count: columns)
        var residual = [Double](repeating: 0, count: rows)
        for _ in 0..<4 {
            let (upper, lower) = defects(right, solution, residual)
            let (step, change) = corrections(upper, lower)
            for column in 0..<columns { solution[column] += step[column] }
            for row in 0..<rows { residual[row] += change[row] }
        }
        for column in 0..<columns { solution[column] *= scales[column] }
        return solution
    }

    /// b - r - A x and -A' r, with twice the precision.
    private func defects(
        _ right: [Double], _ solution: [Double], _ residual: [Double]
    ) -> (upper: [Double], lower: [Double]) {
        let upper = (0..<rows).map { row in
            var sum = PreciseSum()
            sum.add(right[row])
            sum.add(-residual[row])
            for column in 0..<columns { sum.add(-scaled[row, column], times: solution[column]) }
            return sum.value
        }
        let lower = (0..<columns).map { column in
            var sum = PreciseSum()
            for row in 0..<rows { sum.add(-scaled[row, column], times: residual[row]) }
            return sum.value
        }
        return (upper, lower)
    }

    /// The x and r with r + A x = f, A' r = g: with R' h = g and Q' f = (d, e), R x = d - h and r = Q (h, e).
    private func corrections(_ upper: [Double], _ lower: [Double]) -> (step: [Double], change: [Double]) {
        var rotated = upper
        for index in 0..<columns { reflect(&rotated, index) }
        var help = lower
        for row in 0..<columns {
            for k in 0..<row { help[row] -= packed[k, row] * help[k] }
            help[row] /= packed[row, row]
        }
        var step = [Double](repeating: 0, count: columns)
        for row in stride(from: columns - 1, through: 0, by: -1) {
            var sum = rotated[row] - help[row]
            for column in (row + 1)..<max(columns, row + 1) { sum -= packed[row, column] * step[column] }
            step[row] = sum / packed[row, row]
        }
        for row in 0..<columns { rotated[row] = help[row] }
        for index in stride(from: columns - 1, through: 0, by: -1) { reflect(&rotated, index) }
        return (step, rotated)
    }

    private mutating func eliminate(_ step: Int) {
        let (rows, columns) = (rows, columns)
        var (head, factor) = (0.0, 0.0)
        packed.values.withUnsafeMutableBufferPointer { values in
            let column = step * rows
            let length = Self.length(values[(column + step)..<(column + rows)])
            guard length > 0 else { return }
            let first = values[column + step]
            let pivot = first > 0 ? -length : length
            head = first - pivot
            // v'v = 2 (‖x‖² + |x₁| ‖x‖)
            factor = 1 / (length * (length + abs(first)))
            values[column + step] = pivot
            for other in (step + 1)..<max(columns, step + 1) {
                let start = other * rows
                var product = head * values[start + step]
                for row in (step + 1)..<max(rows, step + 1) {
                    product += values[column + row] * values[start + row]
                }
                product *= factor
                values[start + step] -= product * head
                for row in (step + 1)..<max(rows, step + 1) {
                    values[start + row] -= product * values[column + row]
                }
            }
        }
        heads[step] = head
        factors[step] = factor
    }

    private func reflect(_ vector: inout [Double], _ step: Int) {
        guard factors[step] != 0 else { return }
        var product = heads[step] * vector[step]
        for row in (step + 1)..<max(rows, step + 1) { product += packed[row, step] * vector[row] }
        product *= factors[step]
        vector[step] -= product * heads[step]
        for row in (step + 1)..<max(rows, step + 1) { vector[row] -= product * packed[row, step] }
    }

    /// The Euclidean length, without overflow or underflow of the squares.
    static func length(_ values: some Collection<Double>) -> Double {
        let largest = values.reduce(0) { max($0, abs($1)) }
        guard largest > 0, largest.isFinite else { return largest }
        var sum = 0.0
        for value in values {
            let share = value / largest
            sum += share * share
        }
        return largest * sum.squareRoot()
    }
}

/// A sum of products with about twice the precision of a double.
///
/// - Source: Ogita, Rump and Oishi, "Accurate sum and dot product", 2005, algorithm 5.3
struct PreciseSum {
    private var sum = 0.0
    private var rest = 0.0

    var value: Double { sum + rest }

    mutating func add(_ number: Double) {
        let total = sum + number
        let part = total - sum
        rest += (sum - (total - part)) + (number - part)
        sum = total
    }

    mutating func add(_ first: Double, times second: Double) {
        let product = first * second
        rest += (-product).addingProduct(first, second)
        add(product)
    }
}
