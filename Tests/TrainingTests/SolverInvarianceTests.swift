import Kernels
import Spec
import Testing
import Training

/// Solvers do not depend on the units and zero points of the features: what scikit-learn found for the rows of
/// `Fixtures/solvers.json` must be found for the same rows shifted and scaled.
@Suite("Solvers and the features' units")
struct SolverInvarianceTests {
    private func plan(
        _ layers: [any Layer], _ loss: any Loss, features: Int, target: TargetForm
    ) throws -> ModelPlan {
        var diagnostics = DiagnosticBag()
        let plan = ModelPlan.infer(
            layers: layers.map { Located(value: $0, origin: .defaultValue) }, weightInitializer: nil,
            loss: Located(value: loss, origin: .defaultValue), input: [features], target: target,
            place: .defaultValue, diagnostics: &diagnostics)
        return try #require(plan, "\(diagnostics.all.map(\.message))")
    }

    private func logistic(
        _ numbers: SolverNumbers.Linear, features: [[Double]], price: Double
    ) throws -> (weights: [Double], biases: [Double]) {
        let units = numbers.coefficients.count
        let loss: any Loss = units == 1 ? BinaryCrossEntropyLoss() : CrossEntropyLoss()
        let plan = try plan(
            [LinearLayer(units: units)], loss, features: features[0].count,
            target: .classes(count: max(2, units)))
        let found = try LogisticNewtonSolver(price: price).solve(
            SolverProblem(features: features, targets: numbers.targets, weights: numbers.weights, plan: plan))
        return (try #require(found["0.weight"]), try #require(found["0.bias"]))
    }

    /// The bias has no price, so a shift changes it alone: by -w · shift.
    @Test(
        "logistic_newton finds the same weights wherever the columns lie",
        arguments: ["logistic", "logistic weights", "logistic classes"], [1e3, 1e4, 1e5, 1e6, -1e7])
    func shiftsChangeNoWeight(name: String, shift: Double) throws {
        let numbers = try #require(try SolverNumbers.read().linear.first { $0.name == name })
        let shifted = numbers.features.map { row in row.map { $0 + shift } }
        let found = try logistic(numbers, features: shifted, price: numbers.price ?? 0)
        // Adding 1e7 rounds the features to 2e-9.
        #expect(largestDifference(found.weights, numbers.coefficients.flatMap { $0 }) < 2e-7)
    }

    /// Without a price a scaled column has a weight scaled the other way, and nothing else changes.
    @Test("logistic_newton finds the same minimum in all units", arguments: ["logistic", "logistic weights"])
    func scalesChangeNothing(name: String) throws {
        let numbers = try #require(try SolverNumbers.read().linear.first { $0.name == name })
        let plain = try logistic(numbers, features: numbers.features, price: 0)
        let scales = [1e-9, 1, 1e6, 1e12]
        let scaled = numbers.features.map { row in zip(row, scales).map { $0 * $1 } }
        let found = try logistic(numbers, features: scaled, price: 0)
        let back = zip(found.weights, scales).map { $0 * $1 }
        #expect(largestDifference(back, plain.weights) < 1e-8)
        #expect(largestDifference(found.biases, plain.biases) < 1e-8)
    }

    /// Ten rows on a line, the classes left and right of 4.5.
    @Test("separable classes are told, whatever the price", arguments: [0, 1e-6])
    func separableClassesAreTold(price: Double) throws {
        let plan = try plan(
            [LinearLayer(units: 1)], BinaryCrossEntropyLoss(), features: 1, target: .classes(count: 2))
        let solver = LogisticNewtonSolver(price: price)
        func remarks(_ labels: [Double]) throws -> [String] {
            let problem = SolverProblem(
                features: (0..<10).map { [Double($0)] }, targets: labels.map { [$0] }, plan: plan)
            return solver.remarks(problem, try solver.solve(problem))
        }
        let apart = try remarks([0, 0, 0, 0, 0, 1, 1, 1, 1, 1])
        #expect(apart.count == 1)
        #expect(apart.first?.contains("separate the classes") == true)
        #expect(try remarks([0, 0, 0, 1, 0, 1, 0, 1, 1, 1]) == [])
    }

    /// Probabilities through the graph, as a run shows them.
    private func probabilities(
        _ solver: GaussianSolver, features: [[Double]], targets: [[Double]], type: ElementType = .float64
    ) throws -> [Double] {
        let own = try #require(try solver.model(for: .classes(count: 3)))
        let experiment = TinyExperiment(
            layers: own.layers, loss: own.loss, target: .classes(count: 3), features: features,
            targets: targets,
            train: TrainSection(maxSteps: 0), elementType: type)
        let session = try experiment.session([
            TrialSettings(seed: 1, optimizer: StochasticGradientDescent(learningRate: 0.1))
        ])
        try session.solve(with: solver)
        return try #require(try session.predictions(split: "train").first).predictions
    }

    /// With the default smoothing too: it is a share of each column's own variance.
    @Test("discriminant analysis does not depend on units", arguments: ["gaussian full", "gaussian shared"])
    func discriminantsAreScaleFree(name: String) throws {
        let numbers = try #require(try SolverNumbers.read().generative.first { $0.name == name })
        let solver = GaussianSolver(covariance: numbers.solver == "full" ? .full : .shared)
        let scales = [3e4, 1e-2, 1e-7, 1e9]
        let shifts = [6e4, 5, 0, -1e9]
        let changed = numbers.features.map { row in
            row.indices.map { row[$0] * scales[$0] + shifts[$0] }
        }
        let found = try probabilities(solver, features: changed, targets: numbers.targets)
        #expect(largestDifference(found, numbers.probabilities.flatMap { $0 }) < 1e-6)
    }

    /// Columns of mean 10,000 that single precision holds exactly: the probabilities of the columns around 0.
    @Test("single precision keeps its digits far from zero")
    func singlePrecisionIsCentred() throws {
        let numbers = try #require(try SolverNumbers.read().generative.first { $0.name == "gaussian shared" })
        let rounded = numbers.features.map { row in row.map { ($0 * 64).rounded() / 64 } }
        let solver = GaussianSolver(covariance: .shared)
        let exact = try probabilities(solver, features: rounded, targets: numbers.targets)
        let far = rounded.map { row in row.map { $0 + 10_000 } }
        let found = try probabilities(solver, features: far, targets: numbers.targets, type: .float32)
        #expect(largestDifference(found, exact) < 1e-4)
    }

    /// 0.1 has no exact mean of ten: what is left of it is rounding, and the shortest weight is 0.
    @Test("a constant feature has the weight 0", arguments: ["least_squares", "svd", "ridge"])
    func constantsHaveNoWeight(name: String) throws {
        let solver: any Solver =
            switch name {
            case "ridge": RidgeSolver(alpha: 1e-3)
            case "svd": LeastSquaresSolver(method: .svd)
            default: LeastSquaresSolver()
            }
        let plan = try plan(
            [LinearLayer(units: 1)], MeanSquaredErrorLoss(), features: 2, target: .real(columns: 1))
        let targets = [1, 2, 4, -1, 0.3, 2.2, 1.7, -0.6, 0.9, 3.1]
        let problem = SolverProblem(
            features: (0..<10).map { [0.1, Double($0 * $0)] }, targets: targets.map { [$0] }, plan: plan)
        let found = try solver.solve(problem)
        #expect(found["0.weight"]?[0] == 0)
        if name == "ridge" {
            #expect(throws: TrainingError.self) { try RidgeSolver(alpha: 0).solve(problem) }
        }
    }

    /// Columns of one-hot indicators beside columns of any size: the fit and the shortest weights of the group stay.
    @Test("dependent columns beside columns of other sizes", arguments: [1, 1e8, 1e16, 1e-16])
    func dependentColumnsOfAllSizes(scale: Double) throws {
        let plan = try plan(
            [LinearLayer(units: 1)], MeanSquaredErrorLoss(), features: 5, target: .real(columns: 1))
        let rows: [[Double]] = (0..<18).map { index in
            let group = index % 3
            let wave = Double(index * index % 7)
            let step = Double(index * 5 % 11)
            return [group == 0 ? 1 : 0, group == 1 ? 1 : 0, group == 2 ? 1 : 0, wave * scale, step]
        }
        let targets = rows.enumerated().map { index, row in
            row[1] * 2 - row[2] + 3 * row[3] / scale - 0.5 * row[4] + Double(index % 5) / 10
        }
        let found = try LeastSquaresSolver().solve(
            SolverProblem(features: rows, targets: targets.map { [$0] }, plan: plan))
        let weights = try #require(found["0.weight"])
        let reference = try LeastSquaresSolver().solve(
            SolverProblem(
                features: rows.map { [$0[0], $0[1], $0[2], $0[3] / scale, $0[4]] },
                targets: targets.map { [$0] },
                plan: plan))
        let expected = try #require(reference["0.weight"])
        let back = [weights[0], weights[1], weights[2], weights[3] * scale, weights[4]]
        #expect(largestDifference(back, expected) < 1e-9)
        // The shortest weights of a full set of indicators add up to 0.
        #expect(abs(weights[0] + weights[1] + weights[2]) < 1e-9)
    }
}
