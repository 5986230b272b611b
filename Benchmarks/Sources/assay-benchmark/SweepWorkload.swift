import Data
import Foundation
import Graph
import Kernels
import Spec
import Training

/// A sweep of learning rates over the arrays that `peers/prepare.py` wrote. The same numbers stand in
/// `peers/sweeps.py`.
enum SweepWorkload: String, CaseIterable {
    /// 64 rates of the linear model, 5 epochs.
    case sgemm
    /// 32 rates of 117-16-8-1, 200 epochs.
    case covid

    var trials: Int { self == .sgemm ? 64 : 32 }
    private var columns: Int { self == .sgemm ? 14 : 117 }
    private var rates: (lowest: Double, highest: Double) { self == .sgemm ? (1e-4, 0.5) : (1e-5, 1e-2) }

    private var train: TrainSection {
        TrainSection(epochs: self == .sgemm ? 5 : 200, batchSize: .rows(self == .sgemm ? 4096 : 256))
    }

    private var layers: [any Layer] {
        switch self {
        case .sgemm: [LinearLayer(units: 1)]
        case .covid: Workload.covid.layers
        }
    }

    private func trial(_ index: Int) -> TrialSettings {
        let share = Double(index) / Double(trials - 1)
        let rate = rates.lowest * pow(rates.highest / rates.lowest, share)
        return TrialSettings(
            seed: 1,
            optimizer: StochasticGradientDescent(learningRate: rate, momentum: self == .sgemm ? 0 : 0.9))
    }

    /// The training and the validation rows.
    func splits(arrays folder: String) throws -> [PreparedSplit] {
        try ["train", "val"].map { part in
            let features = try Workload.matrix("\(folder)/\(rawValue)-\(part)-features.f32", columns: columns)
            let targets = try Workload.matrix("\(folder)/\(rawValue)-\(part)-targets.f32", columns: 1)
            return PreparedSplit(
                name: part, rowIds: Array(0..<features.rows), features: features, targets: targets)
        }
    }

    /// Trains some of the trials as one stack.
    ///
    /// - Returns: the best validation loss after the last epoch
    func train(_ places: Range<Int>, on splits: [PreparedSplit]) throws -> Double {
        var diagnostics = DiagnosticBag()
        let plan = ModelPlan.infer(
            layers: layers.map { Located(value: $0, origin: .defaultValue) }, weightInitializer: nil,
            loss: Located(value: MeanSquaredErrorLoss(), origin: .defaultValue), input: Shape([columns]),
            target: .real(columns: 1), place: .defaultValue, diagnostics: &diagnostics)
        guard let plan else { throw BenchmarkError("the model does not fit: \(diagnostics.all)") }
        var settings = TrainingSettings(plan: plan, train: train, threads: 1)
        settings.scoredSplits = []
        settings.baselines = []
        let observer = LastLosses()
        let training = try StackTraining(
            settings: settings, trials: places.map(trial), splits: splits)
        _ = try training.advance(observer: observer)
        return observer.losses.values.filter { $0.isFinite }.min() ?? .nan
    }
}

/// Keeps each trial's last validation loss.
private final class LastLosses: StackObserver {
    var losses: [Int: Double] = [:]

    func epochFinished(_ report: EpochReport) { losses[report.trial] = report["val_loss"] }
    func trialsEnded(_ endings: [StackEnding], in session: TrainingSession) {}
}
