import Data
import Spec
import Sweep
import Training

/// A whole specification, typed, with every default filled in.
///
/// This initializer is the only place that lists the top-level keys; decoding, unknown keys, the reference
/// page and the JSON Schema all come from it.
package struct ExperimentSpec: SpecSection {
    package var name: String?
    package var summary: String?
    package var seed: UInt64
    package var device: Device
    package var realType: RealType
    package var threads: Int?
    /// What the process may keep in memory of the rows; nil for as much as they take.
    package var memory: SpecByteCount?
    package var data: DataSection
    /// Computes the weights at once; nil to train towards them.
    package var solver: Located<any Solver>?
    package var model: [Located<any Layer>]
    package var initializer: Located<any Initializer>?
    /// Weights that take the place of starting values; nil for none.
    package var initFrom: InitFromSection?
    /// Patterns over names of parameters that training leaves as they are.
    package var freeze: Located<[String]>
    /// Nil for a single model.
    package var ensemble: EnsembleSection?
    /// Nil when it is missing or wrong; a diagnostic says so.
    package var loss: Located<any Loss>?
    package var penalties: [Located<any Penalty>]
    package var optimizer: Located<any Optimizer>
    package var schedule: Located<any Schedule>
    package var train: TrainSection
    package var metrics: [Located<any Measure>]
    /// Whether probabilities are made as certain as they should be; nil to use them as the model gives them.
    package var calibration: Located<Calibration>?
    /// From which probability on the positive class, of two, is predicted; nil for the more probable one.
    package var threshold: Located<ThresholdRule>?
    /// How files of predictions look; nil for the usual columns.
    package var predictions: PredictionsSection?
    /// What `assay sweep` tries; other commands look at the rest only.
    package var sweep: SweepSection?
    package var origins: Origins

    /// Where values stand that cross-field checks point to.
    package struct Origins: Sendable {
        package var model: Origin
        package var loss: Origin
    }

    package init(reading fields: inout FieldReader) {
        name = fields.optionalString("name", "Short name of the experiment; the run directory carries it.")
        summary = fields.optionalString("description", "What the experiment is about, in a sentence or two.")
        seed = UInt64(
            fields.seed(
                default: 0, in: .nonNegative,
                "Start of every random choice: split, initial weights, order of rows, dropout."))
        device = fields.value("device", default: Device.auto, "Where to compute: auto or cpu.")
        realType = fields.choice(
            "element_type", default: RealType.float32, "Type of features, parameters and gradients.")
        threads = fields.optionalInt(
            "threads", in: ThreadCount.asked,
            "Threads to compute with at most, default all processors the process may use; results do not depend on it."
        )
        memory = fields.optionalValue(
            "memory", of: SpecByteCount.self,
            "Memory to keep to, at least 128 MB: what is beyond lies in files, and rows are shuffled within an eighth of it; "
                + "default no bound.")
        Self.check(memory, &fields)
        data = fields.section("data", DataSection.self, "Where the rows come from and how they are prepared.")
        let solver = fields.optionalComponent(
            "solver", in: solverFamily, "Computes the weights at once, instead of 'optimizer' and 'train'.")
        self.solver = solver
        let makesModel = solver.map { type(of: $0.value).makesModel } ?? false
        let layers = "The layers, in order."
        model =
            makesModel
            ? fields.components("model", in: layerFamily, layers)
            : fields.requiredComponents("model", in: layerFamily, layers)
        initializer = fields.optionalComponent(
            "initializer", in: initializerFamily, "First values of weights; each layer has its own default.")
        ensemble = fields.optionalSection(
            "ensemble", EnsembleSection.self, "Members that are trained side by side and averaged.")
        initFrom = fields.optionalSection(
            "init_from", InitFromSection.self,
            "Weights of a run or of a file that take the place of starting values, where name and shape fit.")
        let frozen = fields.strings(
            "freeze", default: [],
            "Patterns over names of parameters that training leaves as they are, such as 0.* for the first layer."
        )
        freeze = Located(value: frozen, origin: fields.origin(of: "freeze"))
        let purpose = "What training makes small."
        loss =
            makesModel
            ? fields.optionalComponent("loss", in: lossFamily, purpose)
            : fields.requiredComponent("loss", in: lossFamily, purpose)
        fields.declare(["model", "loss"], needlessWith: "solver")
        penalties = fields.components(
            "penalties", in: penaltyFamily, "Costs of the parameters, added to the loss for the gradient.")
        optimizer = fields.component(
            "optimizer", in: optimizerFamily,
            default: FieldReader.defaults(of: StochasticGradientDescent.self),
            "How parameters follow the gradient.")
        schedule = fields.component(
            "schedule", in: scheduleFamily, default: ConstantSchedule(),
            "How the learning rate changes from step to step.")
        let length = "How long to train, in which batches, when to stop."
        train =
            solver == nil && !model.contains { $0.value is any TreeModel }
            ? fields.section("train", TrainSection.self, length)
            : fields.section("train", UnlimitedTrainSection.self, length).train
        train.shuffleWindow = train.shuffleWindow ?? memory?.eighth
        if let trees = model.lazy.compactMap({ $0.value as? any TreeModel }).first {
            // A round is an epoch, and the model says how many there are unless 'train' does.
            train.epochs = train.epochs ?? trees.rounds
            // Trees are only ever added: those after the best round are left out.
            train.earlyStopping.restoreBest = train.earlyStopping.isEnabled
        }
        metrics = fields.components("metrics", in: metricFamily, "What is measured besides the loss.")
        let calibration = fields.optionalChoice(
            "calibrate", of: Calibration.self,
            "How probabilities are made as certain as they should be, on validation rows: temperature.")
        self.calibration = calibration.map { Located(value: $0, origin: fields.origin(of: "calibrate")) }
        let threshold = fields.optionalValue(
            "threshold", of: ThresholdRule.self,
            "From which probability on the positive class, of two, is predicted: a number, or {maximize: METRIC} on "
                + "validation rows; default 0.5.")
        self.threshold = threshold.map { Located(value: $0, origin: fields.origin(of: "threshold")) }
        predictions = fields.optionalSection(
            "predictions", PredictionsSection.self, "Columns of files of predictions.")
        sweep = fields.optionalSection("sweep", SweepSection.self, "What 'assay sweep' tries.")
        origins = Origins(model: fields.origin(of: "model"), loss: fields.origin(of: "loss"))
        if makesModel, let solver, !model.isEmpty || loss != nil {
            fields.report(
                Diagnostic(
                    "conflict", "the solver '\(type(of: solver.value).name)' makes its own model and loss",
                    at: model.isEmpty ? origins.loss : origins.model, help: "remove 'model' and 'loss'"))
        }
    }
}

