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
}
