import Spec

/// The numbers every optimizer with a learning rate and a weight decay has.
///
/// - Fields: lr, weight_decay, groups (parameters with numbers of their own)
package struct OptimizerRates: Hashable, Sendable {
    package let learningRate: Double
    package let weightDecay: Double
    package let groups: [ParameterGroup]

    package init(learningRate: Double, weightDecay: Double = 0, groups: [ParameterGroup] = []) {
        self.learningRate = learningRate
        self.weightDecay = weightDecay
        self.groups = groups
    }

    /// - Parameter decay: what the weight decay does, for the reference page
    init(
        reading fields: inout FieldReader, learningRate standard: Double,
        weightDecay standardDecay: Double = 0,
        decay: String = "Factor of the parameter added to its gradient (L2)."
    ) {
        learningRate = fields.double(
            "lr", aliases: ["learning_rate"], default: standard, in: .nonNegative, "Learning rate.")
        weightDecay = fields.double("weight_decay", default: standardDecay, in: .nonNegative, decay)
        groups = fields.value(
            "groups", default: [], "Parameters with a learning rate or weight decay of their own.")
    }

    /// Whether any parameter decays.
    var decays: Bool { weightDecay != 0 || groups.contains { ($0.weightDecay ?? 0) != 0 } }

    /// The rate and decay of a group (0: parameters outside every group) when the schedule gives `rate`.
    package func step(rate: Double, group: Int) -> StepRates {
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
