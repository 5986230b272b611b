import Spec

/// The `train:` section: how long, in which batches, and when to stop.
///
/// - Fields: epochs, max_steps (at least one of them; whichever ends first), max_time (a duration, default none),
/// batch_size (rows or `all`, default 32), eval_batch_size (rows at a time when judging, default by the model's width),
/// drop_last (default false), shuffle (default true; `batch_size: all` never shuffles), shuffle_window (memory within
/// which rows are shuffled, default an eighth of `memory` where that is given), accumulate (batches for each
/// update, default 1), grad_clip (largest norm of a gradient, default none), grad_clip_value (largest element of a
/// gradient, default none), ema_decay (0 < d < 1, default none), balance_classes (default false), class_weights
/// (default 1 each), validate_every (epochs, default 1), stop_when_nan (default true), log_norms (default false),
/// log_histograms (default false), overfit_one_batch (default false), early_stopping, checkpoint
/// - Limits: a step is a batch; with `accumulate`, updates are fewer, and schedules count updates
package struct TrainSection: SpecSection {
    package var epochs: Int?
    package var maxSteps: Int?
    /// Seconds of training after which the step being worked on is the last.
    package var maxTime: Double?
    package var batchSize: BatchSize
    package var evaluationBatchSize: Int?
    package var dropLast: Bool
    package var shuffle: Bool
    /// Rows that follow one another lie in so much of the table; nil for any order.
    package var shuffleWindow: SpecByteCount?
    /// Batches whose gradients are gathered for one update.
    package var accumulate: Int
    package var gradientClip: Double?
    package var gradientClipValue: Double?
    /// How much of the running mean of weights each update keeps; nil without such a mean.
    package var averageDecay: Double?
    package var balancesClasses: Bool
    /// What the rows of each class count in the loss; empty when they count alike.
    package var classWeights: ClassNumbers
    package var validateEvery: Int
    /// Parts whose metrics are measured after each epoch.
    package var metricsOn: EpochMetricParts
    package var stopsWhenNotFinite: Bool
    package var logsNorms: Bool
    package var logsHistograms: Bool
    package var overfitsOneBatch: Bool
    package var earlyStopping: EarlyStopping
    package var checkpoint: CheckpointSection
    package var batchSizeOrigin: Origin
    package var classWeightsOrigin: Origin

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
        accumulate = 1
        balancesClasses = false
        classWeights = .none
        validateEvery = 1
        metricsOn = [.train, .val]
        stopsWhenNotFinite = true
        logsNorms = false
        logsHistograms = false
        overfitsOneBatch = false
        checkpoint = CheckpointSection()
        batchSizeOrigin = .defaultValue
        classWeightsOrigin = .defaultValue
    }

    package init(reading fields: inout FieldReader) {
        self.init(reading: &fields, needsBudget: true)
    }

    fileprivate init(reading fields: inout FieldReader, needsBudget: Bool) {
        self.init()
        readBudget(&fields)
        readBatches(&fields)
        readGradient(&fields)
        readJudging(&fields)
        earlyStopping = fields.section(
            "early_stopping", EarlyStopping.self, "When to stop before the budget is used up.")
        checkpoint = fields.section("checkpoint", CheckpointSection.self, "When checkpoints are written.")
        batchSizeOrigin = fields.origin(of: "batch_size")
        if needsBudget { checkBudget(&fields) }
    }

    private func checkBudget(_ fields: inout FieldReader) {
        // A budget that was written but is wrong has been reported already.
        let budgetOrigins = ["epochs", "max_steps"].map { fields.origin(of: $0) }
        let isReported = fields.diagnostics.all.contains { budgetOrigins.contains($0.origin) }
        if epochs == nil, maxSteps == nil, !isReported, !fields.isMisspelt(["epochs", "max_steps"]) {
            fields.report(
                Diagnostic(
                    "missing-field", "the section 'train' needs 'epochs' or 'max_steps'", at: fields.place,
                    help: "add 'epochs: 10'"))
        }
    }

    private mutating func readBudget(_ fields: inout FieldReader) {
        epochs = fields.optionalInt("epochs", in: .greaterOrEqual(1), "Passes over the training rows.")
        maxSteps = fields.optionalInt(
            "max_steps", in: .greaterOrEqual(1),
            "Steps after which training ends, within an epoch if need be.")
        let time = fields.optionalDuration(
            "max_time", bare: .seconds, allowing: [.seconds, .minutes, .hours, .days],
            "Time after which training ends, such as '10 min'; what ends so cannot be repeated exactly.")
        maxTime = time?.seconds
    }

    private mutating func readBatches(_ fields: inout FieldReader) {
        batchSize = fields.value(
            "batch_size", default: BatchSize.rows(32), "Rows per step, or 'all' for the whole training split."
        )
        evaluationBatchSize = fields.optionalInt(
            "eval_batch_size", in: .greaterOrEqual(1),
            "Rows at a time when judging; default by the model's width. No result depends on it.")
        dropLast = fields.bool(
            "drop_last", default: false, "Leave out the last batch of an epoch when it is shorter.")
        shuffle = fields.bool("shuffle", default: true, "Draw a new order of the rows each epoch.")
        shuffleWindow = fields.optionalValue(
            "shuffle_window", of: SpecByteCount.self,
            "Memory within which rows are shuffled, for tables larger than that; default an eighth of 'memory', else none."
        )
        balancesClasses = fields.bool(
            "balance_classes", default: false,
            "Let the rows of each class count as much together as those of any other.")
        classWeights =
            fields.optionalValue(
                "class_weights", of: ClassNumbers.self,
                "What the rows of each class count in the loss, by name or in the classes' order; default 1.")
            ?? .none
        classWeightsOrigin = fields.origin(of: "class_weights")
        overfitsOneBatch = fields.bool(
            "overfit_one_batch", default: false,
            "Train on the first batch only, to see whether the model can learn at all.")
    }

    private mutating func readGradient(_ fields: inout FieldReader) {
        accumulate = fields.int(
            "accumulate", default: 1, in: .greaterOrEqual(1),
            "Batches whose gradients are gathered for one update; an epoch's end updates as well.")
        gradientClip = fields.optionalDouble(
            "grad_clip", in: .positive, "Scale the gradient down to this Euclidean norm when it is longer.")
        gradientClipValue = fields.optionalDouble(
            "grad_clip_value", in: .positive,
            "Cut each element of the gradient to at most this size, before grad_clip.")
        averageDecay = fields.optionalDouble(
            "ema_decay", in: .open(0, 1),
            "Judge and save a running mean of the weights, of which each update keeps this share.")
    }

    private mutating func readJudging(_ fields: inout FieldReader) {
        validateEvery = fields.int(
            "validate_every", default: 1, in: .greaterOrEqual(1),
            "Epochs from one validation to the next; the last epoch is always validated.")
        metricsOn = fields.value(
            "metrics_on", default: [.train, .val] as EpochMetricParts,
            "Parts whose metrics are measured after each epoch; of the training rows 10,000 at most, drawn once, of an ensemble fewer."
        )
        stopsWhenNotFinite = fields.bool(
            "stop_when_nan", default: true,
            "End the run when a loss or a weight is not finite; else its steps go on, and a last loss that is not finite has "
                + "diverged all the same.")
        logsNorms = fields.bool(
            "log_norms", default: false,
            "Write the norms of weights and gradients after each epoch to norms.csv.")
        logsHistograms = fields.bool(
            "log_histograms", default: false,
            "Write how the weights are spread after each epoch to the TensorBoard file.")
    }
}

