import Foundation
import Graph
import Kernels
import Spec

/// Steps scaled by running means of the gradient and of its square.
///
///     g ← gradient + weight_decay · p
///     m ← β₁ m + (1 - β₁) g                 v ← β₂ v + (1 - β₂) g²
///     p ← p - lr / (1 - β₁ᵗ) · m / (√v / √(1 - β₂ᵗ) + eps)        t = 1 for the first step
///
/// - Fields: lr (>= 0, default 0.001), betas (two numbers, 0 ≤ β < 1, default 0.9 and 0.999), eps (> 0,
///   default 1e-8), weight_decay (>= 0, default 0; added to the gradient: L2, not AdamW's decay)
/// - Limits: the corrections 1 - βᵗ are computed in double precision
/// - Source: Kingma and Ba, "Adam: A method for stochastic optimization", 2015, algorithm 1, in the order of
///   operations of PyTorch `Adam`
package struct Adam: Optimizer {
    package static let name = "adam"
    package static let aliases: [String] = []
    package static let summary = "Steps scaled by running means of the gradient and of its square."
    package static let documentation = """
        g = gradient + weight_decay · p; m = β1 m + (1 - β1) g; v = β2 v + (1 - β2) g²; \
        p = p - lr / (1 - β1^t) · m / (√v / √(1 - β2^t) + eps), t = 1 for the first step. weight_decay is \
        L2, as in PyTorch's Adam. Kingma and Ba, 2015, algorithm 1.
        """
    package static let primaryField: String? = "lr"
    package let learningRate: Double
    package let firstBeta: Double
    package let secondBeta: Double
    package let epsilon: Double
    package let weightDecay: Double

    package init(reading fields: inout FieldReader) {
        learningRate = fields.double(
            "lr", aliases: ["learning_rate"], default: 0.001, in: .nonNegative, "Learning rate.")
        let betas = fields.doubles(
            "betas", count: 2, default: [0.9, 0.999], in: .leftClosed(0, 1),
            "How much of the running means of gradient and square is kept each step.")
        firstBeta = betas.first ?? 0.9
        secondBeta = betas.last ?? 0.999
        epsilon = fields.double(
            "eps", aliases: ["epsilon"], default: 1e-8, in: .positive, "Added to the divisor.")
        weightDecay = fields.double(
            "weight_decay", default: 0, in: .nonNegative,
            "Factor of the parameter added to its gradient (L2).")
    }

    package init(
        learningRate: Double, firstBeta: Double = 0.9, secondBeta: Double = 0.999, epsilon: Double = 1e-8,
        weightDecay: Double = 0
    ) {
        self.learningRate = learningRate
        self.firstBeta = firstBeta
        self.secondBeta = secondBeta
        self.epsilon = epsilon
        self.weightDecay = weightDecay
    }

    package let slots = ["first_moment", "second_moment"]

    package var scalars: [String] {
        let always = [
            "beta1", "one_minus_beta1", "beta2", "one_minus_beta2", "rate", "root_correction", "eps",
        ]
        return weightDecay == 0 ? always : always + ["weight_decay"]
    }

    package var structure: String { weightDecay == 0 ? "adam" : "adam weight_decay" }

    package func writeScalars(step: Int, learningRate: Double, into values: UnsafeMutablePointer<Double>) {
        let count = Double(step + 1)
        values[0] = firstBeta
        values[1] = 1 - firstBeta
        values[2] = secondBeta
        values[3] = 1 - secondBeta
        values[4] = learningRate / (1 - pow(firstBeta, count))
        values[5] = 1 / (1 - pow(secondBeta, count)).squareRoot()
        values[6] = epsilon
        if weightDecay != 0 {
            values[7] = weightDecay
        }
    }

    package func update(_ array: OptimizerArray) throws -> OptimizerResult {
        let graph = array.graph
        var gradient = array.gradient
        if weightDecay != 0 {
            let decay = try graph.multiply(array.scalar("weight_decay"), array.parameter)
            gradient = try graph.add(gradient, decay)
        }
        let first = try graph.add(
            graph.multiply(array.scalar("beta1"), array.slot("first_moment")),
            graph.multiply(array.scalar("one_minus_beta1"), gradient))
        let square = try graph.multiply(gradient, gradient)
        let second = try graph.add(
            graph.multiply(array.scalar("beta2"), array.slot("second_moment")),
            graph.multiply(array.scalar("one_minus_beta2"), square))
        let root = try graph.multiply(graph.sqrt(second), array.scalar("root_correction"))
        let divisor = try graph.add(root, array.scalar("eps"))
        let step = try graph.divide(graph.multiply(array.scalar("rate"), first), divisor)
        return OptimizerResult(parameter: try graph.subtract(array.parameter, step), slots: [first, second])
    }
}
