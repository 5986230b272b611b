import Kernels
import Spec
import Testing
import Training

@Suite("Losses of the catalogue")
struct LossCatalogueTests {
    static let cases: [(name: String, loss: any Loss)] = [
        ("huber", HuberLoss()),
        ("huber 0.3", HuberLoss(delta: 0.3)),
        ("log_cosh", LogCoshLoss()),
        ("mape", MeanAbsolutePercentageErrorLoss()),
        ("quantile 0.5", QuantileLoss()),
        ("quantile 0.9", QuantileLoss(quantile: 0.9)),
        ("poisson log", PoissonLoss()),
        ("poisson rate", PoissonLoss(source: .rate)),
        ("gaussian_nll", GaussianLoss()),
        ("gaussian_nll full", GaussianLoss(isFull: true)),
        ("kl_divergence", KullbackLeiblerLoss()),
        ("kl_divergence one column", KullbackLeiblerLoss()),
        ("hinge", HingeLoss()),
        ("hinge classes", HingeLoss()),
        ("squared_hinge", SquaredHingeLoss()),
        ("squared_hinge classes", SquaredHingeLoss()),
        ("focal", FocalLoss()),
        ("focal alpha", FocalLoss(gamma: 1.5, alpha: [0.25])),
        ("focal classes", FocalLoss()),
        ("focal classes alpha", FocalLoss(gamma: 0.5, alpha: [1, 0.5, 2, 1.5])),
        ("cross_entropy weights", CrossEntropyLoss(classWeights: [0.5, 2, 1.25, 0])),
        ("cross_entropy smoothing", CrossEntropyLoss(labelSmoothing: 0.1)),
        (
            "cross_entropy weights smoothing",
            CrossEntropyLoss(classWeights: [0.5, 2, 1.25, 0], labelSmoothing: 0.2)
        ),
        ("sum", WeightedSumLoss([MeanSquaredErrorLoss(), HuberLoss(delta: 0.5)], weights: [0.3, 0.7])),
    ]

    /// Relative to the largest number: 1e-10 in double, 1e-5 in single precision.
    @Test(arguments: LossCatalogueTests.cases.map(\.name), [ElementType.float64, .float32])
    func valueAndGradientEqualPyTorch(name: String, type: ElementType) throws {
        let numbers = try #require(try PyTorchNumbers.catalogue().losses.first { $0.name == name })
        let loss = try #require(Self.cases.first { $0.name == name }?.loss)
        let found = try LossBench.evaluate(
            loss, outputs: numbers.outputs, targets: numbers.targets, rows: numbers.rows,
            width: numbers.width, type: type)
        let tolerance = type == .float64 ? 1e-10 : 1e-5
        #expect(abs(found.loss - numbers.loss) < tolerance * max(1, abs(numbers.loss)))
        #expect(largestDifference(found.gradient, numbers.gradient) < tolerance)
    }

    @Test func everyLossHasAReference() throws {
        let compared = (Self.cases + LossTests.cases).map { type(of: $0.loss).name }
        #expect(Set(try compared + MemberReferences.lossNames) == Set(lossFamily.members.map { $0.name }))
    }

    /// Rows of logits ±1000: the row's class certain and right, then certain and wrong.
    @Test(arguments: [ElementType.float32, .float64])
    func extremeLogitsStayFinite(type: ElementType) throws {
        for loss in [FocalLoss(), FocalLoss(gamma: 0.5)] {
            let one = try LossBench.evaluate(
                loss, outputs: [1000, 1000], targets: [1, 0], rows: 2, width: 1, type: type)
            // Right: 0. Wrong: (1 - p)^γ = 1, -log p = 1000; the mean of both is 500.
            #expect(one.loss == 500)
            #expect(one.gradient.allSatisfy { $0.isFinite })
            let several = try LossBench.evaluate(
                loss, outputs: [1000, 0, 1000, 0], targets: [0, 1], rows: 2, width: 2, type: type)
            #expect(several.loss == 500)
            #expect(several.gradient.allSatisfy { $0.isFinite })
        }
        // log cosh 1000 = 1000 - log 2 on both sides; the gradient tanh(±1000) / 2.
        let cosh = try LossBench.evaluate(
            LogCoshLoss(), outputs: [1000, -1000], targets: [0, 0], rows: 2, width: 1, type: type)
        #expect(abs(cosh.loss - (1000 - 0.693147180559945)) < 1e-3)
        #expect(cosh.gradient == [0.5, -0.5])
    }

