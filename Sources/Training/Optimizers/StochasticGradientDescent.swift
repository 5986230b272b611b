import Graph
import Kernels
import Spec

/// Steps against the gradient, with momentum if asked for.
///
///     g ← gradient + weight_decay · p
///     u ← momentum · u + (1 - dampening) · g        first step: u ← g
///     d ← g + momentum · u with nesterov, else u    (without momentum: d ← g)
///     p ← p - lr · d
///
/// - Fields: lr (> 0 or 0, default 0.01), momentum (0 ≤ m < 1, default 0), dampening (0 to 1, default 0),
///   nesterov (default false; needs momentum > 0 and dampening 0), weight_decay (>= 0, default 0)
/// - Limits: `dampening: m` with `momentum: m` gives the running mean u ← m u + (1 - m) g of other libraries
/// - Errors: `conflict` for nesterov without momentum or with dampening
/// - Source: Sutskever, Martens, Dahl and Hinton, "On the importance of initialization and momentum in deep
///   learning", 2013, in the form of PyTorch `SGD`
package struct StochasticGradientDescent: Optimizer {
    package static let name = "sgd"
    package static let aliases: [String] = []
    package static let summary = "Steps against the gradient, with momentum if asked for."
    package static let documentation = """
        g = gradient + weight_decay · p; u = momentum · u + (1 - dampening) · g (first step: u = g); d = g \
        + momentum · u with nesterov, else u; p = p - lr · d. As PyTorch's SGD. Dampening equal to momentum \
        gives the running mean u = m·u + (1 - m)·g of other libraries.
        """
    package static let primaryField: String? = "lr"
    package let learningRate: Double
    package let momentum: Double
    package let dampening: Double
    package let nesterov: Bool
    package let weightDecay: Double

    package init(reading fields: inout FieldReader) {
        learningRate = fields.double(
            "lr", aliases: ["learning_rate"], default: 0.01, in: .nonNegative, "Learning rate.")
        momentum = fields.double(
            "momentum", default: 0, in: .leftClosed(0, 1), "Share of the last step that is kept.")
        dampening = fields.double(
            "dampening", default: 0, in: .closed(0, 1), "Share of the gradient kept out of the momentum.")
        nesterov = fields.bool("nesterov", default: false, "Look ahead by the momentum.")
        weightDecay = fields.double(
            "weight_decay", default: 0, in: .nonNegative,
            "Factor of the parameter added to its gradient (L2).")
        if nesterov, momentum == 0 || dampening != 0 {
            fields.report(
                Diagnostic(
                    "conflict",
                    "nesterov needs momentum > 0 and dampening 0, but they are \(momentum) and \(dampening)",
                    at: fields.origin(of: "nesterov")))
        }
    }

    package init(
        learningRate: Double, momentum: Double = 0, dampening: Double = 0, nesterov: Bool = false,
        weightDecay: Double = 0
    ) {
        self.learningRate = learningRate
        self.momentum = momentum
        self.dampening = dampening
        self.nesterov = nesterov
        self.weightDecay = weightDecay
    }

    package var slots: [String] { momentum == 0 ? [] : ["momentum"] }

    package var scalars: [String] {
        var names = ["lr"]
        if momentum != 0 { names.append("momentum") }
        if momentum != 0, dampening != 0 { names.append("gradient_share") }
        if weightDecay != 0 { names.append("weight_decay") }
        return names
    }

    package var structure: String {
        let look = nesterov ? " nesterov" : ""
        return "sgd" + look + scalars.map { " \($0)" }.joined()
    }

    package func writeScalars(step: Int, learningRate: Double, into values: UnsafeMutablePointer<Double>) {
        var next = 0
        values[next] = learningRate
        next += 1
        if momentum != 0 {
            values[next] = momentum
            next += 1
        }
        if momentum != 0, dampening != 0 {
            values[next] = step == 0 ? 1 : 1 - dampening
            next += 1
        }
        if weightDecay != 0 {
            values[next] = weightDecay
        }
    }

    package func update(_ array: OptimizerArray) throws -> OptimizerResult {
        let graph = array.graph
        var gradient = array.gradient
        if weightDecay != 0 {
            let decay = try graph.multiply(array.scalar("weight_decay"), array.parameter)
            gradient = try graph.add(gradient, decay)
        }
        let rate = try array.scalar("lr")
        guard momentum != 0 else {
            let step = try graph.multiply(rate, gradient)
            return OptimizerResult(parameter: try graph.subtract(array.parameter, step))
        }
        let share = try array.scalar("momentum")
        let fresh = dampening == 0 ? gradient : try graph.multiply(array.scalar("gradient_share"), gradient)
        let velocity = try graph.add(graph.multiply(share, array.slot("momentum")), fresh)
        let direction = nesterov ? try graph.add(gradient, graph.multiply(share, velocity)) : velocity
        let step = try graph.multiply(rate, direction)
        return OptimizerResult(parameter: try graph.subtract(array.parameter, step), slots: [velocity])
    }
}
