import Data

/// Linear least squares on the training rows, with an intercept: what a model has to beat to be worth its
/// parameters.
///
///     minimize Σ (y - a - Σ_j b_j z_j)²,   z_j = (x_j - mean_j) / deviation_j over the training rows
///     normal equations Zᵀ Z b = Zᵀ (y - mean(y)), solved by Cholesky decomposition with diagonal pivots
///
/// Features that the ones before them determine (pivot below 1e-10 of the first) get the coefficient 0, so
/// that one-hot columns and copies do no harm.
///
/// - Limits: real targets only; nil with more than `largestWidth` features or `largestWork` multiplications in Zᵀ Z,
/// so that the baseline costs a fraction of a second, or when a feature is infinite; a gap counts as the column's mean;
/// one order of all sums
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
        var lines = [Double](repeating: 0, count: Self.rowsAtOnce * width)
        var deviations = [Double](repeating: 0, count: Self.rowsAtOnce * columns)
        for start in stride(from: 0, to: features.rows, by: Self.rowsAtOnce) {
            let count = min(Self.rowsAtOnce, features.rows - start)
            reader.read(start..<(start + count), into: &lines, means: means, scales: scales)
            for row in 0..<count {
                for column in 0..<columns {
                    deviations[row * columns + column] =
                        targets[(start + row) * columns + column] - targetMeans[column]
                }
            }
            equations.add(lines, deviations, rows: count)
        }
        coefficients = equations.solved()
    }

    /// Rows that are read and added up together; changes no sum's order.
    fileprivate static let rowsAtOnce = 64

    func rows(features: DataMatrix, targets: [Double]) -> ScoredRows {
        let columns = targetMeans.count
        let reader = FeatureRows(features)
        var line = [Double](repeating: 0, count: features.columns)
        var predictions = [Double](repeating: 0, count: features.rows * columns)
        for row in 0..<features.rows {
            reader.read(row..<(row + 1), into: &line, means: means, scales: scales)
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

    /// Standardized rows, one after another.
    ///
    /// - Parameter lines: at least [rows, columns]
    func read(_ rows: Range<Int>, into lines: inout [Double], means: [Double], scales: [Double]) {
        let width = matrix.columns
        guard lines.count >= rows.count * width, means.count == width, scales.count == width else { return }
        lines.withUnsafeMutableBufferPointer { lines in
            means.withUnsafeBufferPointer { means in
                scales.withUnsafeBufferPointer { scales in
                    guard let base = lines.baseAddress else { return }
                    values.copy((rows.lowerBound * width)..<(rows.upperBound * width), to: base)
                    for row in 0..<rows.count {
                        let line = base + row * width
                        for column in 0..<width {
                            let value = (line[column] - means[column]) / scales[column]
                            // A gap counts as the mean.
                            line[column] = value.isNaN ? 0 : value
                        }
                    }
                }
            }
        }
    }

    func moments() -> (means: [Double], deviations: [Double], areFinite: Bool) {
        let present = presentCounts()
        let means = zip(sums(around: nil) { $0 }, present).map { $0 / $1 }
        let squares = sums(around: means) { $0 * $0 }
        let deviations = zip(squares, present).map { ($0 / $1).squareRoot() }
        return (means, deviations, deviations.allSatisfy { $0.isFinite })
    }

    /// How many rows have a value, at least 1, for each column.
    private func presentCounts() -> [Double] {
        let width = matrix.columns
        var gaps = [Int](repeating: 0, count: width)
        for row in 0..<matrix.rows {
            for column in 0..<width where values[row * width + column].isNaN { gaps[column] += 1 }
        }
        return gaps.map { Double(max(1, matrix.rows - $0)) }
    }

    /// Σ term(x - center) for each column, in the order of rows.
    @inline(__always)
    private func sums(around centers: [Double]?, _ term: (Double) -> Double) -> [Double] {
        let width = matrix.columns
        let none = [Double](repeating: 0, count: width)
        let ones = [Double](repeating: 1, count: width)
        var lines = [Double](repeating: 0, count: LinearBaseline.rowsAtOnce * width)
        var sums = none
        for start in stride(from: 0, to: matrix.rows, by: LinearBaseline.rowsAtOnce) {
            let count = min(LinearBaseline.rowsAtOnce, matrix.rows - start)
            read(start..<(start + count), into: &lines, means: centers ?? none, scales: ones)
            sums.withUnsafeMutableBufferPointer { sums in
                lines.withUnsafeBufferPointer { lines in
                    for row in 0..<count {
                        for column in 0..<width { sums[column] += term(lines[row * width + column]) }
                    }
                }
            }
        }
        return sums
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

    /// Adds rows, four at a time: each sum takes them in their order, but is loaded and stored once for four.
    ///
    /// - Parameter lines: [rows, width]
    /// - Parameter targets: [rows, columns]
    mutating func add(_ lines: [Double], _ targets: [Double], rows: Int) {
        let (width, columns) = (width, sides.count)
        guard lines.count >= rows * width, targets.count >= rows * columns else { return }
        matrix.withUnsafeMutableBufferPointer { matrix in
            lines.withUnsafeBufferPointer { lines in
                guard let sums = matrix.baseAddress, let lines = lines.baseAddress else { return }
                var start = 0
                while start + 4 <= rows {
                    Self.addFour(lines + start * width, width, to: sums)
                    start += 4
                }
                for row in start..<rows { Self.addOne(lines + row * width, width, to: sums) }
            }
        }
        for column in sides.indices {
            sides[column].withUnsafeMutableBufferPointer { side in
                for row in 0..<rows {
                    let target = targets[row * columns + column]
                    for place in 0..<width { side[place] += lines[row * width + place] * target }
                }
            }
        }
    }

    @inline(__always)
    private static func addFour(
        _ lines: UnsafePointer<Double>, _ width: Int, to sums: UnsafeMutablePointer<Double>
    ) {
        let (first, second, third, fourth) = (lines, lines + width, lines + 2 * width, lines + 3 * width)
        for row in 0..<width {
            let target = sums + row * width
            let factors = (first[row], second[row], third[row], fourth[row])
            for column in row..<width {
                var sum = target[column]
                sum += factors.0 * first[column]
                sum += factors.1 * second[column]
                sum += factors.2 * third[column]
                sum += factors.3 * fourth[column]
                target[column] = sum
            }
        }
    }

    @inline(__always)
    private static func addOne(
        _ line: UnsafePointer<Double>, _ width: Int, to sums: UnsafeMutablePointer<Double>
    ) {
        for row in 0..<width {
            for column in row..<width { sums[row * width + column] += line[row] * line[column] }
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
