import Data
import Kernels
import Spec

/// Everything a training session needs to know besides data and trials. Typed; nothing is read from files
/// here.
package struct TrainingSettings: Sendable {
    package var plan: ModelPlan
    package var train: TrainSection
    package var metrics: [any Metric]
    /// Measured once, when training ends.
    package var tables: [any TableMetric]
    /// Costs of the parameters, added to the loss for the gradient only.
    package var penalties: [any Penalty]
    /// `float32` or `float64`; the data must have the same.
    package var elementType: ElementType
    package var threads: Int
    /// Takes predictions back to original units, for metrics in them; nil when the target was left alone.
    package var targetTransform: TargetTransform?
    /// The resolved specification, kept in checkpoints.
    package var specification: String

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
    /// Rows of its own, as folds have; nil for the session's. Either every trial of a stack has them or none.
    package var data: TrialData?

    package init(seed: UInt64, optimizer: any Optimizer, schedule: any Schedule = ConstantSchedule()) {
        self.seed = seed
        self.optimizer = optimizer
        self.schedule = schedule
    }
}
