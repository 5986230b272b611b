import Data
import Graph
import Kernels
import Spec
import Training

/// A small training session described in a few words.
struct TinyExperiment {
    var layers: [any Layer]
    var loss: any Loss
    var target: TargetForm
    var features: [[Double]]
    var targets: [[Double]]
    var validation: (features: [[Double]], targets: [[Double]])?
    var train: TrainSection
    var metrics: [any Metric] = []
    var penalties: [any Penalty] = []
    var initializer: (any Initializer)?
    var ensemble: EnsembleSection?
    /// What the features are; nil for numbers.
    var columns: [FeatureColumn]?
    /// What the training rows count.
    var weights: [Double]?
    var elementType = ElementType.float32
    var threads = 1
    var specification = "name: tiny\n"
    /// Patterns of parameters that stay as they are.
    var freeze: [String] = []
    /// A file of weights to begin with.
    var start: SafetensorsFile?

    func plan() throws -> ModelPlan {
        var diagnostics = DiagnosticBag()
        let plan = ModelPlan.infer(
            layers: layers.map { Located(value: $0, origin: .defaultValue) }, weightInitializer: initializer,
            loss: Located(value: loss, origin: .defaultValue), input: [features[0].count],
            columns: columns, ensemble: ensemble, target: target,
            place: .defaultValue, diagnostics: &diagnostics)
        guard var plan else { throw TrainingError(diagnostics.all.map(\.message).joined(separator: "; ")) }
        plan.freeze(freeze)
        return plan
    }

    func session(_ trials: [TrialSettings], checkpoints: [TrainingCheckpoint] = []) throws -> TrainingSession
    {
        var splits = [split("train", features, targets)]
        splits[0].weights = weights.map { matrix($0.map { [$0] }) }
        if let validation { splits.append(split("val", validation.features, validation.targets)) }
        var settings = TrainingSettings(
            plan: try plan(), train: train, metrics: metrics, penalties: penalties, elementType: elementType,
            threads: threads,
            specification: specification)
        settings.start = start.map { StartingWeights($0, for: settings.plan) }
        return try TrainingSession(
            settings: settings, trials: trials, splits: splits, checkpoints: checkpoints)
    }

    func split(_ name: String, _ features: [[Double]], _ targets: [[Double]]) -> PreparedSplit {
        PreparedSplit(
            name: name, rowIds: RowNumbers(0..<features.count), features: matrix(features),
            targets: matrix(targets))
    }

    private func matrix(_ rows: [[Double]]) -> DataMatrix {
        let flat = rows.flatMap { $0 }
        let buffer = elementType == .float64 ? Buffer(flat) : Buffer(flat.map { Float($0) })
        return DataMatrix(rows: rows.count, columns: rows.first?.count ?? 0, buffer: buffer)
    }
}

extension TinyExperiment {
    /// y = 2 a - 3 b + 0.5 plus a wave, on a grid: 30 rows of 2 features.
    static func regression(train: TrainSection, layers: [any Layer] = [LinearLayer(units: 1)])
        -> TinyExperiment
    {
        var features: [[Double]] = []
        var targets: [[Double]] = []
        for index in 0..<30 {
            let first = Double(index % 6) / 3 - 1
            let second = Double(index / 6) / 2 - 1
            let wave = 0.1 * Double(index % 4)
            features.append([first, second])
            targets.append([2 * first - 3 * second + 0.5 + wave])
        }
        var experiment = TinyExperiment(
            layers: layers, loss: MeanSquaredErrorLoss(), target: .real(columns: 1), features: features,
            targets: targets, train: train)
        experiment.validation = (Array(features.prefix(7)), Array(targets.prefix(7)))
        experiment.metrics = [MeanSquaredErrorMetric(), R2Metric()]
        return experiment
    }
}

/// Keeps everything a session tells, and interrupts when asked to.
final class RecordingObserver: TrainingObserver {
    var losses: [Int: [Double]] = [:]
    var reports: [EpochReport] = []
    var checkpoints: [TrainingCheckpoint] = []
    var kept: [KeptEpoch] = []
    var interruptAfter: Int?

    init(interruptAfter: Int? = nil) {
        self.interruptAfter = interruptAfter
    }

    func stepsFinished(_ steps: StepLosses) {
        losses[steps.trial, default: []] += steps.losses
    }

    func epochFinished(_ report: EpochReport) {
        reports.append(report)
    }

    func stepFinished(_ step: Int) -> TrainingRequest {
        step == interruptAfter ? .interrupt : .proceed
    }

    func epochKept(_ epoch: KeptEpoch) {
        kept.append(epoch)
    }

    func checkpointReady(_ checkpoint: TrainingCheckpoint) {
        checkpoints.append(checkpoint)
    }
}

extension TinyExperiment {
    /// A session whose parameters start from given numbers: a checkpoint before the first step carries them.
    func session(
        _ trial: TrialSettings, startingFrom weights: [String: PyTorchNumbers.Array]
    ) throws -> TrainingSession {
        var start = try session([trial]).checkpoint(trial: 0)
        start.file.tensors = try start.file.tensors.map { tensor in
            guard let array = weights[tensor.name] else { return tensor }
            guard tensor.shape == array.shape,
                let stored = StoredTensor(name: tensor.name, shape: array.shape, values: array.values)
            else { throw TrainingError("'\(tensor.name)' cannot start from these numbers") }
            return stored
        }
        return try session([trial], checkpoints: [start])
    }
}
