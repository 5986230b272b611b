import Data
import Kernels
import Spec

/// Everything a training session needs to know besides data and trials. Typed; nothing is read from files
/// here.
package struct TrainingSettings: Sendable {
    package var plan: ModelPlan
    package var train: TrainSection
    package var metrics: [any Metric]
    /// Parts whose metrics are measured after each epoch. Metrics of the training rows are measured besides where
    /// something watches them.
    package var metricParts: EpochMetricParts = .val
    /// Whether somebody outside needs the metrics of the training rows after every epoch: the objective of a sweep.
    package var metricsOfTrainingAreWatched = false
    /// The position of the class, of two, that precision, recall and the like are about.
    package var positiveClass = 1
    /// From which probability on it is predicted; nil for the more probable class.
    package var threshold: Double?
    /// Weights from elsewhere, put in place of starting values; nil for none.
    package var start: StartingWeights?
    /// Whether results have the rows behind their figures, for what is fitted to predictions afterwards.
    package var keepsScoredRows = false
    /// Measured once, when training ends.
    package var tables: [any TableMetric]
    /// Costs of the parameters, added to the loss for the gradient only.
    package var penalties: [any Penalty]
    /// `float32` or `float64`; the data must have the same.
    package var elementType: ElementType
    package var threads: Int
    /// Takes predictions back to original units, for metrics in them; nil when the target was left alone.
    package var targetTransform: TargetTransform?
    /// The names of the targets: of several, each has figures of its own.
    package var targetNames: [String] = []
    /// The resolved specification, kept in checkpoints.
    package var specification: String
    /// The splits that are scored when training ends; nil for all.
    package var scoredSplits: [String]?
    /// What simple rules reach, when it is known already; nil to compute it.
    package var baselines: [BaselineScores]?

    package init(
        plan: ModelPlan, train: TrainSection, metrics: [any Metric] = [], tables: [any TableMetric] = [],
        penalties: [any Penalty] = [], elementType: ElementType = .float32, threads: Int = 1,
        targetTransform: TargetTransform? = nil, specification: String = ""
    ) {
        self.plan = plan
        self.train = train
        self.metrics = metrics
        self.tables = tables
        self.penalties = penalties
        self.elementType = elementType
        self.threads = threads
        self.targetTransform = targetTransform
        self.specification = specification
    }
}

/// What may differ between the trials of a stack. A single run is a stack of one.
package struct TrialSettings: Sendable {
    package var seed: UInt64
    package var optimizer: any Optimizer
    package var schedule: any Schedule
    /// A model that differs from the settings' plan in the numbers of its layers or in its starting values only; nil
    /// for that plan.
    package var model: ModelPlan?
    /// Penalties that differ from the settings' in their factors only; nil for those.
    package var penalties: [any Penalty]?
    /// The trial's own resolved specification, kept in its checkpoints; nil for the settings'.
    package var specification: String?
    /// Its number in reports, for trials of a larger stack; nil for its place.
    package var number: Int?
    /// Rows of its own, as folds have; nil for the session's. Either every trial of a stack has them or none.
    package var data: TrialData?

    package init(
        seed: UInt64, optimizer: any Optimizer, schedule: any Schedule = ConstantSchedule(),
        model: ModelPlan? = nil, penalties: [any Penalty]? = nil, specification: String? = nil
    ) {
        self.seed = seed
        self.optimizer = optimizer
        self.schedule = schedule
        self.model = model
        self.penalties = penalties
        self.specification = specification
    }
}
