import Kernels
import Testing
import Training

@Suite("Optimizers of the catalogue")
struct OptimizerCatalogueTests {
    static let cases: [(name: String, optimizer: any Optimizer)] = [
        ("adamw", AdamW(learningRate: 0.01)),
        (
            "adamw decay",
            AdamW(
                learningRate: 0.05, moments: AdamMoments(firstBeta: 0.8, secondBeta: 0.95, epsilon: 1e-6),
                weightDecay: 0.3)
        ),
        ("nadam", NAdam(learningRate: 0.01)),
        ("nadam decay", NAdam(learningRate: 0.02, momentumDecay: 0.02, weightDecay: 0.1)),
        ("radam", RAdam(learningRate: 0.01)),
        (
            "radam decay",
            RAdam(
                learningRate: 0.02, moments: AdamMoments(firstBeta: 0.8, secondBeta: 0.95), weightDecay: 0.1)
        ),
        ("rmsprop", RMSprop(learningRate: 0.01)),
        (
            "rmsprop centered",
            RMSprop(
                learningRate: 0.02, alpha: 0.9, epsilon: 1e-6, momentum: 0.5, isCentered: true,
                weightDecay: 0.1)
        ),
        ("adagrad", Adagrad(learningRate: 0.1)),
        ("adagrad decay", Adagrad(learningRate: 0.1, rateDecay: 0.05, start: 0.2, weightDecay: 0.1)),
        ("adadelta", Adadelta()),
        ("adadelta decay", Adadelta(learningRate: 0.5, rho: 0.8, epsilon: 1e-4, weightDecay: 0.1)),
        ("adamax", Adamax(learningRate: 0.01)),
        (
            "adamax decay",
            Adamax(
                learningRate: 0.02, moments: AdamMoments(firstBeta: 0.8, secondBeta: 0.95), weightDecay: 0.1)
        ),
        ("lion", Lion(learningRate: 0.01)),
        (
            "lion decay",
            Lion(learningRate: 0.02, firstBeta: 0.8, secondBeta: 0.95, weightDecay: 0.5)
        ),
    ]

    @Test(arguments: OptimizerCatalogueTests.cases.map(\.name))
    func twentyStepsEqualPyTorch(name: String) throws {
        let numbers = try #require(try PyTorchNumbers.catalogue().optimizers.first { $0.name == name })
        let optimizer = try #require(Self.cases.first { $0.name == name }?.optimizer)
        for (type, tolerance) in [(ElementType.float64, 1e-10), (.float32, 1e-5)] {
            let bench = try OptimizerBench(optimizer, start: numbers.start, type: type)
            for (gradients, expected) in zip(numbers.gradients, numbers.trace) {
                #expect(largestDifference(try bench.step(gradients), expected) < tolerance, "\(type)")
            }
        }
    }

    /// PyTorch's steps where it has the optimizer, else those of `training_members.py`; those of second order have
    /// tests of their own.
    @Test func everyOptimizerHasAReference() throws {
        let all = (Self.cases + OptimizerTests.optimizers).map { type(of: $0.optimizer).name }
        let others = try SecondOrderTests.names + MemberReferences.optimizerNames
        #expect(Set(all + others) == Set(optimizerFamily.members.map { $0.name }))
    }

    /// Every optimizer stopped after any step and continued from its checkpoint ends with the same bytes; and in a
    /// stack with another rate it is what it is alone.
    @Test(arguments: OptimizerCatalogueTests.cases.map(\.name))
    func stateSurvivesACheckpointAndAStack(name: String) throws {
        let optimizer = try #require(Self.cases.first { $0.name == name }?.optimizer)
        try expectExactContinuation(of: optimizer)
    }

    /// f(p) = Σ c (p - 1)²: the minimum is at 1. Lion and Adadelta move by lr or very slowly, so they only get close.
    @Test(arguments: ["nadam", "radam", "rmsprop", "adamax", "lion"])
    func convergesOnAQuadratic(name: String) throws {
        let optimizer = try #require(Self.cases.first { $0.name == name }?.optimizer)
        let bench = try OptimizerBench(optimizer, start: [0.5, 1.5, 0.9])
        var values = bench.values
        for _ in 0..<1000 {
            values = try bench.step(zip([1.0, 2.0, 4.0], values).map { $0 * ($1 - 1) })
        }
        #expect(values.allSatisfy { abs($0 - 1) < 0.03 })
    }

