import Foundation
import Graph
import Kernels
import Testing

@Suite("Every registered operation")
struct ConformanceTests {
    static let rows = elementwiseRows + shapeRows + contractionRows + windowRows

    @Test("has a conformance row")
    func everyOperationHasARow() {
        let rows = Set(Self.rows.map(\.operation))
        let missing = OperationRegistry.all.map { $0.name }.filter { !rows.contains($0) }
        #expect(missing == [])
    }

    @Test("has one file, and the registry is alphabetical")
    func filesEqualTheRegistry() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Sources/Graph/Operations")
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
            .map { ($0 as NSString).lastPathComponent }.filter { $0.hasSuffix(".swift") }.map {
                String($0.dropLast(6))
            }.sorted()
        #expect(OperationRegistry.all.map { "\($0)" } == files)
        #expect(files.count <= 50)
    }

    @Test("gives the values of a naive loop", arguments: rows, [ElementType.float32, .float64])
    func values(row: ConformanceRow, type: ElementType) throws {
        guard type == .float32 || !row.isSinglePrecision else { return }
        let inputs = Self.inputs(of: row, seed: 1)
        let expected = row.naive(inputs)
        for backend in [ReferenceBackend() as any Backend, CPUBackend()] {
            let found = try Self.run(row, inputs, type: type, backend: backend)
            let tolerance = type == .float32 ? row.tolerance : 1e-12
            #expect(largestDifference(found, expected) < tolerance, "\(backend): \(found) \(expected)")
        }
    }

    @Test("gives the special values", arguments: rows.filter { !$0.special.isEmpty })
    func specialValues(row: ConformanceRow) throws {
        for (input, output) in row.special {
            for backend in [ReferenceBackend() as any Backend, CPUBackend()] {
                var changed = row
                changed = ConformanceRow(
                    operation: row.operation, inputs: row.inputs.map { _ in InputRange([input.count]) },
                    build: row.build, naive: row.naive)
                let inputs = row.inputs.indices.map { index in
                    row.inputs.count == 1 ? input : input.map { index == 0 ? $0 : 1 + 0 * $0 }
                }
                let found = try Self.run(changed, inputs, type: .float32, backend: backend)
                #expect(largestDifference(found, output) < row.tolerance, "\(backend): \(found)")
            }
        }
    }

    @Test("has the gradient of central differences", arguments: rows)
    func gradient(row: ConformanceRow) throws {
        let inputs = Self.inputs(of: row, seed: 2)
        let real = Self.realInputs(row)
        guard !real.isEmpty else { return }
        let weights = Self.weights(row.naive(inputs).count)
        let graph = Graph(realType: .float64)
        let tensors = try Self.declare(row, graph)
        let objective = try Self.objective(graph, row.build(graph, tensors), weights)
        let gradients = try graph.gradients(of: objective, withRespectTo: real.map { tensors[$0] })
        for (position, input) in real.enumerated() {
            try graph.markOutput("gradient\(input)", gradients[position])
        }
        let runner = try ProgramRunner(graph, Self.named(inputs))
        try runner.run()
        for input in real {
            let expected = Self.centralDifferences(inputs, input) { changed in
                zip(row.naive(changed), weights).reduce(0) { $0 + $1.0 * $1.1 }
            }
            let found = try runner.output("gradient\(input)")
            #expect(largestDifference(found, expected) < 1e-6, "input \(input): \(found) \(expected)")
        }
    }

    @Test("adds the gradients when an input is used twice", arguments: rows)
    func sameInputTwice(row: ConformanceRow) throws {
        let real = Self.realInputs(row)
        guard let first = real.first else { return }
        // Every real input of the first one's shape is the same tensor, and the operation is used twice.
        let shared = real.filter { row.inputs[$0].shape == row.inputs[first].shape }
        var inputs = Self.inputs(of: row, seed: 3)
        for input in shared { inputs[input] = inputs[first] }
        func value(_ elements: [Double]) -> Double {
            var changed = inputs
            for input in shared { changed[input] = elements }
            let result = row.naive(changed)
            let weights = Self.weights(result.count)
            return zip(result, weights).reduce(0) { $0 + $1.0 * $1.1 + $1.0 * $1.0 }
        }
        let graph = Graph(realType: .float64)
        var tensors = try Self.declare(row, graph)
        for input in shared { tensors[input] = tensors[first] }
        let once = try row.build(graph, tensors)
        let again = try row.build(graph, tensors)
        let weighted = try Self.objective(graph, once, Self.weights(once.shape.count))
        let squares = once * again
        let sum = squares.sum(axes: Array(0..<squares.shape.rank))
        let objective = weighted + sum
        let gradient = try graph.gradients(of: objective, withRespectTo: [tensors[first]])[0]
        try graph.markOutput("gradient", gradient)
        let runner = try ProgramRunner(graph, Self.named(inputs))
        try runner.run()
        let expected = Self.centralDifferences([inputs[first]], 0) { value($0[0]) }
        let found = try runner.output("gradient")
        #expect(largestDifference(found, expected) < 1e-6, "\(found) \(expected)")
    }

    @Test("has the second derivatives of central differences of its gradient", arguments: rows)
    func secondOrder(row: ConformanceRow) throws {
        let inputs = Self.inputs(of: row, seed: 4)
        let real = Self.realInputs(row)
        guard !real.isEmpty else { return }
        let graph = Graph(realType: .float64)
        let tensors = try Self.declare(row, graph)
        let result = try row.build(graph, tensors)
        let objective = try Self.objective(graph, square(result), Self.weights(result.shape.count))
        let gradients = try graph.gradients(of: objective, withRespectTo: real.map { tensors[$0] })
        var slope = graph.constant(0)
        for gradient in gradients {
            let part = try Self.objective(graph, gradient, Self.weights(gradient.shape.count))
            slope = slope + part
        }
        let seconds = try graph.gradients(of: slope, withRespectTo: real.map { tensors[$0] })
        try graph.markOutput("slope", slope)
        for (position, input) in real.enumerated() {
            try graph.markOutput("second\(input)", seconds[position])
        }
        let runner = try ProgramRunner(graph, Self.named(inputs))
        try runner.run()
        let results = try real.map { try runner.output("second\($0)") }
        for (input, found) in zip(real, results) {
            let expected = try Self.centralDifferences(inputs, input) { changed in
                for index in changed.indices { runner.write(changed[index], to: "input\(index)") }
                try runner.run()
                return try runner.output("slope")[0]
            }
            #expect(largestDifference(found, expected) < 1e-5, "input \(input): \(found) \(expected)")
        }
    }
}

