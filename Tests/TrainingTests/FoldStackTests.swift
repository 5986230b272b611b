import Data
import Graph
import Kernels
import Testing
import Training

/// Folds in one stack: each trial with rows of its own.
@Suite("Stacks of folds")
struct FoldStackTests {
    /// Three folds of the same size over the rows of one experiment, each with a target scale of its own.
    private func folds(_ experiment: TinyExperiment, weights: Bool = false) -> [TrialData] {
        (0..<3).map { fold in
            let rows = experiment.features.indices
            let val = rows.filter { $0 % 3 == fold }
            let train = rows.filter { $0 % 3 != fold }
            func part(_ name: String, _ rows: [Int]) -> PreparedSplit {
                experiment.split(
                    name, rows.map { experiment.features[$0] }, rows.map { experiment.targets[$0] })
            }
            var splits = [part("train", train), part("val", val)]
            if weights {
                splits[0].weights =
                    experiment.split(
                        "w", train.map { [Double(1 + ($0 + fold) % 4)] }, train.map { [Double($0)] }
                    ).features
            }
            return TrialData(
                splits: splits,
                targetTransform: TargetTransform([.affine(offset: 1, scale: Double(fold + 2))]))
        }
    }

    private struct Outcome: Equatable {
        var epochs: [EpochReport]
        var weights: [StoredTensor]
        var splits: [SplitScores]
        var baselines: [BaselineScores]
        var predictions: [Double]
    }

    private func outcomes(_ experiment: TinyExperiment, _ data: [TrialData]) throws -> [Outcome] {
        let settings = TrainingSettings(
            plan: try experiment.plan(), train: experiment.train, metrics: experiment.metrics,
            elementType: experiment.elementType, threads: 1)
        let trials = data.map { data in
            var trial = TrialSettings(seed: 5, optimizer: StochasticGradientDescent(learningRate: 0.05))
            trial.data = data
            return trial
        }
        let session = try TrainingSession(settings: settings, trials: trials, splits: data[0].splits)
        let observer = RecordingObserver()
        let results = try session.run(observer: observer)
        let predictions = try session.predictions(split: "val")
        return results.indices.map { trial in
            var reports = observer.reports.filter { $0.trial == trial }
            for index in reports.indices { reports[index].trial = 0 }
            return Outcome(
                epochs: reports, weights: session.finalWeights(trial: trial), splits: results[trial].splits,
                baselines: results[trial].baselines, predictions: predictions[trial].predictions)
        }
    }

    @Test(
        "a fold in a stack has the bits of the fold alone: shuffled, in order, as one batch, with weights",
        arguments: ["shuffled", "in order", "one batch", "weighted", "early stopping"])
    func sameBits(kind: String) throws {
        var train = TrainSection(epochs: 6, batchSize: .rows(8))
        switch kind {
        case "in order": train.shuffle = false
        case "one batch": train.batchSize = .all
        case "early stopping":
            train.earlyStopping.patience = 1
            train.earlyStopping.minDelta = 0.05
        default: break
        }
        let experiment = TinyExperiment.regression(
            train: train,
            layers: [LinearLayer(units: 4), TanhLayer(), DropoutLayer(rate: 0.25), LinearLayer(units: 1)])
        let data = folds(experiment, weights: kind == "weighted")
        let together = try outcomes(experiment, data)
        for (fold, own) in data.enumerated() {
            let alone = try outcomes(experiment, [own])
            #expect(together[fold] == alone[0], "fold \(fold)")
        }
        #expect(together[0].weights != together[1].weights)
    }

    @Test("folds of different sizes do not fit one stack")
    func sizes() throws {
        let experiment = TinyExperiment.regression(train: TrainSection(epochs: 1, batchSize: .rows(8)))
        var data = folds(experiment)
        data[1].splits[0] = experiment.split(
            "train", Array(experiment.features.prefix(11)), Array(experiment.targets.prefix(11)))
        #expect(throws: TrainingError.self) { _ = try outcomes(experiment, data) }
    }
}
