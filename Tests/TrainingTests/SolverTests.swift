import Foundation
import Graph
import Kernels
import Spec
import Testing
import Training

/// `Fixtures/solvers.json`, written by Tests/References/training_solvers.py.
struct SolverNumbers: Decodable {
    struct Linear: Decodable {
        var name: String
        var solver: String
        var features: [[Double]]
        var targets: [[Double]]
        var weights: [Double]?
        var coefficients: [[Double]]
        var intercepts: [Double]
        var price: Double?
    }

    struct Generative: Decodable {
        var name: String
        var solver: String
        var features: [[Double]]
        var targets: [[Double]]
        var probabilities: [[Double]]
    }

    struct SecondOrder: Decodable {
        var name: String
        var hidden: Int
        var damping: Double
        var lr: Double
        var binary: Bool
        var inputs: [[Double]]
        var targets: [[Double]]
        var start: [Double]
        var losses: [Double]
        var final: [Double]
    }

    struct LBFGS: Decodable {
        var name: String
        var lr: Double
        var history: Int
        var curvatures: [Double]
        var start: [Double]
        var trace: [[Double]]
    }

    var linear: [Linear]
    var generative: [Generative]
    var secondOrder: [SecondOrder]
    var lbfgs: [LBFGS]

    static func read() throws -> SolverNumbers { try Fixture.read("solvers.json", as: SolverNumbers.self) }
}

@Suite("Closed-form solvers")
struct SolverTests {
    private func plan(
        _ solver: any Solver, features: Int, target: TargetForm, units: Int, bias: Bool = true
    ) throws -> ModelPlan {
        var layers: [any Layer] = [LinearLayer(units: units, bias: bias)]
        var loss: any Loss = MeanSquaredErrorLoss()
        if case .classes(let count) = target {
            loss = count == 2 ? BinaryCrossEntropyLoss() as any Loss : CrossEntropyLoss()
        }
        if let own = try solver.model(for: target) { (layers, loss) = (own.layers, own.loss) }
        var diagnostics = DiagnosticBag()
        let plan = ModelPlan.infer(
            layers: layers.map { Located(value: $0, origin: .defaultValue) }, weightInitializer: nil,
            loss: Located(value: loss, origin: .defaultValue), input: [features], target: target,
            place: .defaultValue, diagnostics: &diagnostics)
        return try #require(plan, "\(diagnostics.all.map(\.message))")
    }

    static let linearNames = [
        "least_squares", "least_squares weights", "least_squares dependent", "ridge", "ridge weights",
        "logistic",
        "logistic weights", "logistic classes",
    ]

    @Test(arguments: linearNames)
    func weightsEqualScikitLearn(name: String) throws {
        let numbers = try #require(try SolverNumbers.read().linear.first { $0.name == name })
        let solver: any Solver =
            switch numbers.solver {
            case "ridge": RidgeSolver(alpha: 2.5)
            case "logistic_newton": LogisticNewtonSolver(price: numbers.price ?? 0)
            default: LeastSquaresSolver()
            }
        let units = numbers.coefficients.count
        let isLogistic = numbers.solver == "logistic_newton"
        let target: TargetForm = isLogistic ? .classes(count: max(2, units)) : .real(columns: units)
        let plan = try plan(solver, features: numbers.features[0].count, target: target, units: units)
        #expect(solver.refusal(for: plan) == nil)
        let found = try solver.solve(
            SolverProblem(
                features: numbers.features, targets: numbers.targets, weights: numbers.weights, plan: plan))
        let weights = try #require(found["0.weight"])
        var biases = try #require(found["0.bias"])
        if units > 2 || (isLogistic && units > 1) {
            let mean = biases.reduce(0, +) / Double(biases.count)
            if isLogistic { biases = biases.map { $0 - mean } }
        }
        // scikit-learn's own logistic iteration ends about here.
        let tolerance = isLogistic ? 1e-7 : 1e-10
        #expect(largestDifference(weights, numbers.coefficients.flatMap { $0 }) < tolerance)
        #expect(largestDifference(biases, numbers.intercepts) < tolerance)
    }

