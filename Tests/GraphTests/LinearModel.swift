import Graph
import Kernels

/// A linear model with one output as the training layer builds it, for tests of row passes and plans.
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
        let params = try graph.input("params", shape: [trials, features + 1])
        let rate = try graph.input("lr", shape: [trials])
        var (x, y) = try data(graph)
        x = try graph.reshape(x, to: [1, batch ?? rows, features])
        y = try graph.reshape(y, to: [1, batch ?? rows, 1])
        let weights = try graph.slice(params, axis: 1, range: 0..<features)
        let bias = try graph.slice(params, axis: 1, range: features..<features + 1)
        let product = try graph.matrixProduct(x, graph.reshape(weights, to: [trials, features, 1]))
        let z = try graph.add(product, graph.reshape(bias, to: [trials, 1, 1]))  // [trials, batch, 1]
        // As the training layer does: means over the columns, of which there is one, then over the batch.
        let rowLosses = try graph.reduceMean(rowLoss(graph, z, y), axes: [2])  // [trials, batch]
        let loss = try graph.reduceMean(rowLosses, axes: [1])  // [trials]
        let gradient = try graph.gradients(of: loss, withRespectTo: [params])[0]
        let step = try graph.multiply(graph.reshape(rate, to: [trials, 1]), gradient)
        try graph.update(state: params, to: graph.subtract(params, step))
        try graph.markOutput("loss", loss)
        return graph
    }

    /// Predictions and losses of all rows as they lie, the tables not being fixed.
    func evaluation() throws -> Graph {
        let graph = Graph(realType: realType)
        let params = try graph.input("params", shape: [trials, features + 1])
        let x = try graph.input("x", shape: [rows, features])
        let y = try graph.reshape(graph.input("y", shape: [rows, 1]), to: [1, rows, 1])
        let weights = try graph.slice(params, axis: 1, range: 0..<features)
        let bias = try graph.slice(params, axis: 1, range: features..<features + 1)
        let stacked = try graph.reshape(x, to: [1, rows, features])
        let product = try graph.matrixProduct(stacked, graph.reshape(weights, to: [trials, features, 1]))
        let z = try graph.add(product, graph.reshape(bias, to: [trials, 1, 1]))
        try graph.markOutput("losses", graph.reduceMean(rowLoss(graph, z, y), axes: [2]))
        try graph.markOutput("predictions", z)
        return graph
    }

    private func data(_ graph: Graph) throws -> (Tensor, Tensor) {
        let x = try graph.input("x", shape: [rows, features], fixed: isFixed)
        let y = try graph.input("y", shape: [rows, 1], fixed: isFixed)
        guard let batch else { return (x, y) }
        let numbers = try graph.input("rows", shape: [1, batch], elementType: .int32)
        return (try graph.gatherRows(x, rows: numbers), try graph.gatherRows(y, rows: numbers))
    }

    private func rowLoss(_ graph: Graph, _ z: Tensor, _ y: Tensor) throws -> Tensor {
        switch loss {
        case .squared: return try graph.square(graph.subtract(z, y))
        case .logistic: return try graph.subtract(graph.softplus(z), graph.multiply(z, y))
        case .huber:
            let distance = try graph.absolute(graph.subtract(z, y))
            let inner = try graph.multiply(graph.square(distance), graph.constant(0.5))
            let outer = try graph.subtract(distance, graph.constant(0.5))
            return try graph.select(graph.less(distance, graph.constant(1)), inner, outer)
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
