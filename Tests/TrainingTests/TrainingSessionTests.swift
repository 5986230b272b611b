import Kernels
import Testing
import Training

@Suite("Training sessions")
struct TrainingSessionTests {
    private let trial = TrialSettings(
        seed: 5, optimizer: StochasticGradientDescent(learningRate: 0.1, momentum: 0.5))

    @Test func aLinearModelLearnsALinearTarget() throws {
        let experiment = TinyExperiment.regression(train: TrainSection(epochs: 40, batchSize: .rows(8)))
        let session = try experiment.session([trial])
        let observer = RecordingObserver()
        let result = try #require(try session.run(observer: observer).first)
        #expect(result.status == .completed)
        #expect(result.epochs == 40)
        // 30 rows in batches of 8: 8, 8, 8, 6.
        #expect(result.steps == 160)
        #expect(observer.losses[0]?.count == 160)
        #expect(observer.reports.count == 40)
        #expect(session.columns == ["train_loss", "val_loss", "val_mse", "val_r2"])
        // The target differs from a linear function by 0, 0.1, 0.2 or 0.3; the best line leaves about 0.0125.
        let train = try #require(result.splits.first { $0.split == "train" })
        #expect((train.values.first { $0.name == "r2" }?.value ?? 0) > 0.99)
        #expect(train.values.first?.name == "loss")
        #expect(result.baselines.first?.name == "mean")
        let baseline = try #require(result.baselines.first?.splits.first { $0.split == "train" })
        #expect(abs(baseline.values.first { $0.name == "r2" }?.value ?? 1) < 1e-6)
    }

    @Test func trainLossIsTheMeanOverRowsNotOverBatches() throws {
        var experiment = TinyExperiment.regression(train: TrainSection(epochs: 1, batchSize: .rows(8)))
        experiment.train.shuffle = false
        let observer = RecordingObserver()
        // With a rate of 0 every batch is scored with the starting weights.
        let still = TrialSettings(seed: 5, optimizer: StochasticGradientDescent(learningRate: 0))
        let result = try #require(try experiment.session([still]).run(observer: observer).first)
        let train = try #require(result.splits.first { $0.split == "train" }?.values.first)
        let reported = try #require(observer.reports.first?["train_loss"])
        #expect(abs(train.value - reported) < 1e-6 * reported)
        let batches = try #require(observer.losses[0])
        let weighted = (8 * batches[0] + 8 * batches[1] + 8 * batches[2] + 6 * batches[3]) / 30
        #expect(reported == weighted)
    }

    @Test func xorIsLearnedWithEveryOfFiveSeeds() throws {
        for seed in 0..<5 {
            let experiment = TinyExperiment(
                layers: [LinearLayer(units: 8), TanhLayer(), LinearLayer(units: 1)],
                loss: BinaryCrossEntropyLoss(),
                target: .classes(count: 2), features: [[0, 0], [0, 1], [1, 0], [1, 1]],
                targets: [[0], [1], [1], [0]], train: TrainSection(epochs: 200, batchSize: .all),
                metrics: [AccuracyMetric()])
            let adam = TrialSettings(seed: UInt64(seed), optimizer: Adam(learningRate: 0.1))
            let result = try #require(try experiment.session([adam]).run(observer: RecordingObserver()).first)
            #expect(result.splits.first?.values.last?.value == 1, "seed \(seed)")
        }
    }

    @Test func aDivergingRunSaysWhereAndWhat() throws {
        let experiment = TinyExperiment.regression(train: TrainSection(epochs: 50, batchSize: .rows(10)))
        let wild = TrialSettings(seed: 5, optimizer: StochasticGradientDescent(learningRate: 1e30))
        let observer = RecordingObserver()
        let result = try #require(try experiment.session([wild]).run(observer: observer).first)
        guard case .diverged(let divergence) = result.status else {
            Issue.record("the status is \(result.status)")
            return
        }
        #expect(divergence.learningRate == 1e30)
        #expect(divergence.step == result.steps)
        #expect(divergence.epoch == (divergence.step + 2) / 3)
        #expect(divergence.parameter == "0.weight")
        #expect(result.splits.isEmpty)
        #expect(observer.losses[0]?.count == divergence.step)
        #expect(observer.checkpoints.count == 1)
        #expect(divergence.description.contains("the first parameter affected is '0.weight'"))
    }

