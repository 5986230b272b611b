import Graph
import Kernels
import Testing
import Training

/// What the steps of a series may look like; figures are in the conformance suite and against PyTorch.
@Suite("Layers that read series")
struct RecurrentLayerTests {
    private func problem(_ layer: any Layer, _ input: Shape) -> String? {
        do {
            var model = ModelDeclaration()
            _ = try layer.declare(input, in: &model)
            return nil
        } catch {
            return (error as? LayerProblem)?.message ?? "\(error)"
        }
    }

    @Test("a row that is no series is refused with what was found")
    func refusals() {
        let windows = GRULayer(RecurrentFields(units: 2, series: 3))
        #expect(
            problem(windows, [8]) == "cannot take 8 numbers for 3 series of equal length")
        #expect(problem(windows, [4, 3]) == "has 'series: 3', which is for rows of plain numbers")
        #expect(problem(windows, [9]) == nil)
        let plain = LSTMLayer(RecurrentFields(units: 2))
        #expect(problem(plain, [1, 4, 4]) == "needs a series, [steps] or [steps, features]")
        #expect(problem(plain, [513]) == "reads at most 512 steps, and the series has 513")
        #expect(problem(plain, [512]) == nil)
        let wide = GRULayer(RecurrentFields(units: 100_000))
        #expect(problem(wide, [4]) == "would have 300000 × 100000 weights")
    }

    /// The state starts at 0 and one step is the formula of the layer.
    @Test("one step by hand")
    func oneStep() throws {
        let layer = GRULayer(RecurrentFields(units: 1))
        let bench = LayerBench(layers: [layer], input: [1], batch: 1)
        // z = σ(0.5) with x = 1, W_iz = 0.25 and biases 0.25; n = tanh(2 · 1 + 0 + r · 1), r = σ(0) = 1/2;
        // h = n - z n = tanh(2.5) (1 - σ(0.5)) = 0.98661430 · 0.37754067 = 0.37248702
        let found = try bench.run(
            rows: [1],
            parameters: [
                "0.weight_ih_l0": [0, 0.25, 2], "0.weight_hh_l0": [7, 8, 9], "0.bias_ih_l0": [0, 0.25, 0],
                "0.bias_hh_l0": [0, 0, 1],
            ], states: [:], weights: [1])
        #expect(abs(found.output[0] - 0.37248702) < 1e-8)
    }
}
