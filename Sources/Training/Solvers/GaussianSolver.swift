import Foundation
import Spec

package struct GaussianSolver: Solver {
    package enum Covariance: String, CaseIterable, Sendable {
        case full
        case shared
        case diagonal
    }

    package static let name = "gaussian"
    package static let about = """
        A normal distribution for each class; the most probable class is predicted.

            score[k] = log π[k] + log N(x; μ[k], Σ[k])     π: the classes' shares of the training rows
            full:     a covariance for each class: quadratic discriminants
            shared:   the mean of the classes' covariances, weighted by π: linear discriminants
            diagonal: a variance for each class and feature: Gaussian naive Bayes
            Σ = (Σ_rows weight (x - μ)(x - μ)') / (Σ weight - ddof) + smoothing · S
            S: each feature's variance over all rows on the diagonal; with diagonal, the largest · I

        It makes its own model, the scores of all classes from the features, so `model` and `loss` are left
        out. Probabilities are the softmax of the scores.

        Full and shared covariances do not depend on the units of the features, smoothing included. Diagonal
        smooths as scikit-learn's `GaussianNB` does: a feature whose variance is far below the largest one
        needs `standardize`, or `smoothing: 0`.

        - Limits: fitted in double precision; with `shared` the scores are linear in the features, and
          computed from their distances to a common center, so that large means cost no digits
        - Errors: `solver-against-model` for a real target; the run fails for a class without rows, and for
          a covariance that is not positive definite (raise `smoothing`, or use another covariance)
        - Source: Hastie, Tibshirani and Friedman, "The elements of statistical learning", 2nd edition,
          section 4.3; scikit-learn `QuadraticDiscriminantAnalysis` (ddof 1), `LinearDiscriminantAnalysis`,
          `GaussianNB`
        """
    package static let primaryField: String? = "covariance"
    package static let makesModel = true
    package let covariance: Covariance
    package let ddof: Int
    package let smoothing: Double

    package init(reading fields: inout FieldReader) {
        covariance = fields.choice(
            "covariance", default: Covariance.full, "One for each class, one for all, or variances only.")
        ddof = fields.int(
            "ddof", default: 0, in: .closed(0, 1),
            "Taken off the divisor of a covariance; 0 is maximum likelihood.")
        smoothing = fields.double(
            "smoothing", default: 1e-9, in: .nonNegative,
            "Share of a feature's variance over all rows (with diagonal: of the largest one) added to its variance."
        )
    }

    package init(covariance: Covariance = .full, ddof: Int = 0, smoothing: Double = 1e-9) {
        self.covariance = covariance
        self.ddof = ddof
        self.smoothing = smoothing
    }

    package func model(for target: TargetForm) throws -> SolverModel? {
        guard case .classes(let count) = target else {
            throw LayerProblem("tells classes apart, but the target is a real number")
        }
        let layer: any Layer
        switch covariance {
        case .full: layer = GaussianScoresLayer(classes: count)
        case .shared: layer = SharedGaussianScoresLayer(classes: count)
        case .diagonal: layer = DiagonalGaussianScoresLayer(classes: count)
        }
        return SolverModel(layers: [layer], loss: CrossEntropyLoss())
    }

    package func refusal(for plan: ModelPlan) -> String? { nil }

    package func solve(_ problem: SolverProblem) throws -> SolvedParameters {
        let groups = try ClassMoments(problem, solver: Self.name)
        switch covariance {
        case .diagonal: return try diagonal(groups, lift: smoothing * groups.largestVariance)
        case .shared: return try shared(groups, lifts: lifts(groups))
        case .full: return try full(groups, lifts: lifts(groups))
        }
    }

    /// What is added to each feature's variance; a feature that never changes has no scale of its own.
    private func lifts(_ groups: ClassMoments) -> [Double] {
        groups.variances.map { smoothing * ($0 > 0 ? $0 : groups.largestVariance) }
    }

    private func decomposition(_ matrix: ColumnMatrix, lifts: [Double], of what: String) throws -> Cholesky {
        var lifted = matrix
        for index in 0..<matrix.rows { lifted[index, index] += lifts[index] }
        if let cholesky = Cholesky(lifted) { return cholesky }
        throw TrainingError(
            "gaussian: the covariance of \(what) is not positive definite: features depend on each other, or there are "
                + "too few rows; raise 'smoothing', or use 'covariance: diagonal'")
    }

    /// z = W' (x - μ) with W = L⁻ᵀ has the identity as covariance; constant = log π - log det / 2.
    private func full(_ groups: ClassMoments, lifts: [Double]) throws -> SolvedParameters {
        var whitening: [Double] = []
        var constants: [Double] = []
        let size = groups.features
        for index in 0..<groups.count {
            let cholesky = try decomposition(
                groups.covariance(index, ddof: ddof), lifts: lifts, of: "class \(index)")
            var inverse = ColumnMatrix(rows: size, columns: size)
            for column in 0..<size {
                var unit = [Double](repeating: 0, count: size)
                unit[column] = 1
                for (row, value) in cholesky.forward(unit).enumerated() { inverse[row, column] = value }
            }
            // W[feature, k] = L⁻¹[k, feature]
            for feature in 0..<size { whitening += (0..<size).map { inverse[$0, feature] } }
            constants.append(log(groups.prior(index)) - cholesky.logDeterminant / 2)
        }
        return ["0.mean": groups.means.flatMap { $0 }, "0.whitening": whitening, "0.constant": constants]
    }

    /// Σ⁻¹ is the same for all, so x'Σ⁻¹x drops out. With d = μ[k] - center: weights Σ⁻¹ d, bias log π[k] - d'Σ⁻¹ d /
    /// 2, of the features less the center.
    private func shared(_ groups: ClassMoments, lifts: [Double]) throws -> SolvedParameters {
        var pooled = ColumnMatrix(rows: groups.features, columns: groups.features)
        for index in 0..<groups.count {
            let covariance = groups.covariance(index, ddof: ddof)
            let share = groups.prior(index)
            for place in pooled.values.indices { pooled.values[place] += share * covariance.values[place] }
        }
        let cholesky = try decomposition(pooled, lifts: lifts, of: "all classes")
        // A center that single precision holds exactly: distances to it are then exact in either precision.
        let center = groups.center.map {
            abs($0) < Double(Float.greatestFiniteMagnitude) ? Double(Float($0)) : $0
        }
        let distances = groups.means.map { mean in zip(mean, center).map { $0 - $1 } }
        let weights = distances.map { cholesky.solve($0) }
        let biases = (0..<groups.count).map { index in
            let product = zip(weights[index], distances[index]).reduce(0) { $0 + $1.0 * $1.1 }
            return log(groups.prior(index)) - product / 2
        }
        return ["0.mean": center, "0.weight": weights.flatMap { $0 }, "0.constant": biases]
    }

    private func diagonal(_ groups: ClassMoments, lift: Double) throws -> SolvedParameters {
        var inverses: [Double] = []
        var constants: [Double] = []
        for index in 0..<groups.count {
            let covariance = groups.covariance(index, ddof: ddof)
            var constant = log(groups.prior(index))
            for feature in 0..<groups.features {
                let variance = covariance[feature, feature] + lift
                guard variance > 0 else {
                    throw TrainingError(
                        "gaussian: feature \(feature) is constant within class \(index); raise 'smoothing'")
                }
                inverses.append(1 / variance.squareRoot())
                constant -= log(variance) / 2
            }
            constants.append(constant)
        }
        return [
            "0.mean": groups.means.flatMap { $0 }, "0.inverse_deviation": inverses, "0.constant": constants,
        ]
    }
}

