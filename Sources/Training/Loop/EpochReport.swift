/// A number with its name, in an order that is kept.
package struct NamedValue: Hashable, Sendable, Codable {
    package var name: String
    private var exact: ExactDouble

    package var value: Double { exact.value }

    package init(_ name: String, _ value: Double) {
        self.name = name
        exact = ExactDouble(value)
    }
}

/// What one epoch of one trial gave: a row of `metrics.csv`.
package struct EpochReport: Hashable, Sendable, Codable {
    package var trial: Int
    /// Counted from 1.
    package var epoch: Int
    /// Steps finished.
    package var step: Int
    private var exactRate: ExactDouble
    /// `train_loss`, and with a validation split `val_loss`, `val_<metric>` …: the order of
    /// `TrainingSession.columns`.
    package var values: [NamedValue]
    /// Whether the monitored value is the best so far.
    package var isBest = false
    /// Whether the budget ended inside the epoch.
    package var isPartial = false
    /// For each parameter array, in the model's order, when norms are asked for.
    package var norms: [ParameterNorms] = []
    /// Every parameter array, in the model's order, when histograms are asked for.
    package var weights: [ParameterValues] = []

    /// The rate of the epoch's last step.
    package var learningRate: Double { exactRate.value }

    package init(trial: Int, epoch: Int, step: Int, learningRate: Double, values: [NamedValue]) {
        self.trial = trial
        self.epoch = epoch
        self.step = step
        exactRate = ExactDouble(learningRate)
        self.values = values
    }

    package subscript(name: String) -> Double? {
        values.first { $0.name == name }?.value
    }
}

/// The numbers of a parameter array.
package struct ParameterValues: Hashable, Sendable, Codable {
    package var name: String
    package var values: [Double]
}

/// How large a parameter array and its gradient are.
package struct ParameterNorms: Hashable, Sendable, Codable {
    package var name: String
    /// Euclidean norm of the array at the end of the epoch.
    package var weight: Double
    /// Euclidean norm of the gradient of the epoch's last update, before clipping.
    package var gradient: Double

    package init(name: String, weight: Double, gradient: Double) {
        self.name = name
        self.weight = weight
        self.gradient = gradient
    }
}