extension ExperimentSpec {
    /// The rows as this experiment reads them.
    package func dataPipeline(_ environment: DataEnvironment) -> DataPipeline {
        DataPipeline(
            preparedSection, seed: seed, elementType: realType.elementType, environment: environment,
            centersTarget: centersTarget, takesGaps: trees != nil, memory: memory?.bytes)
    }

    /// The section as the model wants it: trees split categories by their numbers, whoever wrote no step for them.
    private var preparedSection: DataSection {
        guard let trees else { return data }
        var section = data
        section.steps.append(Located(value: CodesStep(of: data.features), origin: trees.origin))
        return section
    }

    /// Whether a target far from 0 may be brought near it: what is made small depends on differences alone.
    package var centersTarget: Bool { loss?.value.comparesDifferences ?? true }

    /// The trees, where the model is made of them.
    package var trees: Located<any TreeModel>? {
        model.lazy.compactMap { layer in
            (layer.value as? any TreeModel).map { Located(value: $0, origin: layer.origin) }
        }.first
    }

    /// The metrics that are numbers, and those that are tables.
    package var numberMetrics: [any Metric] {
        var labels: Set<String> = []
        return metrics.compactMap { $0.value as? any Metric }.filter { labels.insert($0.label).inserted }
    }
    /// The metrics that are also measured by groups of rows.
    package var groupedMetrics: [GroupedMetric] {
        metrics.compactMap { item in
            guard let metric = item.value as? any Metric, let columns = item.grouping?.columns else {
                return nil
            }
            return GroupedMetric(metric: metric, columns: columns)
        }
    }

    /// What is fitted to the predictions of the trained model.
    package var decision: DecisionSettings {
        DecisionSettings(calibrates: calibration != nil, threshold: threshold?.value)
    }
    package var tableMetrics: [any TableMetric] { metrics.compactMap { $0.value as? any TableMetric } }
}

extension ExperimentSpec {
    /// The least that is of use: the program itself takes half of it.
    private static let leastMemory = 128_000_000

    private static func check(_ memory: SpecByteCount?, _ fields: inout FieldReader) {
        guard let memory, memory.bytes < leastMemory else { return }
        fields.report(
            Diagnostic(
                "out-of-range", "'memory' must be at least 128 MB", at: fields.origin(of: "memory"),
                help: "the program itself takes half of that"))
    }
}

/// How probabilities are made as certain as they should be.
package enum Calibration: String, CaseIterable, Sendable {
    /// One number that the logits are divided by.
    case temperature
}

extension Located where Value == any Measure {
    /// By which columns of the source it is measured as well; nil for none.
    var grouping: MetricGrouping? {
        guard let grouping = shared as? MetricGrouping, !grouping.columns.isEmpty else { return nil }
        return grouping
    }
}
