import Spec
import Testing
import Training

/// Losses say themselves which targets they are for, and weights of classes mean what they say.
@Suite("Losses and classes")
struct ClassNumberTests {
    /// Every loss of the catalogue, with weights for many classes too.
    private static let losses: [any Loss] =
        (LossTests.cases + LossCatalogueTests.cases).map(\.loss) + [
            CrossEntropyLoss(classWeights: [Double](repeating: 2, count: 4)),
            CrossEntropyLoss(classWeights: [Double](repeating: 2, count: 37)),
            FocalLoss(alpha: [Double](repeating: 0.5, count: 12)),
            WeightedSumLoss([CrossEntropyLoss(), FocalLoss()], weights: [1, 2]),
            WeightedSumLoss([CrossEntropyLoss(), MeanSquaredErrorLoss()], weights: [1, 2]),
        ]

    /// Whether some model suits the loss and targets of classes (real targets): asked of all sizes up to 40.
    private func suits(_ loss: any Loss, _ target: (Int) -> TargetForm) -> Bool {
        (1...40).contains { width in
            [OutputRange.any, .probability, .distribution].contains { range in
                (1...40).contains { count in
                    (try? loss.task(target: target(count), output: ModelOutput(width: width, range: range)))
                        != nil
                }
            }
        }
    }

    @Test("a loss says which targets it is for")
    func targetsAreDeclared() {
        for loss in Self.losses {
            let name = "\(type(of: loss).name)"
            #expect(loss.targets.contains(.classes) == suits(loss) { .classes(count: $0) }, "\(name)")
            #expect(loss.targets.contains(.real) == suits(loss) { .real(columns: $0) }, "\(name)")
        }
    }

    @Test("names of classes become places, and others count 1")
    func namesBecomePlaces() throws {
        let numbers = ClassNumbers.named([NamedValue("fraud", 5), NamedValue("odd", 0)])
        let named = try numbers.naming(["fine", "fraud", "odd", "rest"], "class weight")
        #expect(named == .list([1, 5, 0, 1]))
        let problem = #expect(throws: LayerProblem.self) {
            try numbers.naming(["fraudd", "odd"], "class weight")
        }
        #expect(problem?.message == "has a class weight for 'fraud', which is none of the classes")
        #expect(problem?.help == "did you mean 'fraudd'?")
    }

    /// -α (1 - p)² log p at p = 1/2: 0.25 log 2 times the class's weight.
    @Test("one logit takes a weight for each class")
    func oneLogitTakesTwoWeights() throws {
        for (alpha, expected) in [([0.25], (0.75, 0.25)), ([3, 0.5], (3, 0.5))] {
            for (target, weight) in [(0.0, expected.0), (1.0, expected.1)] {
                let found = try LossBench.evaluate(
                    FocalLoss(alpha: alpha), outputs: [0], targets: [target], rows: 1, width: 1,
                    type: .float64)
                #expect(abs(found.loss - weight * 0.25 * 0.6931471805599453) < 1e-12)
            }
        }
    }

    /// Logit 0: either class costs log 2, times what its rows count; class weights are divided out again.
    @Test("binary cross-entropy weighs the positive class, and classes by name")
    func binaryWeights() throws {
        func costs(_ loss: any Loss) throws -> [Double] {
            try [0.0, 1.0].map {
                try LossBench.evaluate(loss, outputs: [0], targets: [$0], rows: 1, width: 1).loss
                    / 0.6931471805599453
            }
        }
        let loss = BinaryCrossEntropyLoss(positiveWeight: 3)
        #expect(try costs(loss) == [1, 3])
        #expect(try costs(loss.weighing(positive: "no").naming(["no", "yes"])) == [3, 1])
        #expect(try costs(loss.weighing(positive: "yes").naming(["no", "yes"])) == [1, 3])
        let named = BinaryCrossEntropyLoss(classWeights: .named([NamedValue("yes", 4)]))
        #expect(try costs(named.naming(["no", "yes"])) == [1, 1])
        // Rows of both classes: (1 + 4) log 2 / (1 + 4).
        let both = try LossBench.evaluate(
            try named.naming(["no", "yes"]), outputs: [0, 1], targets: [0, 1], rows: 2, width: 1)
        // (log 2 + 4 log(1 + exp(-1))) / 5
        #expect(abs(both.loss - (0.6931471805599453 + 4 * 0.31326168751822286) / 5) < 1e-12)
        #expect(throws: LayerProblem.self) { try named.naming(["a", "b"]) }
        let misfit = BinaryCrossEntropyLoss(classWeights: .list([1, 2, 3]))
        #expect(throws: LayerProblem.self) {
            try misfit.task(target: .classes(count: 2), output: ModelOutput(width: 1, range: .any))
        }
    }

    @Test("a root of a mean is no part of a sum")
    func rootsAreNotAdded() {
        let sum = WeightedSumLoss(
            [MeanSquaredErrorLoss(), FieldReader.defaults(of: RootMeanSquaredErrorLoss.self)],
            weights: [1, 1])
        let problem = #expect(throws: LayerProblem.self) {
            try sum.task(target: .real(columns: 1), output: ModelOutput(width: 1, range: .any))
        }
        #expect(problem?.message == "has a part 'rmse', which is no mean over rows and cannot be added up")
    }
}
