import Spec

/// The numbers every optimizer with a learning rate and a weight decay has.
///
/// - Fields: lr, weight_decay, weight_decay_schedule, groups (parameters with numbers of their own)
package struct OptimizerRates: Sendable {
    package let learningRate: Double
    package let weightDecay: Double
    package let groups: [ParameterGroup]
    /// How the weight decay changes from step to step; nil when it stays.
    package let weightDecaySchedule: (any Schedule)?
    /// Whether the decay is taken off the parameter by the optimizer itself, instead of being part of the gradient.
    private let isDecoupled: Bool

    package init(
        learningRate: Double, weightDecay: Double = 0, groups: [ParameterGroup] = [],
        isDecoupled: Bool = false
    ) {
        self.learningRate = learningRate
        self.weightDecay = weightDecay
        self.groups = groups
        weightDecaySchedule = nil
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
        weightDecaySchedule =
            fields.optionalComponent(
                "weight_decay_schedule", in: scheduleFamily,
                "How the weight decay changes from step to step, such as flat_cosine; default not at all.")?
            .value
        groups = fields.value(
            "groups", default: [], "Parameters with a learning rate or weight decay of their own.")
        self.isDecoupled = isDecoupled
    }

    /// Whether any parameter's decay is part of its gradient, as that of an L2 penalty is.
    var changesGradient: Bool {
        !isDecoupled && (weightDecay != 0 || groups.contains { ($0.weightDecay ?? 0) != 0 })
    }

    /// What the weight decay is multiplied by at a step.
    package func decayFactor(step: Int, horizon: ScheduleHorizon) -> Double {
        weightDecaySchedule?.learningRate(base: 1, step: step, horizon: horizon) ?? 1
    }

    /// The rate and decay of a group (0: parameters outside every group) when the schedule gives `rate`.
    package func rates(at rate: Double, decayFactor: Double = 1, forGroup group: Int) -> StepRates {
        guard group > 0, group <= groups.count else {
            return StepRates(learningRate: rate, weightDecay: weightDecay * decayFactor)
        }
        let own = groups[group - 1]
        var groupRate = rate
        if let lr = own.learningRate {
            groupRate = learningRate == 0 ? 0 : lr * (rate / learningRate)
        }
        let decay = (own.weightDecay ?? weightDecay) * own.weightDecayFactor
        return StepRates(learningRate: groupRate * own.rateFactor, weightDecay: decay * decayFactor)
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
