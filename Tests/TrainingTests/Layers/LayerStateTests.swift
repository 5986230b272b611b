import Kernels
import Testing
import Training

/// Running statistics of layers in checkpoints, weight files, stacks and early stopping.
@Suite("States of layers")
struct LayerStateTests {
    private func experiment(epochs: Int = 4) -> TinyExperiment {
        var experiment = TinyExperiment.regression(
            train: TrainSection(epochs: epochs, batchSize: .rows(8)),
            layers: [
                LinearLayer(units: 5), BatchNormLayer(), ReLULayer(), DropoutLayer(rate: 0.2),
                LinearLayer(units: 1),
            ])
        experiment.train.earlyStopping = EarlyStopping(patience: 50, restoreBest: true)
        return experiment
    }

    private func trial(rate: Double = 0.05, seed: UInt64 = 4) -> TrialSettings {
        TrialSettings(seed: seed, optimizer: Adam(learningRate: rate))
    }

    private let states = ["1.running_mean", "1.running_var", "1.num_batches_tracked"]

    @Test func travelInCheckpointsAndWeightFiles() throws {
        let session = try experiment().session([trial()])
        let observer = RecordingObserver()
        _ = try session.run(observer: observer)
        let last = try #require(observer.checkpoints.last)
        for name in states + states.map({ "best.\($0)" }) {
            #expect(last.file.tensor(name) != nil, "\(name)")
        }
        // 30 rows in batches of 8: 4 steps an epoch, 16 in all.
        let tracked = try #require(last.file.tensor("1.num_batches_tracked"))
        #expect(tracked.elementType == .int64)
        #expect(tracked.shape == [])
        #expect(tracked.bytes == [16, 0, 0, 0, 0, 0, 0, 0])
        let weights = last.weights(best: true)
        for name in states { #expect(weights.tensor(name) == last.file.tensor("best.\(name)").map(renamed)) }
    }

    private func renamed(_ tensor: StoredTensor) -> StoredTensor? {
        StoredTensor(
            name: String(tensor.name.dropFirst(5)), elementType: tensor.elementType, shape: tensor.shape,
            bytes: tensor.bytes)
    }

    /// One batch of 1, 2, 3, 10: mean 4, squares of distances 9 + 4 + 1 + 36 = 50; the sample's variance 50/3, the
    /// population's 50/4. A tenth of the way from 1: 0.9 + 5/3 and 0.9 + 1.25.
    @Test(
        "the running variance is the sample's or the population's",
        arguments: [
            (BatchNormLayer.RunningVariance.sample, 0.9 + 5.0 / 3),
            (BatchNormLayer.RunningVariance.population, 2.15),
        ])
    func runningVariances(kind: BatchNormLayer.RunningVariance, expected: Double) throws {
        var experiment = TinyExperiment(
            layers: [BatchNormLayer(runningVariance: kind), LinearLayer(units: 1)],
            loss: MeanSquaredErrorLoss(),
            target: .real(columns: 1), features: [[1], [2], [3], [10]], targets: [[2], [3], [7], [6]],
            train: TrainSection(epochs: 1, batchSize: .all))
        experiment.elementType = .float64
        let session = try experiment.session([
            TrialSettings(seed: 1, optimizer: StochasticGradientDescent(learningRate: 0))
        ])
        _ = try session.run(observer: RecordingObserver())
        let states = session.finalWeights(trial: 0)
        let variance = try #require(states.first { $0.name == "0.running_var" }?.doubles?.first)
        let mean = try #require(states.first { $0.name == "0.running_mean" }?.doubles?.first)
        #expect(abs(variance - expected) < 1e-12)
        #expect(abs(mean - 0.4) < 1e-12)
    }

    @Test func areExactAfterAnInterruption() throws {
        let whole = RecordingObserver()
        _ = try experiment().session([trial()]).run(observer: whole)
        for step in [1, 4, 6, 15] {
            let first = RecordingObserver(interruptAfter: step)
            _ = try experiment().session([trial()]).run(observer: first)
            let bytes = try #require(first.checkpoints.last).encoded()
            let session = try experiment().session([trial()], checkpoints: [TrainingCheckpoint(bytes: bytes)])
            let second = RecordingObserver()
            _ = try session.run(observer: second)
            #expect(first.reports + second.reports == whole.reports, "step \(step)")
            #expect(
                second.checkpoints.last?.encoded() == whole.checkpoints.last?.encoded(), "step \(step)")
        }
    }

    @Test(arguments: [true, false])
    func belongToEachTrialOfAStack(sameSeed: Bool) throws {
        let settings = [0.01, 0.05, 0.3].enumerated().map {
            trial(rate: $0.element, seed: sameSeed ? 4 : UInt64($0.offset))
        }
        let session = try experiment().session(settings)
        let stack = RecordingObserver()
        _ = try session.run(observer: stack)
        for (index, setting) in settings.enumerated() {
            let single = try experiment().session([setting])
            let alone = RecordingObserver()
            _ = try single.run(observer: alone)
            #expect(stack.losses[index] == alone.losses[0])
            #expect(session.finalWeights(trial: index) == single.finalWeights(trial: 0))
        }
    }

    @Test func ofTheBestEpochAreRestoredWithItsWeights() throws {
        // A rate far too large: the best epoch is not the last one.
        let session = try experiment().session([trial(rate: 2)])
        let observer = RecordingObserver()
        let results = try session.run(observer: observer)
        let best = try #require(results[0].bestEpoch)
        let last = try #require(observer.checkpoints.last)
        let final = session.finalWeights(trial: 0)
        let tracked = try #require(final.first { $0.name == "1.num_batches_tracked" })
        #expect(tracked.bytes[0] == UInt8(4 * best))
        #expect(final == last.weights(best: true).tensors)
        let report = try #require(observer.reports.first { $0.epoch == best })
        let score = results[0].splits.first { $0.split == "val" }?.values.first { $0.name == "loss" }
        #expect(score?.value == report["val_loss"])
    }

    /// 30 rows in batches of 29 leave a batch of one row, whose variance says nothing.
    @Test func stayAsTheyAreForABatchOfOneRow() throws {
        var experiment = experiment(epochs: 1)
        experiment.train.batchSize = .rows(29)
        experiment.train.shuffle = false
        let session = try experiment.session([trial()])
        let observer = RecordingObserver()
        _ = try session.run(observer: observer)
        #expect(observer.losses[0]?.count == 2)
        #expect(observer.losses[0]?.allSatisfy(\.isFinite) == true)
        let tracked = observer.checkpoints.last?.file.tensor("1.num_batches_tracked")
        #expect(tracked?.bytes[0] == 1)
    }
}
