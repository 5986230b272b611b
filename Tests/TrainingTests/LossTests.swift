import Graph
import Kernels
import Testing
import Training

@Suite("Losses")
struct LossTests {
    static let cases: [(name: String, loss: any Loss)] = [
        ("mse", MeanSquaredErrorLoss()),
        ("mae", MeanAbsoluteErrorLoss()),
        ("binary_cross_entropy logits", BinaryCrossEntropyLoss()),
        ("binary_cross_entropy probabilities", BinaryCrossEntropyLoss(source: .probabilities)),
        ("cross_entropy logits", CrossEntropyLoss()),
        ("cross_entropy probabilities", CrossEntropyLoss(source: .probabilities)),
    ]

    @Test(arguments: LossTests.cases.map(\.name))
    func valueAndGradientEqualPyTorch(name: String) throws {
        let numbers = try #require(try PyTorchNumbers.read().losses.first { $0.name == name })
        let loss = try #require(Self.cases.first { $0.name == name }?.loss)
        let found = try LossBench.evaluate(
            loss, outputs: numbers.outputs, targets: numbers.targets, rows: numbers.rows, width: numbers.width
        )
        #expect(abs(found.loss - numbers.loss) < 1e-12 * max(1, numbers.loss))
        #expect(largestDifference(found.gradient, numbers.gradient) < 1e-12)
    }

    /// Logits of ±1000: exp overflows, the loss must not. Rows: z = 1000, y = 1 → 0; z = 1000, y = 0 → 1000;
    /// z = -1000, y = 1 → 1000; z = -1000, y = 0 → 0; mean 500. Gradients: (sigmoid(z) - y) / 4.
    @Test(arguments: [ElementType.float32, .float64])
    func extremeLogitsStayFinite(type: ElementType) throws {
        let found = try LossBench.evaluate(
            BinaryCrossEntropyLoss(), outputs: [1000, 1000, -1000, -1000], targets: [1, 0, 1, 0], rows: 4,
            width: 1,
            type: type)
        #expect(found.loss == 500)
        #expect(found.gradient == [0, 0.25, -0.25, 0])
        // z = (1000, 0), class 0 → 0; class 1 → 1000; mean 500. Gradient rows: (0, 0) and (1, -1) / 2.
        let classes = try LossBench.evaluate(
            CrossEntropyLoss(), outputs: [1000, 0, 1000, 0], targets: [0, 1], rows: 2, width: 2, type: type)
        #expect(classes.loss == 500)
        #expect(classes.gradient == [0, 0, 0.5, -0.5])
    }

    /// Probabilities 0 and 1 are clipped at 1e-15: -log 1e-15 = 34.53877639491 (in single precision within
    /// 1e-6).
    @Test(arguments: [ElementType.float32, .float64])
    func certainAndWrongIsClipped(type: ElementType) throws {
        let found = try LossBench.evaluate(
            BinaryCrossEntropyLoss(source: .probabilities), outputs: [0, 1], targets: [1, 0], rows: 2,
            width: 1,
            type: type)
        #expect(abs(found.loss - 34.53877639491) < 1e-4)
        #expect(found.gradient.allSatisfy { $0.isFinite })
    }
}
