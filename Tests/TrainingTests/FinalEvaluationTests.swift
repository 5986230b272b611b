import Testing
import Training

/// What a training ends with is looked at as its steps are.
@Suite("The end of a training")
struct FinalEvaluationTests {
    private func session(_ train: TrainSection, rate: Double) throws -> TrainingSession {
        var experiment = TinyExperiment.regression(train: train)
        experiment.metrics = [MeanSquaredErrorMetric()]
        return try experiment.session([
            TrialSettings(seed: 1, optimizer: StochasticGradientDescent(learningRate: rate))
        ])
    }

    /// A step of 1e30 leaves weights that are finite and losses that are not.
    @Test("a last update that blows up has diverged", arguments: [true, false])
    func theLastUpdateCounts(stops: Bool) throws {
        var train = TrainSection(epochs: 1, batchSize: .all)
        train.stopsWhenNotFinite = stops
        let session = try session(train, rate: 1e30)
        let result = try #require(try session.run(observer: RecordingObserver()).first)
        guard case .diverged(let divergence) = result.status else {
            Issue.record("\(result.status)")
            return
        }
        #expect(divergence.step == 1)
        #expect(divergence.epoch == 1)
        #expect(divergence.learningRate == 1e30)
        #expect(divergence.parametersAreFinite)
        #expect(
            divergence.description.hasPrefix("the loss of 'train' (inf) is not finite after step 1, epoch 1"))
        // The figures are there to be looked at, but nothing is predicted or compared with them.
        #expect(result.splits.map(\.split) == ["train", "val"])
        #expect(!result.isScored)
    }

    @Test("a training that ends well is completed")
    func goodEndsAreCompleted() throws {
        let session = try session(TrainSection(epochs: 2, batchSize: .all), rate: 0.01)
        let result = try #require(try session.run(observer: RecordingObserver()).first)
        #expect(result.status == .completed)
        #expect(result.isScored)
    }

    /// Two trials in a stack: the one that blows up ends so, and the other as it would alone.
    @Test("one trial's end is its own")
    func trialsEndAlone() throws {
        let experiment = TinyExperiment.regression(train: TrainSection(epochs: 1, batchSize: .all))
        let session = try experiment.session([
            TrialSettings(seed: 1, optimizer: StochasticGradientDescent(learningRate: 0.01)),
            TrialSettings(seed: 1, optimizer: StochasticGradientDescent(learningRate: 1e30)),
        ])
        let results = try session.run(observer: RecordingObserver())
        #expect(results.map(\.status.word) == ["completed", "diverged"])
    }

    /// With a single class of validation rows the area under the curve is not a number in any epoch.
    @Test("a monitor that never was a number is told apart from one that did not improve")
    func undefinedMonitors() throws {
        var train = TrainSection(epochs: 9, batchSize: .all)
        train.earlyStopping = EarlyStopping(monitor: "val_roc_auc", patience: 4, restoreBest: true)
        var experiment = TinyExperiment.regression(train: train)
        experiment.target = .classes(count: 2)
        experiment.loss = BinaryCrossEntropyLoss()
        experiment.targets = (0..<30).map { [Double($0 % 2)] }
        experiment.validation = (Array(experiment.features.prefix(5)), [[1], [1], [1], [1], [1]])
        experiment.metrics = [RocAucMetric()]
        let trial = TrialSettings(seed: 1, optimizer: StochasticGradientDescent(learningRate: 0.1))
        let stopped = try #require(try experiment.session([trial]).run(observer: RecordingObserver()).first)
        #expect(stopped.status == .stopped(epoch: 4, monitor: "val_roc_auc", wasDefined: false))
        #expect(
            stopped.status.stoppingReason
                == "val_roc_auc was never a number, so no epoch was the best; stopped after epoch 4")
        #expect(stopped.bestEpoch == nil)
        #expect(stopped.monitorWasUndefined)

        experiment.train.earlyStopping = EarlyStopping()
        experiment.train.checkpoint = CheckpointSection(monitor: "val_roc_auc")
        let completed = try #require(try experiment.session([trial]).run(observer: RecordingObserver()).first)
        #expect(completed.status == .completed)
        #expect(completed.monitorWasUndefined)

        experiment.train.checkpoint = CheckpointSection()
        let plain = try #require(try experiment.session([trial]).run(observer: RecordingObserver()).first)
        #expect(!plain.monitorWasUndefined)
    }
}
