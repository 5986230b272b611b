import Kernels
import Testing
import Training

/// Metrics of the training rows beside those of the validation rows, epoch by epoch.
@Suite("Training metrics by epoch")
struct TrainingMetricTests {
    private func session(
        _ experiment: TinyExperiment, parts: EpochMetricParts, seeds: [UInt64] = [1],
        checkpoints: [TrainingCheckpoint] = []
    ) throws -> TrainingSession {
        var settings = TrainingSettings(
            plan: try experiment.plan(), train: experiment.train, metrics: experiment.metrics,
            elementType: experiment.elementType)
        settings.metricParts = parts
        var splits = [experiment.split("train", experiment.features, experiment.targets)]
        if let validation = experiment.validation {
            splits.append(experiment.split("val", validation.features, validation.targets))
        }
        let trials = seeds.map {
            TrialSettings(seed: $0, optimizer: StochasticGradientDescent(learningRate: 0.05))
        }
        return try TrainingSession(
            settings: settings, trials: trials, splits: splits, checkpoints: checkpoints)
    }

    /// The first columns of n rows on a line with a wave: more than the 10,000 that are measured.
    private func large(_ rows: Int, train: TrainSection) -> TinyExperiment {
        var experiment = TinyExperiment.regression(train: train)
        experiment.features = (0..<rows).map { (row: Int) -> [Double] in
            let first = Double(row % 97) / 50
            let second = Double(row % 31) / 15
            return [first - 1, second - 1]
        }
        experiment.targets = (0..<rows).map { (row: Int) -> [Double] in [Double(row % 13) / 6] }
        experiment.metrics = [MeanSquaredErrorMetric()]
        return experiment
    }

    @Test("columns say what is measured where")
    func columnsByPart() {
        let metrics: [any Metric] = [MeanSquaredErrorMetric(), R2Metric()]
        func columns(_ parts: EpochMetricParts, _ hasValidation: Bool) -> [String] {
            TrainingSession.columns(metrics: metrics, hasValidation: hasValidation, on: parts)
        }
        #expect(
            columns([.train, .val], true) == [
                "train_loss", "val_loss", "train_mse", "val_mse", "train_r2", "val_r2",
            ])
        #expect(columns(.val, true) == ["train_loss", "val_loss", "val_mse", "val_r2"])
        #expect(columns([.train, .val], false) == ["train_loss", "train_mse", "train_r2"])
        #expect(columns(.val, false) == ["train_loss"])
    }

    /// The weights after the last epoch are those of the final figures.
    @Test("the last epoch's figures are the final ones, and nothing else changes")
    func lastEpochIsFinal() throws {
        let experiment = TinyExperiment.regression(train: TrainSection(epochs: 3, batchSize: .rows(8)))
        let both = RecordingObserver()
        let measured = try session(experiment, parts: [.train, .val])
        let result = try #require(try measured.run(observer: both).first)
        #expect(measured.columns == ["train_loss", "val_loss", "train_mse", "val_mse", "train_r2", "val_r2"])
        for report in both.reports { #expect(report.values.map(\.name) == measured.columns) }
        let final = try #require(result.splits.first { $0.split == "train" })
        for value in final.values where value.name != "loss" {
            #expect(both.reports.last?["train_\(value.name)"] == value.value)
        }
        let alone = RecordingObserver()
        _ = try session(experiment, parts: .val).run(observer: alone)
        for (one, other) in zip(both.reports, alone.reports) {
            #expect(
                one.values.filter { !$0.name.hasPrefix("train_") || $0.name == "train_loss" } == other.values)
        }
    }

    @Test("of many rows the same 10,000 are measured, whatever else is in the stack")
    func samplesAreTheSeeds() throws {
        let experiment = large(10_400, train: TrainSection(epochs: 2, batchSize: .all))
        func measured(_ seeds: [UInt64]) throws -> [[Double]] {
            let observer = RecordingObserver()
            _ = try session(experiment, parts: [.train, .val], seeds: seeds).run(observer: observer)
            return seeds.indices.map { trial in
                observer.reports.filter { $0.trial == trial }.compactMap { $0["train_mse"] }
            }
        }
        let stack = try measured([1, 2])
        #expect(stack[0] == (try measured([1]))[0])
        #expect(stack[1] == (try measured([2]))[0])
        #expect(stack[0].count == 2 && stack[0] != stack[1])
    }

    /// Epochs up to 200, then tens, from 2,000 on hundreds: 200 + 180 + 180 of the first 20,000.
    @Test("long trainings are measured ever more rarely")
    func epochsThinOut() {
        let measured = (1...20_000).filter { TrainingMetricEpochs.isMeasured($0) }
        #expect(measured.count == 560)
        #expect(Array(measured.prefix(202).suffix(3)) == [200, 210, 220])
        #expect(Array(measured.suffix(2)) == [19_900, 20_000])
    }

    @Test("what is watched is measured after every epoch, and steers")
    func watchedMetricsAreMeasured() throws {
        var train = TrainSection(epochs: 230, batchSize: .all)
        train.earlyStopping = EarlyStopping(monitor: "train_r2", patience: 400)
        let observer = RecordingObserver()
        let session = try session(TinyExperiment.regression(train: train), parts: .val)
        let result = try #require(try session.run(observer: observer).first)
        #expect(observer.reports.allSatisfy { $0["train_r2"] != nil })
        #expect(result.monitor == "train_r2")
        // A loss that falls all the way: the last epoch has the largest r2.
        #expect(result.bestEpoch == 230)
    }

    @Test("an interruption changes no figure")
    func interruptionsChangeNothing() throws {
        let experiment = large(10_050, train: TrainSection(epochs: 2, batchSize: .rows(5_000)))
        let whole = RecordingObserver()
        _ = try session(experiment, parts: [.train, .val]).run(observer: whole)
        let first = RecordingObserver(interruptAfter: 4)
        _ = try session(experiment, parts: [.train, .val]).run(observer: first)
        let second = RecordingObserver()
        _ = try session(
            experiment, parts: [.train, .val], checkpoints: [try #require(first.checkpoints.last)]
        )
        .run(observer: second)
        #expect(first.reports + second.reports == whole.reports)
    }
}
