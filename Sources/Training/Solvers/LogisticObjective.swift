import Foundation

/// The mean cross-entropy of a linear model of standardized features with its derivatives. A point is the weights of
/// each output, then its bias.
struct LogisticObjective {
    struct State {
        var value: Double
        var gradient: [Double]
    }

    private let problem: SolverProblem
    private let hasBias: Bool
    /// What a weight of each standardized feature costs.
    private let prices: [Double]
    private let features: ColumnMatrix
    private let means: [Double]
    private let deviations: [Double]
    private let outputs: Int
    private let width: Int
    private let classes: [Double]
    private let total: Double

    var size: Int { outputs * width }

    init(_ problem: SolverProblem, hasBias: Bool, price: Double) {
        self.problem = problem
        self.hasBias = hasBias
        (features, means, deviations) = Self.standardized(problem, hasBias: hasBias)
        prices = deviations.map { price / ($0 * $0) }
        outputs = problem.plan.task.predictionColumns
        width = problem.features.columns + (hasBias ? 1 : 0)
        classes = Array(problem.targets.column(0))
        total = problem.totalWeight
    }

    /// Features less their means, when a bias can take them up, over their deviations from it.
    private static func standardized(
        _ problem: SolverProblem, hasBias: Bool
    ) -> (features: ColumnMatrix, means: [Double], deviations: [Double]) {
        var features = problem.features
        var (means, deviations): ([Double], [Double]) = ([], [])
        for column in 0..<features.columns {
            let mean = hasBias ? CentredSystem.mean(problem.features.column(column), problem.weights) : 0
            var (squares, largest, weight) = (0.0, 0.0, 0.0)
            for row in 0..<features.rows {
                let value = features[row, column]
                largest = max(largest, abs(value))
                features[row, column] = value - mean
                squares += problem.weights[row] * (value - mean) * (value - mean)
                weight += problem.weights[row]
            }
            var deviation = weight > 0 ? (squares / weight).squareRoot() : 0
            // A constant is what rounding of its mean leaves of it: nothing.
            let isConstant = !(deviation > 0 && deviation.isFinite)
            if isConstant || (hasBias && deviation <= Double(features.rows) * 0x1p-52 * largest) {
                deviation = 1
                for row in 0..<features.rows where hasBias || isConstant { features[row, column] = 0 }
            }
            for row in 0..<features.rows { features[row, column] /= deviation }
            means.append(mean)
            deviations.append(deviation)
        }
        return (features, means, deviations)
    }

    /// The largest element of the gradient, each less what the price's own part may cost by rounding.
    func slope(_ state: State, _ point: [Double]) -> Double {
        var largest = 0.0
        for (index, element) in state.gradient.enumerated() {
            let feature = index % width
            let own = feature < prices.count ? abs(2 * prices[feature] * point[index]) : 0
            largest = max(largest, abs(element) / max(1, own))
        }
        return largest
    }

    /// Whether every row that counts gets more for its own class than for any other.
    func separates(_ solution: SolvedParameters) -> Bool {
        guard let weights = solution["0.weight"] else { return false }
        let biases = solution["0.bias"] ?? [Double](repeating: 0, count: outputs)
        for row in 0..<problem.rows where problem.weights[row] > 0 {
            let scores = (0..<outputs).map { output in
                (0..<problem.features.columns).reduce(biases[output]) {
                    $0 + weights[output * problem.features.columns + $1] * problem.features[row, $1]
                }
            }
            let own = Int(classes[row])
            let margin =
                outputs == 1
                ? scores[0] * (2 * classes[row] - 1)
                : scores[own] - (scores.enumerated().filter { $0.offset != own }.map(\.element).max() ?? 0)
            guard margin > 0 else { return false }
        }
        return true
    }

    /// z of every row and output: rows × outputs.
    private func scores(_ point: [Double]) -> ColumnMatrix {
        var scores = ColumnMatrix(rows: problem.rows, columns: outputs)
        for output in 0..<outputs {
            let start = output * width
            for feature in 0..<problem.features.columns {
                let weight = point[start + feature]
                for row in 0..<problem.rows { scores[row, output] += weight * features[row, feature] }
            }
            for row in 0..<problem.rows where hasBias { scores[row, output] += point[start + width - 1] }
        }
        return scores
    }

