import Spec

/// The numbers every optimizer with a learning rate and a weight decay has.
///
/// - Fields: lr, weight_decay, groups (parameters with numbers of their own)
package struct OptimizerRates: Hashable, Sendable {
    package let learningRate: Double
    package let weightDecay: Double
    package let groups: [ParameterGroup]
    /// Whether the decay is taken off the parameter by the optimizer itself, instead of being part of the gradient.
    private let isDecoupled: Bool

    package init(
        learningRate: Double, weightDecay: Double = 0, groups: [ParameterGroup] = [],
        isDecoupled: Bool = false
    ) {
        self.learningRate = learningRate
        self.weightDecay = weightDecay
        self.groups = groups
        self.isDecoupled = isDecoupled
    }

    init(
        reading fields: inout FieldReader, learningRate standard: Double,
        weightDecay standardDecay: Double = 0, isDecoupled: Bool = false
    ) {
        learningRate = fields.double(
            "lr", aliases: ["learning_rate"], default: standard, in: .nonNegative, "Learning rate.")
        weightDecay = fields.double(
            "weight_decay", default: standardDecay, in: .nonNegative,
            isDecoupled
                ? "Share of the parameter, times lr, taken off each step."
                : "Factor of the parameter added to its gradient (L2).")
        groups = fields.value(
            "groups", default: [], "Parameters with a learning rate or weight decay of their own.")
        self.isDecoupled = isDecoupled
    }

    /// Whether any parameter's decay is part of its gradient, as that of an L2 penalty is.
    var changesGradient: Bool {
        !isDecoupled && (weightDecay != 0 || groups.contains { ($0.weightDecay ?? 0) != 0 })
    }

    /// The rate and decay of a group (0: parameters outside every group) when the schedule gives `rate`.
    package func rates(at rate: Double, forGroup group: Int) -> StepRates {
        guard group > 0, group <= groups.count else {
            return StepRates(learningRate: rate, weightDecay: weightDecay)
        }
        let own = groups[group - 1]
        var groupRate = rate
        if let lr = own.learningRate {
            groupRate = learningRate == 0 ? 0 : lr * (rate / learningRate)
        }
        return StepRates(learningRate: groupRate, weightDecay: own.weightDecay ?? weightDecay)
    }
}

/// What one step of one parameter group goes by.
package struct StepRates: Hashable, Sendable {
    package var learningRate: Double
    package var weightDecay: Double

    package init(learningRate: Double, weightDecay: Double = 0) {
        self.learningRate = learningRate
        self.weightDecay = weightDecay
    }
}
