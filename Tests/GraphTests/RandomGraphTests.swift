import Graph
import Kernels
import Testing

/// Random graphs of elementwise operations, views, reductions and products.
struct RandomGraph {
    let graph = Graph(realType: .float64)
    private(set) var inputs: [String: [Double]] = [:]
    private var tensors: [Tensor] = []
    private var numbers: TestNumbers

    init(seed: UInt32) throws {
        numbers = TestNumbers(seed)
        for (index, shape) in ([[2, 3, 4], [3, 4], [1, 3, 1], [4], [2, 4, 3]] as [[Int]]).enumerated() {
            let tensor = graph.input("input\(index)", shape: Shape(shape))
            inputs["input\(index)"] = numbers.array(tensor.shape.count, -1...1)
            tensors.append(tensor)
        }
        while graph.nodes.count < 45 { try grow() }
        for (index, tensor) in tensors.suffix(4).enumerated() {
            try graph.markOutput("output\(index)", tensor)
        }
        let candidates = tensors.suffix(12).filter { $0.shape == [2, 3, 4] }
        if let value = candidates.last { try graph.update(state: tensors[0], to: value) }
    }

    private mutating func pick() -> Tensor { tensors[numbers.next(below: tensors.count)] }

    private mutating func grow() throws {
        let a = pick()
        let b = pick()
        switch numbers.next(below: 12) {
        case 0: tensors.append(tanh(a))
        case 1: tensors.append(abs(a))
        case 2: tensors.append(a * 0.5)
        case 3, 4, 5:
            guard a.shape.broadcast(with: b.shape) != nil else { return }
            tensors.append(sigmoid(a + b))
        case 6:
            guard a.shape.rank > 0 else { return }
            tensors.append(
                a.mean(axes: [numbers.next(below: a.shape.rank)], keepDimensions: true))
        case 7:
            guard a.shape.rank > 1 else { return }
            tensors.append(a.transposed())
        case 8:
            let (left, right) = (a.shape.dimensions, b.shape.dimensions)
            guard left.count > 1, right.count > 1, left[left.count - 1] == right[right.count - 2],
                Shape(Array(left.dropLast(2))).broadcast(with: Shape(Array(right.dropLast(2)))) != nil
            else { return }
            tensors.append(tanh(matrixProduct(a, b)))
        case 9: tensors.append(a.reshaped(to: [a.shape.count]))
        case 10:
            let (first, second) = (a.shape.dimensions, b.shape.dimensions)
            guard !first.isEmpty, first.count == second.count, first.dropFirst() == second.dropFirst(),
                2 * a.shape.count + b.shape.count < 200
            else { return }
            tensors.append(concatenate([a, b, a], axis: 0))
        default:
            guard let size = a.shape.dimensions.last, size > 1 else { return }
            tensors.append(a.sliced(axis: -1, range: 1..<size))
        }
    }
}

@Suite("Random graphs")
struct RandomGraphTests {
    @Test("give the same planned and by definition", arguments: 1...60)
    func plannedEqualsReference(seed: Int) throws {
        let random = try RandomGraph(seed: UInt32(seed))
        let reference = try ProgramRunner(random.graph, random.inputs, backend: ReferenceBackend())
        let planned = try ProgramRunner(random.graph, random.inputs)
        // What large arrays are planned for, on small ones.
        var options = CompileOptions()
        options.smallestLargeArray = 1
        let shortened = try ProgramRunner(random.graph, random.inputs, options: options)
        for _ in 0..<2 {
            try reference.run()
            try planned.run()
            try shortened.run()
            for index in 0..<4 {
                let name = "output\(index)"
                let difference = try largestDifference(planned.output(name), reference.output(name))
                #expect(difference < 1e-10, "\(planned.program.planDescription)")
                #expect(
                    try shortened.output(name) == planned.output(name), "\(shortened.program.planDescription)"
                )
            }
            #expect(largestDifference(planned.state("input0"), reference.state("input0")) < 1e-10)
            #expect(shortened.state("input0") == planned.state("input0"))
        }
    }

    @Test("broadcast axes that alternate with shared ones are walked in full")
    func alternatingBroadcasts() throws {
        // Eight axes of which no two neighbors join, in either operand.
        let (left, right) = ([2, 1, 3, 1, 2, 1, 3, 1], [1, 2, 1, 3, 1, 2, 1, 2])
        func build() throws -> Graph {
            let graph = Graph(realType: .float64)
            let x = graph.input("x", shape: Shape(left))
            let y = graph.input("y", shape: Shape(right))
            try graph.markOutput("z", exp(x) + x * y)
            return graph
        }
        let inputs = [
            "x": (0..<36).map { Double($0) / 10 },
            "y": (0..<24).map { 1 - Double($0) / 7 },
        ]
        let planned = try ProgramRunner(build(), inputs)
        let reference = try ProgramRunner(build(), inputs, backend: ReferenceBackend())
        try planned.run()
        try reference.run()
        #expect(try largestDifference(planned.output("z"), reference.output("z")) < 1e-12)
    }
}