/// The `train:` section where nothing is trained and so no budget is needed: beside a solver.
package struct UnlimitedTrainSection: SpecSection {
    package let train: TrainSection

    package init(reading fields: inout FieldReader) {
        train = TrainSection(reading: &fields, needsBudget: false)
    }
}

/// The `train.checkpoint:` section.
///
/// - Fields: every (an interval: `10 s`, `500 steps`, `5 epochs`; default 10 s, so that cheap epochs stay cheap), keep
///   (weights of the best epochs kept in files of their own, default 0), monitor (what decides which epochs are best:
///   train_loss, val_loss or val_<metric>; default what early stopping watches, else val_loss), mode (auto, min or max)
package struct CheckpointSection: SpecSection, Hashable {
    package enum Mode: String, CaseIterable, Sendable {
        case auto
        case min
        case max
    }

    package var every: CheckpointInterval
    package var keep: Int
    package var monitor: String?
    package var mode: Mode

    package init(
        every: CheckpointInterval = .seconds(10), keep: Int = 0, monitor: String? = nil, mode: Mode = .auto
    ) {
        self.every = every
        self.keep = keep
        self.monitor = monitor
        self.mode = mode
    }

    package init(reading fields: inout FieldReader) {
        every = fields.value(
            "every", default: CheckpointInterval.seconds(10),
            "Interval between checkpoints: '10 s', '500 steps', '5 epochs'.")
        keep = fields.int(
            "keep", default: 0, in: .closed(0, 1000),
            "How many of the best epochs keep their weights in files of their own.")
        monitor = fields.optionalString(
            "monitor",
            "What decides which epoch is best: train_loss, val_loss, train_<metric> or val_<metric>; default what early "
                + "stopping watches, else val_loss.")
        mode = fields.choice(
            "mode", default: Mode.auto, "Whether smaller or larger is better; auto takes the metric's.")
    }
}
