import Foundation

/// The shortest x among those that make ‖A x - b‖ smallest, for columns that depend on each other.
///
/// Columns of like lengths are decomposed as they are. Where lengths differ by more than 2²⁰, singular values of the
/// small columns would drown in the rounding of the large ones; then the columns are scaled by powers of two to lengths
/// between 1 and 2 first, A = B S⁻¹. Among the solutions of B z = b, z = z₀ + N t with the null space N of B, the one
/// with the shortest x = S z is chosen:
///
///     minimize ‖S (z₀ + N t)‖ over t
///
/// - Limits: elements of N below the rounding of the decomposition count as 0
struct ShortestSolution {
    private let decomposition: SingularValues
    /// What each column was multiplied by; nil when they were left alone.
    private let scales: [Double]?
    /// S N as Q R; nil without scales and without a null space.
    private let freedom: HouseholderQR?
    private let directions: ColumnMatrix?

    private static let likeLengths = 0x1p20

    init(_ matrix: ColumnMatrix) {
        let lengths = (0..<matrix.columns).map { HouseholderQR.length(matrix.column($0)) }.filter { $0 > 0 }
        guard let least = lengths.min(), let most = lengths.max(), most > least * Self.likeLengths,
            most.isFinite
        else {
            decomposition = SingularValues(matrix)
            (scales, freedom, directions) = (nil, nil, nil)
            return
        }
        var scaled = matrix
        var scales = [Double](repeating: 1, count: matrix.columns)
        for column in 0..<matrix.columns {
            let length = HouseholderQR.length(matrix.column(column))
            if length > 0 { scales[column] = exp2(-Double(length.exponent)) }
            for row in 0..<matrix.rows { scaled[row, column] *= scales[column] }
        }
        decomposition = SingularValues(scaled)
        self.scales = scales
        let directions = Self.scaledNullSpace(decomposition, scales, rows: matrix.rows)
        self.directions = directions
        freedom = directions.columns > 0 ? HouseholderQR(directions) : nil
    }

    /// S N, with the rounding of the decomposition taken for 0.
    private static func scaledNullSpace(
        _ decomposition: SingularValues, _ scales: [Double], rows: Int
    ) -> ColumnMatrix {
        let null = decomposition.nullSpace
        let bound = Double(max(rows, null.rows)) * 0x1p-48
        var result = null
        for column in 0..<null.columns {
            for row in 0..<null.rows {
                let value = null[row, column]
                result[row, column] = abs(value) > bound ? value * scales[row] : 0
            }
        }
        return result
    }

    func solve(_ right: [Double]) -> [Double] {
        var solution = decomposition.solve(right)
        guard let scales else { return solution }
        for index in solution.indices { solution[index] *= scales[index] }
        guard let freedom, let directions, !freedom.isRankDeficient else { return solution }
        let steps = freedom.solve(solution)
        for (column, step) in steps.enumerated() {
            for row in solution.indices { solution[row] -= step * directions[row, column] }
        }
        return solution
    }
}
