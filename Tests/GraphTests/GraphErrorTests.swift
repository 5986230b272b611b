import Graph
import Kernels
import Testing

@Suite("Graph errors")
struct GraphErrorTests {
    private func message(_ body: (Graph) throws -> Void) -> String {
        do {
            let graph = Graph()
            try body(graph)
            try graph.check()
            return "no error"
        } catch {
            return "\(error)"
        }
    }

    @Test("name the operation, what it expects and what it found")
    func texts() {
        let product = message { graph in
            _ = matrixProduct(graph.constant(1, [2, 3]), graph.constant(1, [4, 5]))
        }
        #expect(product == "matrixProduct: expected [..., M, K] and [..., K, N], found [2, 3] and [4, 5]")
        let sum = message { graph in _ = graph.constant(1, [2, 3]) + graph.constant(1, [4]) }
        #expect(sum == "add: expected shapes that broadcast, found [2, 3] and [4]")
        let reshape = message { graph in _ = graph.constant(1, [2, 3]).reshaped(to: [4]) }
        #expect(reshape == "reshape: expected 4 elements for [4], found [2, 3] with 6")
        let axes = message { graph in _ = graph.constant(1, [2, 3]).sum(axes: [2]) }
        #expect(axes == "reduceSum: expected distinct axes below 2, found [2]")
        let slice = message { graph in _ = graph.constant(1, [2, 3]).sliced(axis: 1, range: 1..<5) }
        #expect(slice == "slice: expected a box inside [2, 3], found [2, 4] from [0, 1]")
        let type = message { graph in
            let rows = graph.input("rows", shape: [1, 2], elementType: .int32)
            _ = exp(rows)
        }
        #expect(type == "exp: expected inputs of float32, found int32 [1, 2]")
        let rank = message { graph in _ = graph.constant(1, [1, 1, 1, 1, 1, 1, 1, 1, 1]) }
        #expect(rank.hasPrefix("constant: expected a result of at most 8 axes, found 9 axes"))
        let name = message { graph in
            _ = graph.input("x", shape: [1])
            _ = graph.input("x", shape: [1])
        }
        #expect(name == "input: expected a new name, found a second input 'x'")
    }

    @Test("are thrown for buffers that do not fit and inputs that are not bound")
    func binding() throws {
        let graph = Graph()
        try graph.markOutput("y", exp(graph.input("x", shape: [4])))
        let program = try CPUBackend().compile(graph)
        #expect(throws: GraphError("run", expected: "input 'x' bound", found: "no buffer")) {
            try program.run()
        }
        #expect(throws: GraphError("bind", expected: "one of x", found: "'z'")) {
            try program.bind("z", Buffer(.float32, count: 4))
        }
        #expect(throws: GraphError("bind", expected: "'x' of float32 [4]", found: "3 of float32")) {
            try program.bind("x", Buffer(.float32, count: 3))
        }
        #expect(throws: GraphError("output", expected: "one of y", found: "'z'")) {
            _ = try program.output("z")
        }
    }

    @Test("are listed by the validity table")
    func validity() throws {
        let graph = Graph()
        let x = graph.input("x", shape: [2])
        _ = exp(x)
        #expect(GraphValidity.violations(in: graph.body, realType: .float32) == [])
        var broken = graph.body
        broken.nodes[1] = Node(graph.nodes[1].operation, [1], TensorType([2], .float32))
        #expect(
            GraphValidity.violations(in: broken, realType: .float32) == [
                "node 1 (exp): inputs come before the node"
            ])
        broken.nodes[1] = Node(graph.nodes[1].operation, [0], TensorType([3], .float32))
        #expect(
            GraphValidity.violations(in: broken, realType: .float32) == [
                "node 1 (exp): the type is what the shape rule says"
            ])
    }

    @Test("gradients stop where asked, and reach a softplus at 0 with slope one half")
    func stoppedGradients() throws {
        let graph = Graph(realType: .float64)
        let x = graph.input("x", shape: [2])
        let y = stopGradient(x) * x
        try graph.markOutput("dx", graph.gradients(of: y, withRespectTo: [x])[0])
        try graph.markOutput("soft", graph.gradients(of: softplus(x), withRespectTo: [x])[0])
        let runner = try ProgramRunner(graph, ["x": [3, 0]])
        try runner.run()
        #expect(try runner.output("dx") == [3, 0])
        #expect(try runner.output("soft")[1] == 0.5)
    }

    @Test("are kept while a formula is built: the first one, and nothing more is added")
    func kept() throws {
        let graph = Graph()
        let x = graph.input("x", shape: [2, 3])
        let count = graph.nodes.count
        let sum = x.reshaped(to: [4]) + x  // the sizes of the first one's result are not looked at
        _ = matrixProduct(sum, x)
        let first = GraphError(
            "reshape", expected: "4 elements for [4]", found: "[2, 3] with 6")
        #expect(graph.nodes.count == count)
        #expect(throws: first) { try graph.check() }
        #expect(throws: first) { try graph.markOutput("y", sum) }
        #expect(throws: first) { try graph.update(state: x, to: sum) }
        #expect(throws: first) { try graph.gradients(of: x, withRespectTo: [x]) }
        for backend in [ReferenceBackend() as any Backend, CPUBackend()] {
            #expect(throws: first) { _ = try backend.compile(graph) }
        }
    }

    @Test("of tensors of two graphs are kept by both")
    func strangers() {
        let (first, second) = (Graph(), Graph())
        _ = first.constant(1) + second.constant(2)
        let error = GraphError(
            "add", expected: "tensors of this graph", found: "a tensor of another graph")
        #expect(throws: error) { try first.check() }
        #expect(throws: error) { try second.check() }
    }

    @Test("in a gradient rule are thrown by whoever asks for gradients")
    func rules() throws {
        let graph = Graph()
        let x = graph.input("x", shape: [2])
        let y = graph.append(WrongRule(), [x])
        let error = GraphError("add", expected: "shapes that broadcast", found: "[2] and [3]")
        #expect(throws: error) { try graph.gradients(of: y, withRespectTo: [x]) }
    }
}

/// The square, with a gradient of a shape that fits nothing.
private struct WrongRule: UnaryOperation {
    static let name = "wrongRule"
    static let code = ElementwiseOpcode.exponential
    static func value(_ x: Double) -> Double { x * x }

    func gradient(_ context: GradientContext) -> GradientRule {
        .inputs([context.gradient + context.graph.constant(0, [3])])
    }
}
