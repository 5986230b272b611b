/// What a training step does besides forward pass, loss, gradient and update.
package struct StepOptions: Sendable {
    /// Scales each trial's gradient down to this Euclidean norm.
    package var gradientClip: Double?
    /// Cuts every element of the gradient to ± this, before `gradientClip`.
    package var gradientClipValue: Double?
    package var penalties: [any Penalty]
    /// Whether the tables have a column of row weights.
    package var hasRowWeights: Bool
    /// Whether gradients are gathered over several batches before an update.
    package var accumulates: Bool
    /// Whether a running mean of the weights is kept.
    package var averagesWeights: Bool
    /// Whether the step gives the gradient's norm for each parameter array.
    package var reportsNorms: Bool

    package init(
        gradientClip: Double? = nil, gradientClipValue: Double? = nil, penalties: [any Penalty] = [],
        hasRowWeights: Bool = false, accumulates: Bool = false, averagesWeights: Bool = false,
        reportsNorms: Bool = false
    ) {
        self.gradientClip = gradientClip
        self.gradientClipValue = gradientClipValue
        self.penalties = penalties
        self.hasRowWeights = hasRowWeights
        self.accumulates = accumulates
        self.averagesWeights = averagesWeights
        self.reportsNorms = reportsNorms
    }

    package init(_ settings: TrainingSettings, hasRowWeights: Bool) {
        let train = settings.train
        self.init(
            gradientClip: train.gradientClip, gradientClipValue: train.gradientClipValue,
            penalties: settings.penalties, hasRowWeights: hasRowWeights, accumulates: train.accumulate > 1,
            averagesWeights: train.averageDecay != nil, reportsNorms: train.logsNorms)
    }
}

/// What a batch's gradient is for.
package enum StepRole: Sendable, Hashable {
    /// Gathered, to be used with those of the batches that follow.
    case gathers
    /// Used, with what has been gathered before, to change the parameters.
    case updates
}
