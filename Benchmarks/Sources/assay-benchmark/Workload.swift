import Data
import Foundation
import Kernels
import Spec
import Training

/// What is trained. The same numbers stand in `peers/workloads.py`.
enum Workload: String, CaseIterable {
    /// The first setting of `experiments/sgemm-regression.yaml`.
    case regression
    /// Full-batch logistic regression.
    case classification
    /// Another linear model on other data: shows whether the speed is that of one experiment only.
    case second

    var columns: Int {
        switch self {
        case .regression, .classification: 14
        case .second: 40
        }
    }

    var learningRate: Double {
        switch self {
        case .regression: 0.01
        case .classification: 1
        case .second: 0.1
        }
    }

    var train: TrainSection {
        switch self {
        case .regression: TrainSection(maxSteps: Int.max, batchSize: .rows(4096))
        case .classification: TrainSection(maxSteps: Int.max, batchSize: .all)
        case .second: TrainSection(maxSteps: Int.max, batchSize: .rows(1000))
        }
    }

    /// Epochs that one round trains: a full batch is an epoch of one step.
    var epochsPerRound: Int { self == .classification ? 150 : 50 }

    private var loss: any Loss {
        switch self {
        case .regression: MeanSquaredErrorLoss()
        case .classification, .second: BinaryCrossEntropyLoss()
        }
    }

    private var target: TargetForm {
        switch self {
        case .regression: .real(columns: 1)
        case .classification, .second: .classes(count: 2)
        }
    }

    /// A session over the arrays that `peers/prepare.py` wrote.
    func session(arrays folder: String, threads: Int, trials: Int) throws -> TrainingSession {
        let features = try matrix("\(folder)/\(rawValue)-features.f32", columns: columns)
        let targets = try matrix("\(folder)/\(rawValue)-targets.f32", columns: 1)
        let split = PreparedSplit(
            name: "train", rowIds: Array(0..<features.rows), features: features, targets: targets)
        var diagnostics = DiagnosticBag()
        let plan = ModelPlan.infer(
            layers: [Located(value: LinearLayer(units: 1), origin: .defaultValue)], weightInitializer: nil,
            loss: Located(value: loss, origin: .defaultValue), input: Shape([columns]), target: target,
            place: .defaultValue, diagnostics: &diagnostics)
        guard let plan else { throw BenchmarkError("the model does not fit: \(diagnostics.all)") }
        return try TrainingSession(
            settings: TrainingSettings(plan: plan, train: train, threads: threads),
            trials: (0..<trials).map(trial), splits: [split])
    }

    /// Trials differ in their learning rates, within a factor of two.
    private func trial(_ index: Int) -> TrialSettings {
        let rate = learningRate * exp2(-Double(index) / 64)
        let schedule = StepSchedule(
            size: StepSpan(10, .steps), gamma: 0.99, floor: RateFloor(minimumFactor: 0.01))
        let optimizer = StochasticGradientDescent(learningRate: rate)
        return self == .regression
            ? TrialSettings(seed: 1, optimizer: optimizer, schedule: schedule)
            : TrialSettings(seed: 1, optimizer: optimizer)
    }

    private func matrix(_ path: String, columns: Int) throws -> DataMatrix {
        let data = try Data(contentsOf: URL(filePath: path))
        let count = data.count / MemoryLayout<Float>.stride
        let buffer = Buffer(.float32, count: count)
        data.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress else { return }
            buffer.pointer.copyMemory(from: start, byteCount: bytes.count)
        }
        return DataMatrix(rows: count / columns, columns: columns, buffer: buffer)
    }
}

struct BenchmarkError: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}