/// Weighted means and covariances of each class.
struct ClassMoments {
    let count: Int
    let features: Int
    private(set) var means: [[Double]] = []
    private var totals: [Double] = []
    private var scatters: [ColumnMatrix] = []
    /// Each feature's mean and variance over all rows.
    private(set) var center: [Double] = []
    private(set) var variances: [Double] = []
    var largestVariance: Double { variances.max() ?? 0 }

    /// - Errors: `TrainingError` for a class without rows
    init(_ problem: SolverProblem, solver: String) throws {
        count = problem.plan.task.classCount ?? 0
        features = problem.features.columns
        let classes = problem.classes
        for index in 0..<count {
            let rows = (0..<problem.rows).filter { classes[$0] == index && problem.weights[$0] > 0 }
            guard !rows.isEmpty else {
                throw TrainingError(
                    "\(solver): class \(index) has no training rows, so nothing is known about it")
            }
            let total = rows.reduce(0) { $0 + problem.weights[$1] }
            let mean = (0..<features).map { feature in
                rows.reduce(0) { $0 + problem.weights[$1] * problem.features[$1, feature] } / total
            }
            totals.append(total)
            means.append(mean)
            scatters.append(Self.scatter(problem, rows, mean))
        }
        let all = Array(0..<problem.rows)
        let weight = problem.totalWeight
        for feature in 0..<features {
            let mean = all.reduce(0) { $0 + problem.weights[$1] * problem.features[$1, feature] } / weight
            let variance = all.reduce(0) {
                let distance = problem.features[$1, feature] - mean
                return $0 + problem.weights[$1] * distance * distance
            }
            center.append(mean)
            variances.append(variance / weight)
        }
    }

    private static func scatter(_ problem: SolverProblem, _ rows: [Int], _ mean: [Double]) -> ColumnMatrix {
        var result = ColumnMatrix(rows: mean.count, columns: mean.count)
        var distance = mean
        for row in rows {
            for feature in mean.indices { distance[feature] = problem.features[row, feature] - mean[feature] }
            for first in mean.indices {
                let product = problem.weights[row] * distance[first]
                for second in 0...first { result[first, second] += product * distance[second] }
            }
        }
        for first in mean.indices {
            for second in 0..<first { result[second, first] = result[first, second] }
        }
        return result
    }

    func prior(_ index: Int) -> Double { totals[index] / totals.reduce(0, +) }

    func covariance(_ index: Int, ddof: Int) -> ColumnMatrix {
        var result = scatters[index]
        let divisor = max(totals[index] - Double(ddof), 1e-300)
        for place in result.values.indices { result.values[place] /= divisor }
        return result
    }
}