    /// In single precision a square overflows above 1.8e19: weights of 1e25 give an infinite loss first.
    @Test func anOverflowingLossNamesTheLargestParameter() throws {
        let experiment = TinyExperiment.regression(train: TrainSection(epochs: 50, batchSize: .rows(10)))
        let wild = TrialSettings(seed: 5, optimizer: StochasticGradientDescent(learningRate: 1e6))
        let result = try #require(try experiment.session([wild]).run(observer: RecordingObserver()).first)
        guard case .diverged(let divergence) = result.status else {
            Issue.record("the status is \(result.status)")
            return
        }
        #expect(divergence.loss == .infinity)
        #expect(divergence.parametersAreFinite)
        #expect(["0.weight", "0.bias"].contains(divergence.parameter))
    }

    @Test func dropLastAndMaxStepsCutTheBudget() throws {
        var experiment = TinyExperiment.regression(
            train: TrainSection(epochs: 2, batchSize: .rows(8), dropLast: true))
        let whole = RecordingObserver()
        #expect(try experiment.session([trial]).run(observer: whole).first?.steps == 6)
        experiment.train.maxSteps = 5
        let cut = RecordingObserver()
        let result = try #require(try experiment.session([trial]).run(observer: cut).first)
        #expect(result.steps == 5)
        #expect(result.epochs == 1)
        #expect(cut.reports.map(\.isPartial) == [false, true])
        #expect(cut.losses[0] == Array(try #require(whole.losses[0]).prefix(5)))
    }

    @Test func earlyStoppingRestoresTheBestEpoch() throws {
        var experiment = TinyExperiment.regression(train: TrainSection(epochs: 300, batchSize: .rows(8)))
        experiment.train.earlyStopping = EarlyStopping(patience: 3, restoreBest: true)
        let observer = RecordingObserver()
        let result = try #require(try experiment.session([trial]).run(observer: observer).first)
        let last = try #require(observer.reports.last)
        #expect(result.status == .stopped(epoch: last.epoch, monitor: "val_loss"))
        let best = try #require(observer.reports.min { ($0["val_loss"] ?? 0) < ($1["val_loss"] ?? 0) })
        #expect(result.bestEpoch == best.epoch)
        #expect(last.epoch == best.epoch + 3)
        let validation = try #require(result.splits.first { $0.split == "val" })
        #expect(validation.values.first?.value == best["val_loss"])
    }

    @Test func theLabsStoppingRuleWorksOnAFullBatch() throws {
        var experiment = TinyExperiment.regression(train: TrainSection(epochs: 5000, batchSize: .all))
        experiment.train.earlyStopping = EarlyStopping(
            monitor: "train_loss", mode: .change, patience: 1, minDelta: 1e-6, startFromEpoch: 10)
        let observer = RecordingObserver()
        let result = try #require(try experiment.session([trial]).run(observer: observer).first)
        let losses = try #require(observer.losses[0])
        // Step s has the loss losses[s - 1].
        let still = (11...losses.count).first { abs(losses[$0 - 1] - losses[$0 - 2]) < 1e-6 }
        let expected = try #require(still)
        #expect(result.status == .stopped(epoch: expected, monitor: "train_loss"))
        #expect(losses.count == expected)
    }

    @Test func aMonitorNothingProducesIsRefused() throws {
        var experiment = TinyExperiment.regression(train: TrainSection(epochs: 1))
        experiment.train.earlyStopping = EarlyStopping(monitor: "val_accuracy", patience: 3)
        #expect(throws: TrainingError.self) { try experiment.session([trial]) }
    }

    @Test func dataThatDoNotFitAreRefused() throws {
        var experiment = TinyExperiment.regression(train: TrainSection(epochs: 1))
        experiment.targets = []
        experiment.features = [[1, 2]]
        #expect(throws: TrainingError.self) { try experiment.session([trial]) }
        experiment.loss = BinaryCrossEntropyLoss()
        experiment.target = .classes(count: 2)
        experiment.validation = nil
        experiment.targets = [[2]]
        #expect(throws: TrainingError.self) { try experiment.session([trial]) }
    }
}
