import Testing
import Training

@Suite("Optimizers")
struct OptimizerTests {
    /// p = 1, lr 0.1, momentum 0.9, gradients 1, 0.5, -0.25:
    ///     u = 1                        p = 1 - 0.1          = 0.9
    ///     u = 0.9 + 0.5 = 1.4          p = 0.9 - 0.14       = 0.76
    ///     u = 1.26 - 0.25 = 1.01       p = 0.76 - 0.101     = 0.659
    @Test func threeStepsOfMomentumByHand() throws {
        let bench = try OptimizerBench(
            StochasticGradientDescent(learningRate: 0.1, momentum: 0.9), start: [1])
        #expect(abs(try bench.step([1])[0] - 0.9) < 1e-15)
        #expect(abs(try bench.step([0.5])[0] - 0.76) < 1e-15)
        #expect(abs(try bench.step([-0.25])[0] - 0.659) < 1e-15)
    }

    /// p = 2, lr 0.5, weight decay 0.1, gradients 1, 0, -1:
    ///     g = 1 + 0.2 = 1.2            p = 2 - 0.6          = 1.4
    ///     g = 0.14                     p = 1.4 - 0.07       = 1.33
    ///     g = -1 + 0.133 = -0.867      p = 1.33 + 0.4335    = 1.7635
    @Test func threeStepsOfWeightDecayByHand() throws {
        let bench = try OptimizerBench(
            StochasticGradientDescent(learningRate: 0.5, weightDecay: 0.1), start: [2])
        #expect(abs(try bench.step([1])[0] - 1.4) < 1e-15)
        #expect(abs(try bench.step([0])[0] - 1.33) < 1e-15)
        #expect(abs(try bench.step([-1])[0] - 1.7635) < 1e-14)
    }

    /// Dampening 0.5, momentum 0.5, lr 1, p = 0, gradients 1, 1, 1 (the first step takes the whole gradient):
    ///     u = 1        p = -1;   u = 0.5 + 0.5 = 1    p = -2;   u = 0.5 + 0.5 = 1    p = -3
    /// Nesterov, momentum 0.5, lr 1, p = 0, gradients 1, 1, 1:
    ///     u = 1, d = 1.5, p = -1.5;  u = 1.5, d = 1.75, p = -3.25;  u = 1.75, d = 1.875, p = -5.125
    @Test func threeStepsOfDampeningAndNesterovByHand() throws {
        let dampened = try OptimizerBench(
            StochasticGradientDescent(learningRate: 1, momentum: 0.5, dampening: 0.5), start: [0])
        let nesterov = try OptimizerBench(
            StochasticGradientDescent(learningRate: 1, momentum: 0.5, nesterov: true), start: [0])
        for (step, expected) in [-1.5, -3.25, -5.125].enumerated() {
            #expect(try dampened.step([1])[0] == -Double(step + 1))
            #expect(try nesterov.step([1])[0] == expected)
        }
    }

    /// A running mean from 0, momentum 0.5, lr 1, p = 0, gradients 1, 1, 1:
    ///     u = 0.5, p = -0.5;   u = 0.25 + 0.5 = 0.75, p = -1.25;   u = 0.375 + 0.5 = 0.875, p = -2.125
    @Test("averaged momentum is a running mean from zero")
    func threeStepsOfAveragedMomentumByHand() throws {
        let bench = try OptimizerBench(
            StochasticGradientDescent(learningRate: 1, momentum: 0.5, form: .averaged), start: [0])
        for expected in [-0.5, -1.25, -2.125] { #expect(try bench.step([1])[0] == expected) }
    }

    /// Kingma and Ba, algorithm 1, with β₁ = 0.5, β₂ = 0.75, lr 0.1, eps 0 (here 1e-300), p = 0, gradients 1,
    /// 1, -1:
    ///     t = 1: m = 0.5, m̂ = 0.5/0.5 = 1;          v = 0.25, v̂ = 0.25/0.25 = 1;            p = -0.1
    ///     t = 2: m = 0.75, m̂ = 0.75/0.75 = 1;       v = 0.4375, v̂ = 0.4375/0.4375 = 1;      p = -0.2
    ///     t = 3: m = 0.375 - 0.5 = -0.125, m̂ = -0.125/0.875 = -1/7;  v̂ = 1;  p = -0.2 + 0.1/7
    @Test func threeStepsOfAdamByHand() throws {
        let adam = Adam(learningRate: 0.1, firstBeta: 0.5, secondBeta: 0.75, epsilon: 1e-300)
        let bench = try OptimizerBench(adam, start: [0])
        #expect(abs(try bench.step([1])[0] + 0.1) < 1e-15)
        #expect(abs(try bench.step([1])[0] + 0.2) < 1e-15)
        #expect(abs(try bench.step([-1])[0] + 0.2 - 0.1 / 7) < 1e-15)
    }

    static let optimizers: [(name: String, optimizer: any Optimizer)] = [
        ("sgd", StochasticGradientDescent(learningRate: 0.1)),
        ("sgd weight_decay", StochasticGradientDescent(learningRate: 0.1, weightDecay: 0.05)),
        ("sgd momentum", StochasticGradientDescent(learningRate: 0.1, momentum: 0.9)),
        ("sgd dampening", StochasticGradientDescent(learningRate: 0.1, momentum: 0.9, dampening: 0.3)),
        (
            "sgd nesterov",
            StochasticGradientDescent(learningRate: 0.1, momentum: 0.9, nesterov: true, weightDecay: 0.05)
        ),
        ("adam", Adam(learningRate: 0.01)),
        (
            "adam weight_decay",
            Adam(learningRate: 0.02, firstBeta: 0.8, secondBeta: 0.95, epsilon: 1e-6, weightDecay: 0.1)
        ),
    ]

    @Test(arguments: OptimizerTests.optimizers.map(\.name))
    func twentyStepsEqualPyTorch(name: String) throws {
        let numbers = try #require(try PyTorchNumbers.read().optimizers.first { $0.name == name })
        let optimizer = try #require(Self.optimizers.first { $0.name == name }?.optimizer)
        let bench = try OptimizerBench(optimizer, start: numbers.start)
        for (gradients, expected) in zip(numbers.gradients, numbers.trace) {
            #expect(largestDifference(try bench.step(gradients), expected) < 1e-13)
        }
    }

    /// The optimizers without decay, which moves the minimum, and without nesterov's larger steps.
    static let plainNames = optimizers.map(\.name).filter {
        !$0.contains("weight_decay") && !$0.contains("nesterov")
    }

    /// f(p) = Σ c (p - 1)² with curvatures c = 0.5 … 2: the minimum is at 1.
    @Test(arguments: OptimizerTests.plainNames)
    func convergesOnAQuadratic(name: String) throws {
        let optimizer = try #require(Self.optimizers.first { $0.name == name }?.optimizer)
        let bench = try OptimizerBench(optimizer, start: [0.5, 1.5, 0.9])
        var values = bench.values
        for _ in 0..<600 {
            let gradients = zip([1.0, 2.0, 4.0], values).map { $0 * ($1 - 1) }
            values = try bench.step(gradients)
        }
        #expect(values.allSatisfy { abs($0 - 1) < 1e-3 })
    }
}