    /// Adagrad, lr 0.5, eps 0 (here 1e-300), p = 0, gradients 3, 4, 12:
    ///     s = 9    p = -0.5 · 3/3 = -0.5;   s = 25   p = -0.5 - 0.5 · 4/5 = -0.9;
    ///     s = 169  p = -0.9 - 0.5 · 12/13
    /// Lion, lr 0.1, β 0.5 and 0.75, p = 0, gradients 1, -1, -1:
    ///     d = sign(0.5) = 1, m = 0.25, p = -0.1;  d = sign(0.125 - 0.5) = -1, m = 0.1875 - 0.25 = -0.0625, p = 0;
    ///     d = -1, p = 0.1
    /// Adamax, lr 0.1, β 0.5 and 0.5, eps 0, p = 0, gradients 2, 0, 0:
    ///     m = 1, u = 2, p = -0.1/0.5 · 1/2 = -0.1;  m = 0.5, u = 1, p = -0.1 - 0.1/0.75 · 0.5;
    ///     m = 0.25, u = 0.5, p = … - 0.1/0.875 · 0.5
    @Test func threeStepsByHand() throws {
        let adagrad = try OptimizerBench(Adagrad(learningRate: 0.5, epsilon: 1e-300), start: [0])
        let lion = try OptimizerBench(Lion(learningRate: 0.1, firstBeta: 0.5, secondBeta: 0.75), start: [0])
        let moments = AdamMoments(firstBeta: 0.5, secondBeta: 0.5, epsilon: 1e-300)
        let adamax = try OptimizerBench(Adamax(learningRate: 0.1, moments: moments), start: [0])
        let second = -0.1 - 0.05 / 0.75
        for (gradient, expected) in [(3, -0.5), (4, -0.9), (12, -0.9 - 6.0 / 13)] as [(Double, Double)] {
            #expect(abs(try adagrad.step([gradient])[0] - expected) < 1e-15)
        }
        for (gradient, expected) in [(1, -0.1), (-1, 0), (-1, 0.1)] as [(Double, Double)] {
            #expect(abs(try lion.step([gradient])[0] - expected) < 1e-15)
        }
        for (gradient, expected) in [(2, -0.1), (0, second), (0, second - 0.05 / 0.875)] as [(Double, Double)]
        {
            #expect(abs(try adamax.step([gradient])[0] - expected) < 1e-15)
        }
    }
}

/// Trains a small model with an optimizer three ways, which must give the same bytes: in one go, in two with a
/// checkpoint between, and in a stack beside the same optimizer on another schedule.
func expectExactContinuation(of optimizer: any Optimizer) throws {
    let experiment = TinyExperiment.regression(
        train: TrainSection(epochs: 2, batchSize: .rows(10)),
        layers: [LinearLayer(units: 3), TanhLayer(), LinearLayer(units: 1)])
    let trial = TrialSettings(seed: 4, optimizer: optimizer)
    let whole = RecordingObserver()
    _ = try experiment.session([trial]).run(observer: whole)
    let expected = try #require(whole.checkpoints.last).encoded()
    for step in [1, 3, 4] {
        let first = RecordingObserver(interruptAfter: step)
        _ = try experiment.session([trial]).run(observer: first)
        let checkpoint = try TrainingCheckpoint(bytes: try #require(first.checkpoints.last).encoded())
        let second = RecordingObserver()
        _ = try experiment.session([trial], checkpoints: [checkpoint]).run(observer: second)
        #expect(second.checkpoints.last?.encoded() == expected, "after step \(step)")
    }
    let other = TrialSettings(
        seed: 4, optimizer: optimizer, schedule: StepSchedule(size: StepSpan(1, .steps)))
    let stack = RecordingObserver()
    _ = try experiment.session([other, trial]).run(observer: stack)
    let alone = whole.checkpoints.last?.file.tensors
    #expect(stack.checkpoints.last { $0.trial == 1 }?.file.tensors == alone, "in a stack")
}