extension ConformanceTests {
    static func inputs(of row: ConformanceRow, seed: UInt32) -> [[Double]] {
        var numbers = TestNumbers(seed)
        return row.inputs.map { input in
            input.integers.map { $0.map(Double.init) } ?? numbers.array(input.shape.count, input.range)
        }
    }

    static func realInputs(_ row: ConformanceRow) -> [Int] {
        row.inputs.indices.filter { row.inputs[$0].integers == nil }
    }

    static func declare(_ row: ConformanceRow, _ graph: Graph) throws -> [Tensor] {
        row.inputs.enumerated().map { index, input in
            let type: ElementType = input.integers == nil ? graph.realType : .int32
            return graph.input("input\(index)", shape: input.shape, elementType: type)
        }
    }

    static func named(_ inputs: [[Double]]) -> [String: [Double]] {
        Dictionary(uniqueKeysWithValues: inputs.enumerated().map { ("input\($0)", $1) })
    }

    static func weights(_ count: Int) -> [Double] {
        var numbers = TestNumbers(99)
        return numbers.array(count, 0.5...1.5)
    }

    /// Σ weights · values over all elements.
    static func objective(_ graph: Graph, _ tensor: Tensor, _ weights: [Double]) throws -> Tensor {
        let weighted = tensor * graph.constant(weights, tensor.shape)
        return weighted.sum(axes: Array(0..<tensor.shape.rank))
    }

    static func run(
        _ row: ConformanceRow, _ inputs: [[Double]], type: ElementType, backend: any Backend
    ) throws -> [Double] {
        let graph = Graph(realType: type)
        try graph.markOutput("result", row.build(graph, declare(row, graph)))
        let runner = try ProgramRunner(graph, named(inputs), backend: backend)
        try runner.run()
        return try runner.output("result")
    }

    static func centralDifferences(
        _ inputs: [[Double]], _ which: Int, _ function: ([[Double]]) throws -> Double
    ) rethrows -> [Double] {
        let step = 1e-5
        return try inputs[which].indices.map { element in
            var changed = inputs
            changed[which][element] = inputs[which][element] + step
            let above = try function(changed)
            changed[which][element] = inputs[which][element] - step
            return (above - (try function(changed))) / (2 * step)
        }
    }
}
