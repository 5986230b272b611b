import Kernels
import Testing
import Training

@Suite("Optimizers of second order")
struct SecondOrderTests {
    static let names = ["lbfgs", "newton", "gauss_newton"]

    @Test(arguments: ["lbfgs", "lbfgs short memory"])
    func twentyStepsOfLBFGSEqualPyTorch(name: String) throws {
        let numbers = try #require(try SolverNumbers.read().lbfgs.first { $0.name == name })
        let bench = try OptimizerBench(
            LBFGS(learningRate: numbers.lr, history: numbers.history), start: numbers.start)
        for expected in numbers.trace {
            let gradient = zip(bench.values, numbers.curvatures).map { value, curvature in
                let distance = value - 1
                return curvature * distance * distance * distance + distance
            }
            #expect(largestDifference(try bench.step(gradient), expected) < 1e-10)
        }
    }

    @Test(arguments: ["newton", "newton quadratic", "gauss_newton", "gauss_newton logistic"])
    func stepsEqualThoseOfPyTorchsDerivatives(name: String) throws {
        let numbers = try #require(try SolverNumbers.read().secondOrder.first { $0.name == name })
        let isNewton = name.hasPrefix("newton")
        let optimizer: any Optimizer =
            isNewton
            ? Newton(learningRate: numbers.lr, damping: numbers.damping) as any Optimizer
            : GaussNewton(learningRate: numbers.lr, damping: numbers.damping)
        let hidden: [any Layer] = [LinearLayer(units: numbers.hidden), TanhLayer()]
        let experiment = TinyExperiment(
            layers: (numbers.hidden == 0 ? [] : hidden) + [LinearLayer(units: 1)],
            loss: numbers.binary ? BinaryCrossEntropyLoss() as any Loss : MeanSquaredErrorLoss(),
            target: numbers.binary ? .classes(count: 2) : .real(columns: 1), features: numbers.inputs,
            targets: numbers.targets, train: TrainSection(epochs: numbers.losses.count, batchSize: .all),
            elementType: .float64)
        let session = try experiment.session(
            TrialSettings(seed: 1, optimizer: optimizer),
            startingFrom: named(numbers.start, hidden: numbers.hidden))
        let observer = RecordingObserver()
        _ = try session.run(observer: observer)
        #expect(largestDifference(observer.losses[0] ?? [], numbers.losses) < 1e-10)
        let expected = named(numbers.final, hidden: numbers.hidden)
        for tensor in session.finalWeights(trial: 0) {
            let values = try #require(expected[tensor.name]?.values)
            #expect(largestDifference(tensor.doubles ?? [], values) < 1e-9, "\(tensor.name)")
        }
    }

    private func named(_ values: [Double], hidden: Int) -> [String: PyTorchNumbers.Array] {
        guard hidden > 0 else {
            return [
                "0.weight": .init(shape: [1, 2], values: Array(values[0..<2])),
                "0.bias": .init(shape: [1], values: Array(values[2..<3])),
            ]
        }
        let (first, second) = (2 * hidden, 3 * hidden)
        return [
            "0.weight": .init(shape: [hidden, 2], values: Array(values[0..<first])),
            "0.bias": .init(shape: [hidden], values: Array(values[first..<second])),
            "2.weight": .init(shape: [1, hidden], values: Array(values[second..<(second + hidden)])),
            "2.bias": .init(shape: [1], values: Array(values[(second + hidden)...])),
        ]
    }

    @Test(arguments: SecondOrderTests.names)
    func stateSurvivesACheckpointAndAStack(name: String) throws {
        switch name {
        case "lbfgs": try expectExactContinuation(of: LBFGS(learningRate: 0.1, history: 2))
        case "newton": try expectExactContinuation(of: Newton(learningRate: 0.1, damping: 1))
        default: try expectExactContinuation(of: GaussNewton(learningRate: 0.1))
        }
    }

    /// With an l2 penalty the minimum is ridge's: alpha = factor · rows.
    @Test func newtonWithAPenaltyIsRidgeInOneStep() throws {
        var experiment = TinyExperiment.regression(train: TrainSection(epochs: 1, batchSize: .all))
        experiment.elementType = .float64
        experiment.penalties = [L2Penalty(factor: 0.1)]
        for optimizer in [Newton(damping: 0), GaussNewton(damping: 0)] as [any Optimizer] {
            let session = try experiment.session([TrialSettings(seed: 1, optimizer: optimizer)])
            _ = try session.run(observer: RecordingObserver())
            let ridge = try RidgeSolver(alpha: 3).solve(
                SolverProblem(
                    features: experiment.features, targets: experiment.targets, plan: experiment.plan()))
            for tensor in session.finalWeights(trial: 0) {
                let expected = try #require(ridge[tensor.name])
                #expect(largestDifference(tensor.doubles ?? [], expected) < 1e-12)
            }
        }
    }

    @Test func unsuitedModelsAreRefused() throws {
        func refusal(_ layers: [any Layer], accumulate: Int = 1) throws -> String {
            let experiment = TinyExperiment.regression(train: TrainSection(epochs: 1), layers: layers)
            return Newton().refusal(for: try experiment.plan(), accumulate: accumulate) ?? ""
        }
        #expect(
            try refusal([LinearLayer(units: 40), LinearLayer(units: 1)]).contains("at most 64 parameters"))
        #expect(try refusal([DropoutLayer(rate: 0.5), LinearLayer(units: 1)]).contains("dropout"))
        #expect(try refusal([LinearLayer(units: 1)], accumulate: 2).contains("gather gradients"))
        #expect(try refusal([LinearLayer(units: 1)]) == "")
    }
}
