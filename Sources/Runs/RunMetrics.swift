/// `metrics.json`: the figures of a finished run.
///
/// A figure that is not a number is stored as `null`.
package struct RunMetrics: Codable, Equatable, Sendable {
    package typealias Figures = [String: Double?]

    package var epochs: Int
    package var steps: Int
    package var bestEpoch: Int?
    /// Which weights the figures belong to: `last` or `best`.
    package var weights: String
    /// Split name → metric name → value, in the space the model was trained in.
    package var splits: [String: Figures]
    /// The same in the target's own units, where a target transform exists.
    package var originalUnits: [String: Figures]
    /// Baseline name → split name → figures.
    package var baselines: [String: [String: Figures]]
    /// Metric name → `minimize` or `maximize`.
    package var directions: [String: String]
    package var trainingSeconds: Double
    package var stepsPerSecond: Double?

    private enum CodingKeys: String, CodingKey {
        case epochs, steps, weights, splits, baselines, directions
        case bestEpoch = "best_epoch"
        case originalUnits = "original_units"
        case trainingSeconds = "training_seconds"
        case stepsPerSecond = "steps_per_second"
    }

    package init(
        epochs: Int, steps: Int, bestEpoch: Int?, weights: String, splits: [String: Figures],
        originalUnits: [String: Figures], baselines: [String: [String: Figures]],
        directions: [String: String],
        trainingSeconds: Double, stepsPerSecond: Double?
    ) {
        self.epochs = epochs
        self.steps = steps
        self.bestEpoch = bestEpoch
        self.weights = weights
        self.splits = splits
        self.originalUnits = originalUnits
        self.baselines = baselines
        self.directions = directions
        self.trainingSeconds = trainingSeconds
        self.stepsPerSecond = stepsPerSecond
    }
}
