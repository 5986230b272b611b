import Data

/// Linear least squares on the training rows, with an intercept: what a model has to beat to be worth its
/// parameters.
///
///     minimise Σ (y - a - Σ_j b_j z_j)²,   z_j = (x_j - mean_j) / deviation_j over the training rows
///     normal equations Zᵀ Z b = Zᵀ (y - mean(y)), solved by Cholesky decomposition with diagonal pivots
///
/// Features that the ones before them determine (pivot below 1e-10 of the first) get the coefficient 0, so
/// that one-hot columns and copies do no harm.
///
/// - Limits: real targets only; nil with more than `largestWidth` features or `largestWork` multiplications in Zᵀ Z,
///   so that the baseline costs a fraction of a second, or when a feature is not finite; one order of all sums
/// - Source: Higham, "Accuracy and Stability of Numerical Algorithms", 2nd edition, section 10.3
struct LinearBaseline {
    static let largestWork = 1_000_000_000
    static let largestWidth = 512

    /// Per feature and target column.
    private let coefficients: [[Double]]
    /// Per target column, at the features' means.
    private let targetMeans: [Double]
    private let means: [Double]
    private let scales: [Double]

    /// - Parameter targets: [rows, columns]
    init?(features: DataMatrix, targets: [Double], columns: Int) {
        let width = features.columns
        guard features.rows > 1, width > 0, width <= Self.largestWidth,
            features.rows * width * (width + 1) / 2 <= Self.largestWork
        else { return nil }
        let reader = FeatureRows(features)
        let moments = reader.moments()
        guard moments.areFinite else { return nil }
        means = moments.means
        scales = moments.deviations.map { $0 > 0 ? $0 : 1 }
        targetMeans = (0..<columns).map { column in
            var sum = 0.0
            for row in 0..<features.rows {
                sum += targets[row * columns + column]
            }
            return sum / Double(features.rows)
        }
        var equations = NormalEquations(width: width, columns: columns)
        var line = [Double](repeating: 0, count: width)
        var deviations = [Double](repeating: 0, count: columns)
        for row in 0..<features.rows {
            reader.read(row, into: &line, means: means, scales: scales)
            for column in 0..<columns {
                deviations[column] = targets[row * columns + column] - targetMeans[column]
            }
            equations.add(line, deviations)
        }
        coefficients = equations.solved()
    }

    func rows(features: DataMatrix, targets: [Double]) -> ScoredRows {
        let columns = targetMeans.count
        let reader = FeatureRows(features)
        var line = [Double](repeating: 0, count: features.columns)
        var predictions = [Double](repeating: 0, count: features.rows * columns)
        for row in 0..<features.rows {
            reader.read(row, into: &line, means: means, scales: scales)
            for column in 0..<columns {
                var sum = targetMeans[column]
                for (value, coefficient) in zip(line, coefficients[column]) {
                    sum += value * coefficient
                }
                predictions[row * columns + column] = sum
            }
        }
        return ScoredRows(task: .regression(columns: columns), predictions: predictions, targets: targets)
    }
}

/// Rows of a feature matrix in double precision.
private struct FeatureRows {
    let matrix: DataMatrix
    private let values: RealBuffer

    init(_ matrix: DataMatrix) {
        self.matrix = matrix
        values = RealBuffer(matrix.buffer)
    }

    func read(_ row: Int, into line: inout [Double], means: [Double], scales: [Double]) {
        let start = row * matrix.columns
        line.withUnsafeMutableBufferPointer { line in
            if let base = line.baseAddress { values.copy(start..<(start + matrix.columns), to: base) }
            for column in line.indices {
                line[column] = (line[column] - means[column]) / scales[column]
            }
        }
    }

    func moments() -> (means: [Double], deviations: [Double], areFinite: Bool) {
        let none = [Double](repeating: 0, count: matrix.columns)
        let ones = [Double](repeating: 1, count: matrix.columns)
        var line = none
        var sums = none
        for row in 0..<matrix.rows {
            read(row, into: &line, means: none, scales: ones)
            for column in line.indices { sums[column] += line[column] }
        }
        let means = sums.map { $0 / Double(matrix.rows) }
        var squares = none
        for row in 0..<matrix.rows {
            read(row, into: &line, means: means, scales: ones)
            for column in line.indices { squares[column] += line[column] * line[column] }
        }
        let deviations = squares.map { ($0 / Double(matrix.rows)).squareRoot() }
        return (means, deviations, deviations.allSatisfy { $0.isFinite })
    }
}

/// A symmetric system of equations that is added up row by row.
private struct NormalEquations {
    private let width: Int
    /// [width, width], the upper triangle while adding.
    private var matrix: [Double]
    /// Per column, [width].
    private var sides: [[Double]]

    /// Pivots below this share of the largest are taken for zero.
    private static let tolerance = 1e-10

    init(width: Int, columns: Int) {
        self.width = width
        matrix = [Double](repeating: 0, count: width * width)
        sides = Array(repeating: [Double](repeating: 0, count: width), count: columns)
    }

    mutating func add(_ line: [Double], _ targets: [Double]) {
        let width = width
        matrix.withUnsafeMutableBufferPointer { matrix in
            line.withUnsafeBufferPointer { line in
                for row in 0..<width {
                    let factor = line[row]
                    let start = row * width
                    for column in row..<width {
                        matrix[start + column] += factor * line[column]
                    }
                }
            }
        }
        for column in sides.indices {
            let target = targets[column]
            for row in 0..<width {
                sides[column][row] += line[row] * target
            }
        }
    }

    /// The solution per column; 0 for what is determined by the rest.
    func solved() -> [[Double]] {
        var symmetric = matrix
        for row in 0..<width {
            for column in 0..<row { symmetric[row * width + column] = symmetric[column * width + row] }
        }
        var order: [Int] = []
        var factors: [[Double]] = []
        var rest = (0..<width).map { symmetric[$0 * width + $0] }
        let limit = (rest.max() ?? 0) * Self.tolerance
        while order.count < width {
            // The first of the largest, so that the order does not depend on anything else.
            guard let pivot = rest.indices.max(by: { rest[$0] < rest[$1] }), rest[pivot] > limit else {
                break
            }
            let root = rest[pivot].squareRoot()
            var factor = [Double](repeating: 0, count: width)
            for row in 0..<width where rest[row] > -.infinity {
                var value = symmetric[row * width + pivot]
                for earlier in factors { value -= earlier[row] * earlier[pivot] }
                factor[row] = row == pivot ? root : value / root
            }
            for row in 0..<width where rest[row] > -.infinity { rest[row] -= factor[row] * factor[row] }
            rest[pivot] = -.infinity
            order.append(pivot)
            factors.append(factor)
        }
        return sides.map { Self.substituted($0, order, factors, width) }
    }

    /// Forward and backward substitution in the order of the pivots.
    private static func substituted(
        _ side: [Double], _ order: [Int], _ factors: [[Double]], _ width: Int
    ) -> [Double] {
        var middle = [Double](repeating: 0, count: order.count)
        for (index, pivot) in order.enumerated() {
            var value = side[pivot]
            for earlier in 0..<index { value -= factors[earlier][pivot] * middle[earlier] }
            middle[index] = value / factors[index][pivot]
        }
        var solution = [Double](repeating: 0, count: width)
        for index in order.indices.reversed() {
            var value = middle[index]
            for later in order.indices where later > index {
                value -= factors[index][order[later]] * solution[order[later]]
            }
            solution[order[index]] = value / factors[index][order[index]]
        }
        return solution
    }
}
