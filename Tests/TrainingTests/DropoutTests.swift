import Graph
import Kernels
import Spec
import Testing
import Training

@Suite("Dropout")
struct DropoutTests {
    /// The layer's output for 400 ones at a step with a seed; nil key: evaluation.
    private func output(seed: UInt64?, step: Int32, rate: Double = 0.3) throws -> [Float] {
        let graph = Graph()
        let input = graph.input("x", shape: [1, 20, 20])
        var random: ForwardPass.RandomInputs?
        if seed != nil {
            random = ForwardPass.RandomInputs(
                keys: graph.input("keys", shape: [1, 2], elementType: .int32),
                step: graph.input("step", shape: [1], elementType: .int32))
        }
        let layer = Located<any Layer>(value: DropoutLayer(rate: rate), origin: .defaultValue)
        var declared = ModelDeclaration()
        _ = declared.declare([layer], input: [20])
        let pass = ForwardPass(
            graph: graph, parameters: [:], isTraining: seed != nil, random: random,
            numbers: try declared.constants(in: graph))
        try graph.markOutput("y", pass.apply([layer], to: input) * 1)
        let program = try CPUBackend().compile(graph)
        try program.bind("x", Buffer([Float](repeating: 1, count: 400)))
        if let seed {
            let key = RandomKey(seed: seed, stream: .dropout)
            try program.bind("keys", Buffer([Int32(bitPattern: key.low), Int32(bitPattern: key.high)]))
            try program.bind("step", Buffer([step]))
        }
        try program.run()
        return try program.output("y").array(Float.self)
    }

    @Test func aShareIsDroppedAndTheRestScaledUp() throws {
        let values = try output(seed: 1, step: 0)
        let kept = values.filter { $0 != 0 }
        #expect(kept.allSatisfy { abs($0 - 1 / 0.7) < 1e-6 })
        // 280 of 400 expected, standard deviation √(400 · 0.3 · 0.7) = 9.2: four of them either way.
        #expect(abs(kept.count - 280) < 37)
    }

    @Test func masksAreAFunctionOfSeedAndStep() throws {
        #expect(try output(seed: 1, step: 7) == output(seed: 1, step: 7))
        #expect(try output(seed: 1, step: 7) != output(seed: 1, step: 8))
        #expect(try output(seed: 1, step: 7) != output(seed: 2, step: 7))
    }

    @Test func evaluationAndRateZeroChangeNothing() throws {
        #expect(try output(seed: nil, step: 0).allSatisfy { $0 == 1 })
        #expect(try output(seed: 1, step: 0, rate: 0).allSatisfy { $0 == 1 })
    }
}
