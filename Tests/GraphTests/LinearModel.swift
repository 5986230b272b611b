import Graph
import Kernels

/// A linear model with one output as the training layer builds it, for tests of row loops and plans.
struct LinearModel {
    enum Loss: CaseIterable, Sendable {
        case squared
        case logistic
        case huber
    }

    var loss = Loss.squared
    var rows = 300
    var features = 5
    /// Rows of a batch; nil goes over the whole table without row numbers.
    var batch: Int? = 64
    var trials = 1
    var realType = ElementType.float32
    var threads = 1
    var options = CompileOptions()
    var isFixed = true

    /// x and y are tables, `params` [trials, features + 1] the state, `lr` [trials]; outputs `loss` [trials].
    func graph() throws -> Graph {
        let graph = Graph(realType: realType)
        let params = graph.input("params", shape: [trials, features + 1])
        let rate = graph.input("lr", shape: [trials])
        var (x, y) = data(graph)
        x = x.reshaped(to: [1, batch ?? rows, features])
        y = y.reshaped(to: [1, batch ?? rows, 1])
        let weights = params.sliced(axis: 1, range: 0..<features)
        let bias = params.sliced(axis: 1, range: features..<features + 1)
        let product = matrixProduct(x, weights.reshaped(to: [trials, features, 1]))
        let z = product + bias.reshaped(to: [trials, 1, 1])  // [trials, batch, 1]
        // As the training layer does: means over the columns, of which there is one, then over the batch.
        let rowLosses = rowLoss(z, y).mean(axes: [2])  // [trials, batch]
        let loss = rowLosses.mean(axes: [1])  // [trials]
        let gradient = try graph.gradients(of: loss, withRespectTo: [params])[0]
        let step = rate.reshaped(to: [trials, 1]) * gradient
        try graph.update(state: params, to: params - step)
        try graph.markOutput("loss", loss)
        return graph
    }

    /// Predictions and losses of all rows as they lie, the tables not being fixed.
    func evaluation() throws -> Graph {
        let graph = Graph(realType: realType)
        let params = graph.input("params", shape: [trials, features + 1])
        let x = graph.input("x", shape: [rows, features])
        let y = graph.input("y", shape: [rows, 1]).reshaped(to: [1, rows, 1])
        let weights = params.sliced(axis: 1, range: 0..<features)
        let bias = params.sliced(axis: 1, range: features..<features + 1)
        let stacked = x.reshaped(to: [1, rows, features])
        let product = matrixProduct(stacked, weights.reshaped(to: [trials, features, 1]))
        let z = product + bias.reshaped(to: [trials, 1, 1])
        try graph.markOutput("losses", rowLoss(z, y).mean(axes: [2]))
        try graph.markOutput("predictions", z)
        return graph
    }

    private func data(_ graph: Graph) -> (Tensor, Tensor) {
        let x = graph.input("x", shape: [rows, features], fixed: isFixed)
        let y = graph.input("y", shape: [rows, 1], fixed: isFixed)
        guard let batch else { return (x, y) }
        let numbers = graph.input("rows", shape: [1, batch], elementType: .int32)
        return (x.gatherRows(numbers), y.gatherRows(numbers))
    }

    private func rowLoss(_ z: Tensor, _ y: Tensor) -> Tensor {
        switch loss {
        case .squared: return square(z - y)
        case .logistic: return softplus(z) - z * y
        case .huber:
            let distance = abs(z - y)
            return select(distance .< 1, square(distance) * 0.5, distance - 0.5)
        }
    }

    /// Random data, parameters and rates; trial t's are the same whatever the number of trials.
    func inputs() -> [String: [Double]] {
        var numbers = TestNumbers(5)
        let x = numbers.array(rows * features)
        let y = numbers.array(rows, 0...1).map { $0.rounded() }
        let order = (0..<(batch ?? 0)).map { _ in Double(numbers.next(below: rows)) }
        var params: [Double] = []
        for trial in 0..<trials {
            var own = TestNumbers(UInt32(100 + trial))
            params += own.array(features + 1)
        }
        let rates = (0..<trials).map { 0.1 + 0.05 * Double($0) }
        return ["x": x, "y": y, "rows": order, "params": params, "lr": rates]
    }

    func runner(backend: (any Backend)? = nil) throws -> ProgramRunner {
        try ProgramRunner(
            graph(), inputs(), backend: backend ?? CPUBackend(threads: threads, alwaysShares: true),
            options: options)
    }

    /// Parameters and losses after some steps.
    func trained(steps: Int = 3, backend: (any Backend)? = nil) throws -> (params: [Double], losses: [Double])
    {
        let runner = try runner(backend: backend)
        var losses: [Double] = []
        for _ in 0..<steps {
            try runner.run()
            losses += try runner.output("loss")
        }
        return (runner.state("params"), losses)
    }
}
