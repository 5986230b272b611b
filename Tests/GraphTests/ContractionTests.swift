import Graph
import Kernels
import Testing

@Suite("Contraction of multiply-adds")
struct ContractionTests {
    /// a² - b² and friends in single precision, where 1 + 2⁻¹² has the square 1 + 2⁻¹¹ + 2⁻²⁴: the last term is lost
    /// when the product is rounded, and kept when it is not.
    private func value(_ build: (Tensor, Tensor) throws -> Tensor) throws -> Double {
        let graph = Graph()
        let a = graph.input("a", shape: [1])
        let c = graph.input("c", shape: [1])
        try graph.markOutput("y", build(a, c))
        let runner = try ProgramRunner(graph, ["a": [1 + 0x1p-12], "c": [1]])
        try runner.run()
        return try runner.output("y")[0]
    }

    @Test("rounds a product and the sum or difference that reads it once")
    func roundsOnce() throws {
        let exact = 0x1p-11 + 0x1p-24
        #expect(try value { $1 - $0 * $0 } == -exact)
        #expect(try value { $0 * $0 + -$1 } == exact)
        #expect(try value { -$1 + $0 * $0 } == exact)
        // The product is what is subtracted from: it is rounded by itself.
        #expect(try value { $0 * $0 - $1 } == 0x1p-11)
    }

    @Test("happens whoever else reads the product, and keeps what is exact")
    func otherReaders() throws {
        let twice = try value { a, c in
            let square = a * a
            try a.graph.markOutput("square", square)
            return c - square
        }
        #expect(twice == -(0x1p-11 + 0x1p-24))
        // x - x is 0 and x + x is 2x, each without a rounding.
        let zero = try value { a, _ in
            let square = a * a
            return square - square
        }
        #expect(zero == 0)
    }

    @Test("leaves nothing of a product that only sums read")
    func plan() throws {
        let graph = Graph()
        let x = graph.input("x", shape: [1, 20])
        let rate = graph.input("rate", shape: [1, 1])
        let gradient = graph.input("gradient", shape: [1, 20])
        try graph.update(state: x, to: x - rate * gradient)
        let text = try CPUBackend().compile(graph).planDescription
        #expect(text.contains("negativeMultiplyAdd →"), "\(text)")
        #expect(!text.contains("multiply "), "\(text)")
    }
}
