import Graph
import Kernels
import Training

/// Computes a loss alone, as training steps do.
enum LossBench {
    /// The loss of outputs [rows, width] over all rows, and its gradient.
    static func evaluate(
        _ loss: any Loss, outputs: [Double], targets: [Double], rows: Int, width: Int,
        type: ElementType = .float64
    ) throws -> (loss: Double, gradient: [Double]) {
        let graph = Graph(realType: type)
        let input = graph.input("outputs", shape: [1, rows, width])
        let target = graph.input("targets", shape: [1, rows, targets.count / rows])
        let losses = loss.rowLosses(outputs: input, targets: target)
        var total: Tensor
        if let weights = loss.rowWeights(targets: target) {
            let sum = losses.sum(axes: [1])
            total = sum / weights.sum(axes: [1])
        } else {
            total = losses.mean(axes: [1])
        }
        if loss.isRootOfMean { total = sqrt(total) }
        try graph.markOutput("loss", total)
        try graph.markOutput("gradient", graph.gradients(of: total, withRespectTo: [input])[0])
        let program = try CPUBackend().compile(graph)
        func buffer(_ values: [Double]) -> Buffer {
            type == .float64 ? Buffer(values) : Buffer(values.map { Float($0) })
        }
        try program.bind("outputs", buffer(outputs))
        if program.inputNames.contains("targets") { try program.bind("targets", buffer(targets)) }
        try program.run()
        func numbers(_ name: String) throws -> [Double] {
            let found = try program.output(name)
            return type == .float64 ? found.array(Double.self) : found.array(Float.self).map { Double($0) }
        }
        return (try numbers("loss")[0], try numbers("gradient"))
    }
}