    /// Loss of a row and p - y for each output.
    private func row(_ row: Int, _ scores: ColumnMatrix, _ errors: inout [Double]) -> Double {
        let label = classes[row]
        if outputs == 1 {
            let score = scores[row, 0]
            let tail = log1p(exp(-abs(score)))
            errors[0] = 1 / (1 + exp(-score)) - label
            return max(score, 0) + tail - label * score
        }
        var largest = -Double.infinity
        for output in 0..<outputs { largest = max(largest, scores[row, output]) }
        var sum = 0.0
        for output in 0..<outputs {
            errors[output] = exp(scores[row, output] - largest)
            sum += errors[output]
        }
        let own = Int(label)
        for output in 0..<outputs { errors[output] = errors[output] / sum - (output == own ? 1 : 0) }
        return largest + log(sum) - scores[row, own]
    }

    func evaluate(_ point: [Double]) -> State {
        let scores = scores(point)
        var value = 0.0
        var gradient = [Double](repeating: 0, count: size)
        var errors = [Double](repeating: 0, count: outputs)
        var residuals = ColumnMatrix(rows: problem.rows, columns: outputs)
        for index in 0..<problem.rows {
            let weight = problem.weights[index] / total
            value += weight * row(index, scores, &errors)
            for output in 0..<outputs { residuals[index, output] = weight * errors[output] }
        }
        for output in 0..<outputs {
            let start = output * width
            for feature in 0..<problem.features.columns {
                var sum = 2 * prices[feature] * point[start + feature]
                for index in 0..<problem.rows {
                    sum += residuals[index, output] * features[index, feature]
                }
                gradient[start + feature] = sum
                value += prices[feature] * point[start + feature] * point[start + feature]
            }
            if hasBias { gradient[start + width - 1] = residuals.column(output).reduce(0, +) }
        }
        return State(value: value, gradient: gradient)
    }

    /// Σ_rows weight · s[j, k] x x' for each pair of outputs, s = p[j] (δ[j, k] - p[k]).
    func hessian(_ point: [Double]) -> ColumnMatrix {
        let scores = scores(point)
        var result = ColumnMatrix(rows: size, columns: size)
        var errors = [Double](repeating: 0, count: outputs)
        var line = [Double](repeating: 1, count: width)
        for index in 0..<problem.rows {
            _ = row(index, scores, &errors)
            let label = classes[index]
            for feature in 0..<problem.features.columns {
                line[feature] = features[index, feature]
            }
            let weight = problem.weights[index] / total
            for first in 0..<outputs {
                let one = errors[first] + (outputs == 1 ? label : Int(label) == first ? 1 : 0)
                for second in 0...first {
                    let other = errors[second] + (outputs == 1 ? label : Int(label) == second ? 1 : 0)
                    let share = weight * one * ((first == second ? 1 : 0) - other)
                    add(share, line, first, second, to: &result)
                }
            }
        }
        for output in 0..<outputs {
            for feature in 0..<problem.features.columns {
                result[output * width + feature, output * width + feature] += 2 * prices[feature]
            }
        }
        for column in 0..<size {
            for row in (column + 1)..<max(size, column + 1) { result[column, row] = result[row, column] }
        }
        return result
    }

    private func add(
        _ share: Double, _ features: [Double], _ first: Int, _ second: Int, to result: inout ColumnMatrix
    ) {
        for column in 0..<width {
            let product = share * features[column]
            for row in (first == second ? column : 0)..<width {
                result[first * width + row, second * width + column] += product * features[row]
            }
        }
    }

    func parameters(_ point: [Double]) -> SolvedParameters {
        var (weights, biases): ([[Double]], [Double]) = ([], [])
        for output in 0..<outputs {
            let own = means.indices.map { point[output * width + $0] / deviations[$0] }
            weights.append(own)
            let bias = hasBias ? point[(output + 1) * width - 1] : 0
            biases.append(zip(own, means).reduce(bias) { $0 - $1.0 * $1.1 })
        }
        return LinearModelShape.parameters(weights: weights, biases: biases, hasBias: hasBias)
    }
}
