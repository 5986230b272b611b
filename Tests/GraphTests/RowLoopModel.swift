import Graph
import Kernels

/// A model with or without a hidden layer, as the training layer builds it, for tests of row loops.
struct RowLoopModel {
    enum Loss: CaseIterable, Sendable {
        case softmax
        case squared
        case logistic
    }

    var loss = Loss.softmax
    var rows = 90
    var features = 3
    /// Width of a hidden layer.
    var hidden: Int?
    var outputs = 3
    /// Rows of a batch, gathered by number; nil goes over the whole table.
    var batch: Int? = 70
    var trials = 1
    var isFixed = true
    var realType = ElementType.float32
    var threads = 1
    var rowLoops = CompileOptions.RowLoops.always

    /// Drawn at random; the first layer is never a narrow loop, which has an order of its own.
    init(seed: UInt32) {
        var numbers = TestNumbers(seed)
        let losses = Loss.allCases
        loss = losses[numbers.next(below: losses.count)]
        rows = 5 + numbers.next(below: 90)
        features = 1 + numbers.next(below: 90)
        hidden = numbers.next(below: 2) == 0 ? nil : 2 + numbers.next(below: 20)
        outputs = 2 + numbers.next(below: 15)
        if hidden != nil, numbers.next(below: 3) == 0 { outputs = 1 }
        batch = numbers.next(below: 3) == 0 ? nil : 1 + numbers.next(below: 80)
        trials = 1 + numbers.next(below: 3)
        isFixed = numbers.next(below: 3) > 0
    }

    init() {}

    private var layers: [(inputs: Int, outputs: Int)] {
        guard let hidden else { return [(features, outputs)] }
        return [(features, hidden), (hidden, outputs)]
    }

    private var parameterCount: Int { layers.reduce(0) { $0 + ($1.inputs + 1) * $1.outputs } }
    private var targets: Int { loss == .softmax ? 1 : outputs }

    /// x and y are tables, `params` [trials, parameters] the state; outputs `loss` [trials], `losses` and
    /// `predictions`.
    func graph() throws -> Graph {
        let graph = Graph(realType: realType)
        let params = graph.input("params", shape: [trials, parameterCount])
        var x = graph.input("x", shape: [rows, features], fixed: isFixed)
        var y = graph.input("y", shape: [rows, targets], fixed: isFixed)
        if let batch {
            let numbers = graph.input("rows", shape: [1, batch], elementType: .int32)
            x = x.gatherRows(numbers)
            y = y.gatherRows(numbers)
        }
        let count = batch ?? rows
        var values = x.reshaped(to: [1, count, features])
        y = y.reshaped(to: [1, count, targets])
        var start = 0
        func part(_ shape: [Int]) -> Tensor {
            let end = start + shape.reduce(1, *)
            defer { start = end }
            return params.sliced(axis: 1, range: start..<end).reshaped(to: Shape([trials] + shape))
        }
        for (index, layer) in layers.enumerated() {
            values = matrixProduct(values, part([layer.inputs, layer.outputs])) + part([1, layer.outputs])
            if index + 1 < layers.count { values = tanh(values) }
        }
        let losses = rowLosses(values, y)  // [trials, batch]
        let loss = losses.mean(axes: [1])
        let gradient = try graph.gradients(of: loss, withRespectTo: [params])[0]
        try graph.update(state: params, to: params - gradient * 0.3)
        try graph.markOutput("loss", loss)
        try graph.markOutput("losses", losses)
        try graph.markOutput("predictions", prediction(values))
        return graph
    }

    private func rowLosses(_ z: Tensor, _ y: Tensor) -> Tensor {
        switch loss {
        case .softmax:
            let isClass = y .== z.graph.iota(outputs).reshaped(to: [1, 1, outputs])
            return -(isClass * logSoftmax(z, axis: 2)).sum(axes: [2])
        case .squared: return square(z - y).mean(axes: [2])
        case .logistic: return (softplus(z) - z * y).mean(axes: [2])
        }
    }

    private func prediction(_ z: Tensor) -> Tensor {
        switch loss {
        case .softmax: softmax(z, axis: 2)
        case .squared: z
        case .logistic: sigmoid(z)
        }
    }

    /// Trial t's numbers are the same whatever the number of trials.
    private func inputs() -> [String: [Double]] {
        var numbers = TestNumbers(5)
        let x = numbers.array(rows * features, -1...1)
        let classes = Double(loss == .softmax ? outputs - 1 : 1)
        let y = numbers.array(rows * targets, 0...1).map { ($0 * classes).rounded() }
        let order = (0..<(batch ?? 0)).map { _ in Double(numbers.next(below: rows)) }
        let params = (0..<trials).flatMap { trial -> [Double] in
            var own = TestNumbers(UInt32(100 + trial))
            return own.array(parameterCount, -1...1)
        }
        return ["x": x, "y": y, "rows": order, "params": params]
    }

    func runner(backend: (any Backend)? = nil) throws -> ProgramRunner {
        var options = CompileOptions()
        options.rowLoops = rowLoops
        return try ProgramRunner(
            graph(), inputs(), backend: backend ?? CPUBackend(threads: threads, alwaysShares: true),
            options: options)
    }

    /// Parameters, then the outputs after each of some steps.
    func trained(steps: Int = 2, backend: (any Backend)? = nil) throws -> [[Double]] {
        let runner = try runner(backend: backend)
        var results: [[Double]] = []
        for _ in 0..<steps {
            try runner.run()
            for name in ["loss", "losses", "predictions"] { results.append(try runner.output(name)) }
        }
        return [runner.state("params")] + results
    }
}
