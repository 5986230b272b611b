import Training

/// What a training would take, as far as it is known before the data are read.
package struct TrainingCost: Encodable, Sendable {
    package var parameters: Int
    /// Floating-point operations of one full training step: forward and two products backward.
    package var flopsPerStep: Int?
    package var rowsPerStep: Int?
    package var stepsPerEpoch: Int?
    package var totalSteps: Int?
    /// Features, targets, parameters with gradient and optimizer state, and the widest activations.
    package var memoryBytes: Int?
    /// What the process keeps to, where the specification says so and that is less.
    package var memoryBound: Int?

    private enum CodingKeys: String, CodingKey {
        case parameters
        case flopsPerStep = "flops_per_step"
        case rowsPerStep = "rows_per_step"
        case stepsPerEpoch = "steps_per_epoch"
        case totalSteps = "total_steps"
        case memoryBytes = "memory_bytes"
        case memoryBound = "memory_bound"
    }

    init(_ subject: CheckSubject, model: ModelPlan) {
        parameters = model.parameterCount
        let budget = subject.budget
        stepsPerEpoch = budget?.stepsPerEpoch
        totalSteps =
            budget?.totalSteps ?? (subject.spec.train.epochs == nil ? subject.spec.train.maxSteps : nil)
        switch (subject.spec.train.batchSize, subject.trainingRows) {
        case (.rows(let count), let rows?): rowsPerStep = min(count, rows)
        case (.rows(let count), nil): rowsPerStep = count
        case (.all, let rows): rowsPerStep = rows
        }
        flopsPerStep = rowsPerStep.map { 3 * $0 * model.flopsPerRow }
        guard let data = subject.data, !data.partRows.isEmpty, rowsPerStep != nil else { return }
        let need = MemoryNeed(subject, model: model)
        memoryBytes = need.trainingBytes
        memoryBound = need.goesBeyondBound ? need.bound : nil
    }
}
