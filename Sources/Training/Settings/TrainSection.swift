import Spec

/// The `train:` section: how long, in which batches, and when to stop.
///
/// - Fields: epochs, max_steps (at least one of them; whichever ends first), batch_size (rows or `all`,
///   default 32), drop_last (default false), shuffle (default true; `batch_size: all` never shuffles),
///   grad_clip (largest norm of a gradient, default none), early_stopping, checkpoint
package struct TrainSection: SpecSection {
    package var epochs: Int?
    package var maxSteps: Int?
    package var batchSize: BatchSize
    package var dropLast: Bool
    package var shuffle: Bool
    package var gradientClip: Double?
    package var earlyStopping: EarlyStopping
    package var checkpoint: CheckpointSection
    package var batchSizeOrigin: Origin

    package init(
        epochs: Int? = nil, maxSteps: Int? = nil, batchSize: BatchSize = .rows(32), dropLast: Bool = false,
        shuffle: Bool = true, gradientClip: Double? = nil, earlyStopping: EarlyStopping = EarlyStopping()
    ) {
        self.epochs = epochs
        self.maxSteps = maxSteps
        self.batchSize = batchSize
        self.dropLast = dropLast
        self.shuffle = shuffle
        self.gradientClip = gradientClip
        self.earlyStopping = earlyStopping
        checkpoint = CheckpointSection()
        batchSizeOrigin = .defaultValue
    }

    package init(reading fields: inout FieldReader) {
        epochs = fields.optionalInt("epochs", in: .greaterOrEqual(1), "Passes over the training rows.")
        maxSteps = fields.optionalInt(
            "max_steps", in: .greaterOrEqual(1),
            "Steps after which training ends, within an epoch if need be.")
        batchSize = fields.value(
            "batch_size", default: BatchSize.rows(32), "Rows per step, or 'all' for the whole training split."
        )
        dropLast = fields.bool(
            "drop_last", default: false, "Leave out the last batch of an epoch when it is shorter.")
        shuffle = fields.bool("shuffle", default: true, "Draw a new order of the rows each epoch.")
        gradientClip = fields.optionalDouble(
            "grad_clip", in: .positive, "Scale the gradient down to this Euclidean norm when it is longer.")
        earlyStopping = fields.section(
            "early_stopping", EarlyStopping.self, "When to stop before the budget is used up.")
        checkpoint = fields.section("checkpoint", CheckpointSection.self, "When checkpoints are written.")
        batchSizeOrigin = fields.origin(of: "batch_size")
        // A budget that was written but is wrong has been reported already.
        let budgetOrigins = ["epochs", "max_steps"].map { fields.origin(of: $0) }
        let isReported = fields.diagnostics.all.contains { budgetOrigins.contains($0.origin) }
        if epochs == nil, maxSteps == nil, !isReported {
            fields.report(
                Diagnostic(
                    "missing-field", "the section 'train' needs 'epochs' or 'max_steps'", at: fields.place,
                    help: "add 'epochs: 10'"))
        }
    }
}

/// The `train.checkpoint:` section.
///
/// - Fields: every (an interval: `10 s`, `500 steps`, `5 epochs`; default 10 s, so that cheap epochs stay
///   cheap)
package struct CheckpointSection: SpecSection, Hashable {
    package var every: CheckpointInterval

    package init(every: CheckpointInterval = .seconds(10)) {
        self.every = every
    }

    package init(reading fields: inout FieldReader) {
        every = fields.value(
            "every", default: CheckpointInterval.seconds(10),
            "Interval between checkpoints: '10 s', '500 steps', '5 epochs'.")
    }
}