    /// Certified values to as many digits as asked for: -log₁₀ of the largest relative error of a coefficient.
    @Test(
        arguments: [
            ("Norris", 8.0), ("Pontius", 8), ("NoInt1", 8), ("NoInt2", 8), ("Filip", 6), ("Longley", 8),
            ("Wampler1", 8), ("Wampler2", 8), ("Wampler3", 8), ("Wampler4", 8), ("Wampler5", 6),
        ])
    func certifiedDigitsAreReached(name: String, digits: Double) throws {
        struct Certified: Decodable {
            struct Case: Decodable {
                var name: String
                var degree: Int
                var hasIntercept: Bool
                var features: [[Double]]
                var y: [Double]
                var certified: [Double]
            }
            var cases: [Case]
        }
        let numbers = try #require(
            try Fixture.read("nist.json", as: Certified.self).cases.first { $0.name == name })
        let features = numbers.features.map { row in
            numbers.degree > 1 ? (1...numbers.degree).map { pow(row[0], Double($0)) } : row
        }
        let solver = LeastSquaresSolver(method: .qr)
        let plan = try plan(
            solver, features: features[0].count, target: .real(columns: 1), units: 1,
            bias: numbers.hasIntercept)
        let found = try solver.solve(
            SolverProblem(features: features, targets: numbers.y.map { [$0] }, plan: plan))
        let coefficients = (found["0.bias"] ?? []) + (found["0.weight"] ?? [])
        #expect(coefficients.count == numbers.certified.count)
        let errors = zip(coefficients, numbers.certified).map { abs($0 - $1) / abs($1) }
        let reached = -log10(max(errors.max() ?? 1, 1e-16))
        #expect(reached >= digits, "\(name): \(reached) digits")
    }

    static let generativeNames = ["gaussian full", "gaussian shared", "gaussian diagonal", "bernoulli"]

    /// Through the graph, in double precision: the probabilities a run would show.
    @Test(arguments: generativeNames)
    func probabilitiesEqualScikitLearn(name: String) throws {
        let numbers = try #require(try SolverNumbers.read().generative.first { $0.name == name })
        let solver: any Solver =
            switch numbers.solver {
            case "full": GaussianSolver(covariance: .full, smoothing: 0)
            case "shared": GaussianSolver(covariance: .shared, smoothing: 0)
            case "diagonal": GaussianSolver(covariance: .diagonal)
            default: BernoulliSolver(threshold: 0.2, alpha: 0.5)
            }
        let own = try #require(try solver.model(for: .classes(count: 3)))
        var experiment = TinyExperiment(
            layers: own.layers, loss: own.loss, target: .classes(count: 3), features: numbers.features,
            targets: numbers.targets, train: TrainSection(maxSteps: 0), elementType: .float64)
        experiment.metrics = [AccuracyMetric()]
        let session = try experiment.session([
            TrialSettings(seed: 1, optimizer: StochasticGradientDescent(learningRate: 0.1))
        ])
        try session.solve(with: solver)
        let result = try #require(try session.run(observer: RecordingObserver()).first)
        #expect(result.status == .completed)
        #expect(result.steps == 0)
        let rows = try #require(try session.predictions(split: "train").first)
        #expect(largestDifference(rows.predictions, numbers.probabilities.flatMap { $0 }) < 1e-9)
        #expect(result.splits.first?.values.map(\.name) == ["loss", "accuracy"])
    }

    /// x = 0, 1, 2, 3 and y = 1, 3, 5, 7 (twice the weight of the last two changes nothing on a line): y = 2 x + 1.
    @Test func aLineIsFoundExactly() throws {
        for solver in [LeastSquaresSolver(), LeastSquaresSolver(method: .svd), RidgeSolver(alpha: 0)]
            as [any Solver]
        {
            let plan = try plan(solver, features: 1, target: .real(columns: 1), units: 1)
            let found = try solver.solve(
                SolverProblem(
                    features: [[0], [1], [2], [3]], targets: [[1], [3], [5], [7]], weights: [1, 1, 2, 2],
                    plan: plan))
            #expect(abs((found["0.weight"]?[0] ?? 0) - 2) < 1e-14)
            #expect(abs((found["0.bias"]?[0] ?? 0) - 1) < 1e-14)
        }
    }

    /// Targets 1, 2, 6 with weights 1, 1, 2: mean (1 + 2 + 12) / 4 = 3.75; half of the weight is 2, reached exactly
    /// by 1 and 2, so the median is (2 + 6) / 2 = 4. Classes 0, 1, 1 of equal weight out of three: 1/3, 2/3 and a
    /// millionth.
    @Test func aConstantIsMeanMedianOrShares() throws {
        for (statistic, expected) in [(ConstantSolver.Statistic.mean, 3.75), (.median, 4)] {
            let solver = ConstantSolver(statistic: statistic)
            let plan = try plan(solver, features: 1, target: .real(columns: 1), units: 1)
            let found = try solver.solve(
                SolverProblem(
                    features: [[5], [7], [9]], targets: [[2], [1], [6]], weights: [1, 1, 2], plan: plan))
            #expect(found["0.weight"] == [0])
            #expect(found["0.bias"] == [expected])
        }
        let plan = try plan(ConstantSolver(), features: 2, target: .classes(count: 3), units: 3)
        let found = try ConstantSolver().solve(
            SolverProblem(features: [[5, 1], [7, 1], [9, 1]], targets: [[0], [1], [1]], plan: plan))
        #expect(found["0.weight"]?.count == 6)
        #expect(largestDifference(found["0.bias"] ?? [], [log(1.0 / 3), log(2.0 / 3), log(1e-6)]) < 1e-12)
        #expect(throws: LayerProblem.self) {
            try ConstantSolver(statistic: .median).model(for: .classes(count: 2))
        }
    }

    @Test func modelsThatCannotBeSolvedForAreRefused() throws {
        let plan = try plan(LeastSquaresSolver(), features: 2, target: .classes(count: 2), units: 1)
        #expect(LeastSquaresSolver().refusal(for: plan)?.contains("minimizes squared errors") == true)
        #expect(LogisticNewtonSolver().refusal(for: plan) == nil)
        let deep = TinyExperiment.regression(
            train: TrainSection(maxSteps: 0), layers: [LinearLayer(units: 2), LinearLayer(units: 1)])
        #expect(RidgeSolver().refusal(for: try deep.plan())?.contains("a single 'linear' layer") == true)
        #expect(throws: LayerProblem.self) { try GaussianSolver().model(for: .real(columns: 1)) }
    }

    @Test func dependentColumnsAreRefusedByQRAlone() throws {
        let solver = LeastSquaresSolver(method: .qr)
        let plan = try plan(solver, features: 2, target: .real(columns: 1), units: 1)
        let rows = (0..<6).map { [Double($0), 2 * Double($0) + 1] }
        let problem = SolverProblem(features: rows, targets: rows.map { [$0[0]] }, plan: plan)
        #expect(throws: TrainingError.self) { try solver.solve(problem) }
        let found = try LeastSquaresSolver().solve(problem)
        // The shortest of the weights with a + 2 b = 1: (1, 2) / 5.
        #expect(largestDifference(found["0.weight"] ?? [], [0.2, 0.4]) < 1e-12)
    }

    @Test func aClassWithoutRowsIsNamed() throws {
        let plan = try plan(GaussianSolver(), features: 1, target: .classes(count: 3), units: 3)
        let problem = SolverProblem(features: [[0], [1], [2]], targets: [[0], [1], [0]], plan: plan)
        let error = #expect(throws: TrainingError.self) { try GaussianSolver().solve(problem) }
        #expect(error?.description.contains("class 2 has no training rows") == true)
    }
}
