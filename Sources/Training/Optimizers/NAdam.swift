import Foundation
import Graph
import Kernels
import Spec

package struct NAdam: Optimizer {
    package static let name = "nadam"
    package static let about = """
        Adam that looks ahead by its momentum.

            g ← gradient + weight_decay · p
            m ← β₁ m + (1 - β₁) g                 v ← β₂ v + (1 - β₂) g²
            μ(t) = β₁ (1 - 0.96^(t · momentum_decay) / 2)        Π(t) = μ(1) · … · μ(t)
            d = (1 - μ(t)) / (1 - Π(t)) · g + μ(t+1) / (1 - Π(t+1)) · m
            p ← p - lr · d / (√v / √(1 - β₂ᵗ) + eps)             t = 1 for the first step

        As Nesterov's method does.

        - Limits: Π(t) is tabulated once until it is below the precision of a double (372 steps with β₁ =
          0.9)
        - Source: Dozat, "Incorporating Nesterov momentum into Adam", 2016, algorithm 8; PyTorch `NAdam`
        """
    package static let primaryField: String? = "lr"
    package let rates: OptimizerRates
    package let moments: AdamMoments
    package let momentumDecay: Double
    /// Π(1), Π(2), … until a double no longer tells 1 - Π from 1.
    private let products: [Double]

    package init(reading fields: inout FieldReader) {
        let rates = OptimizerRates(reading: &fields, learningRate: 0.002)
        let moments = AdamMoments(reading: &fields, range: .closed(0, 0.9999))
        let decay = fields.double(
            "momentum_decay", default: 0.004, in: .nonNegative, "How fast the momentum reaches its full size."
        )
        self.init(rates, moments, momentumDecay: decay)
    }

    package init(
        learningRate: Double, moments: AdamMoments = AdamMoments(), momentumDecay: Double = 0.004,
        weightDecay: Double = 0, groups: [ParameterGroup] = []
    ) {
        self.init(
            OptimizerRates(learningRate: learningRate, weightDecay: weightDecay, groups: groups), moments,
            momentumDecay: momentumDecay)
    }

    private init(_ rates: OptimizerRates, _ moments: AdamMoments, momentumDecay: Double) {
        self.rates = rates
        self.moments = moments
        self.momentumDecay = momentumDecay
        var products: [Double] = []
        var product = 1.0
        while product > 0x1p-54 {
            product *= Self.momentum(moments.firstBeta, momentumDecay, products.count + 1)
            products.append(product)
        }
        self.products = products
    }

    /// μ(t)
    private static func momentum(_ beta: Double, _ decay: Double, _ time: Int) -> Double {
        beta * (1 - 0.5 * pow(0.96, Double(time) * decay))
    }

    private func product(_ time: Int) -> Double { time <= products.count ? products[time - 1] : 0 }

    package let slots = AdamMoments.slots

    package func fillHyperparameters(_ numbers: inout Hyperparameters, step: Int, rates: StepRates) {
        moments.fill(&numbers)
        let time = step + 1
        let now = Self.momentum(moments.firstBeta, momentumDecay, time)
        let then = Self.momentum(moments.firstBeta, momentumDecay, time + 1)
        numbers.add("gradient_rate", rates.learningRate * (1 - now) / (1 - product(time)))
        numbers.add("mean_rate", rates.learningRate * then / (1 - product(time) * then))
        numbers.add("root_correction", 1 / moments.secondCorrection(step).squareRoot())
    }

    package func update(_ array: OptimizerArray) -> OptimizerResult {
        let g = array.gradient
        let (m, v) = array.moments()
        let divisor = sqrt(v) * array.scalar("root_correction") + array.scalar("eps")
        let direction = array.scalar("gradient_rate") * g + array.scalar("mean_rate") * m
        return OptimizerResult(parameter: array.parameter - direction / divisor, slots: [m, v])
    }
}