    @Test func targetsALossCannotBeComputedFromAreRefused() throws {
        var experiment = TinyExperiment.regression(train: TrainSection(epochs: 1))
        experiment.metrics = []
        experiment.loss = PoissonLoss()
        let error = #expect(throws: TrainingError.self) {
            try experiment.session([TrialSettings(seed: 1, optimizer: Adam(learningRate: 0.1))])
        }
        #expect(error?.description.contains("but for the loss 'poisson' a target must be >= 0") == true)
    }

    /// What `task` says when loss, target and last layer do not fit together.
    @Test func misfitsAreExplained() {
        func message(_ loss: any Loss, _ target: TargetForm, width: Int, _ range: OutputRange = .any)
            -> String
        {
            do {
                _ = try loss.task(target: target, output: ModelOutput(width: width, range: range))
                return ""
            } catch {
                return (error as? LayerProblem)?.message ?? "\(error)"
            }
        }
        #expect(message(HuberLoss(), .classes(count: 3), width: 1).contains("needs a real target"))
        #expect(message(GaussianLoss(), .real(columns: 2), width: 2).contains("a mean and a log variance"))
        #expect(message(HingeLoss(), .real(columns: 1), width: 1).contains("needs a class"))
        #expect(message(HingeLoss(), .classes(count: 3), width: 1).contains("one score per class"))
        #expect(
            message(FocalLoss(alpha: [1, 2]), .classes(count: 3), width: 3).contains(
                "one alpha for each of 3"))
        #expect(message(FocalLoss(alpha: [2]), .classes(count: 2), width: 1).contains("between 0 and 1"))
        #expect(
            message(KullbackLeiblerLoss(), .real(columns: 3), width: 3, .distribution).contains(
                "starts from logits"))
        #expect(
            message(CrossEntropyLoss(classWeights: [1, 2]), .classes(count: 3), width: 3)
                .contains("2 class weights for 3 classes"))
        let mixed = WeightedSumLoss([MeanSquaredErrorLoss(), HingeLoss()], weights: [1, 1])
        #expect(message(mixed, .real(columns: 1), width: 1).contains("a part 'hinge' that needs a class"))
    }
}

extension LossCatalogueTests {
    /// (1 - s) L(class) + s/K Σ_k L(k), the L of each class as the loss without smoothing has it, which equals
    /// PyTorch's above. One logit z is two of 0 and z.
    @Test(
        "label smoothing of the focal loss shares the loss among the classes",
        arguments: [[], [1, 0.5, 2]] as [[Double]], [0.0, 2])
    func smoothedFocalLoss(alpha: [Double], gamma: Double) throws {
        let logits = [0.3, -1.2, 2.0]
        func value(_ loss: FocalLoss, _ outputs: [Double], _ target: Double) throws -> Double {
            try LossBench.evaluate(
                loss, outputs: outputs, targets: [target], rows: 1, width: outputs.count, type: .float64
            ).loss
        }
        let each = try (0..<3).map { try value(FocalLoss(gamma: gamma, alpha: alpha), logits, Double($0)) }
        let smoothed = FocalLoss(gamma: gamma, alpha: alpha, labelSmoothing: 0.2)
        for target in 0..<3 {
            let expected = 0.8 * each[target] + 0.2 / 3 * each.reduce(0, +)
            #expect(abs(try value(smoothed, logits, Double(target)) - expected) < 1e-9)
        }
        let two = alpha.isEmpty ? [] : [0.3, 0.7]
        for target in [0.0, 1] {
            let one = try value(FocalLoss(gamma: gamma, alpha: two, labelSmoothing: 0.2), [1.4], target)
            let both = try value(FocalLoss(gamma: gamma, alpha: two, labelSmoothing: 0.2), [0, 1.4], target)
            #expect(abs(one - both) < 1e-9)
        }
    }
}
