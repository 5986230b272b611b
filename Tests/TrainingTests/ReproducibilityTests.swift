import Kernels
import Testing
import Training

@Suite("Reproducibility")
struct ReproducibilityTests {
    private static let layers: [any Layer] = [
        LinearLayer(units: 5), TanhLayer(), DropoutLayer(rate: 0.3), LinearLayer(units: 1),
    ]

    private func experiment(threads: Int = 1) -> TinyExperiment {
        var experiment = TinyExperiment.regression(
            train: TrainSection(epochs: 6, batchSize: .rows(8)), layers: Self.layers)
        experiment.train.earlyStopping = EarlyStopping(patience: 50, restoreBest: true)
        experiment.threads = threads
        return experiment
    }

    private func trial(seed: UInt64 = 9, rate: Double = 0.05) -> TrialSettings {
        TrialSettings(
            seed: seed, optimizer: Adam(learningRate: rate),
            schedule: ExponentialSchedule(gamma: 0.9))
    }

    /// Everything a run leaves: its last checkpoint's bytes, its reports, its losses.
    private struct Trace: Equatable {
        var bytes: [UInt8]
        var reports: [EpochReport]
        var losses: [Double]
        var final: [StoredTensor]
    }

    private func run(_ experiment: TinyExperiment, _ trials: [TrialSettings]) throws -> [Trace] {
        let session = try experiment.session(trials)
        let observer = RecordingObserver()
        _ = try session.run(observer: observer)
        return trials.indices.map { index in
            Trace(
                bytes: observer.checkpoints.last { $0.trial == index }?.encoded() ?? [],
                reports: observer.reports.filter { $0.trial == index }, losses: observer.losses[index] ?? [],
                final: session.finalWeights(trial: index))
        }
    }

    private func expectEqual(_ first: Trace, _ second: Trace, _ what: String) {
        var other = second
        for index in other.reports.indices { other.reports[index].trial = first.reports.first?.trial ?? 0 }
        #expect(first.losses == other.losses, "\(what): losses")
        #expect(first.reports == other.reports, "\(what): reports")
        #expect(first.final == other.final, "\(what): final weights")
    }

    @Test func theSameRunGivesTheSameBytes() throws {
        let first = try run(experiment(), [trial()])
        let second = try run(experiment(), [trial()])
        #expect(first == second)
    }

    @Test func twoThreadsGiveTheBytesOfOne() throws {
        #expect(try run(experiment(threads: 2), [trial()]) == run(experiment(), [trial()]))
    }

    @Test func anotherSeedGivesAnotherRun() throws {
        let first = try run(experiment(), [trial()])
        let second = try run(experiment(), [trial(seed: 10)])
        #expect(first[0].losses != second[0].losses)
    }

    @Test func aTrialInAStackEqualsTheTrialAlone() throws {
        let rates = [0.01, 0.05, 0.2]
        let stack = try run(experiment(), rates.map { trial(rate: $0) })
        for (index, rate) in rates.enumerated() {
            let alone = try run(experiment(), [trial(rate: rate)])
            expectEqual(alone[0], stack[index], "rate \(rate)")
        }
    }

    /// Wide stacks may be computed in another layout than one trial: still the same bits. Trials at the edges of
    /// vectors of 16 are compared.
    @Test(arguments: [false, true])
    func aStackOf64LearningRatesEqualsItsTrialsAlone(fullBatch: Bool) throws {
        let batch = fullBatch ? BatchSize.all : .rows(8)
        let linear = TinyExperiment.regression(train: TrainSection(epochs: 3, batchSize: batch))
        func descent(_ index: Int) -> TrialSettings {
            let rate = 0.1 * Double(index + 1) / 64
            return TrialSettings(
                seed: 9, optimizer: StochasticGradientDescent(learningRate: rate, momentum: 0.5),
                schedule: StepSchedule(size: StepSpan(2, .steps), gamma: 0.9))
        }
        let stack = try run(linear, (0..<64).map(descent))
        for index in [0, 1, 15, 16, 31, 48, 63] {
            expectEqual(try run(linear, [descent(index)])[0], stack[index], "trial \(index)")
        }
    }

    @Test func trialsWithDifferentSeedsEqualThemselvesAlone() throws {
        let seeds: [UInt64] = [1, 2]
        let stack = try run(experiment(), seeds.map { trial(seed: $0) })
        for (index, seed) in seeds.enumerated() {
            let alone = try run(experiment(), [trial(seed: seed)])
            expectEqual(alone[0], stack[index], "seed \(seed)")
        }
    }

    @Test func oneDivergingTrialLeavesTheOthersAlone() throws {
        let wild = TrialSettings(
            seed: 9, optimizer: Adam(learningRate: 1e30), schedule: ExponentialSchedule(gamma: 0.9))
        let session = try experiment().session([trial(), wild])
        let observer = RecordingObserver()
        let results = try session.run(observer: observer)
        #expect(results.map(\.status.word) == ["completed", "diverged"])
        let alone = try run(experiment(), [trial()])
        #expect(observer.losses[0] == alone[0].losses)
        #expect(session.finalWeights(trial: 0) == alone[0].final)
    }

    /// Interrupted after any step and continued, a run ends with the bytes of one never interrupted.
    @Test func resumingAfterAnyStepChangesNothing() throws {
        let experiment = experiment()
        let whole = try run(experiment, [trial()])[0]
        for step in 1..<24 {
            let first = RecordingObserver(interruptAfter: step)
            let results = try experiment.session([trial()]).run(observer: first)
            #expect(results[0].status == .interrupted)
            let bytes = try #require(first.checkpoints.last).encoded()
            let checkpoint = try TrainingCheckpoint(bytes: bytes)
            #expect(checkpoint.specification == experiment.specification)
            #expect(checkpoint.state.step == step)
            let session = try experiment.session([trial()], checkpoints: [checkpoint])
            let second = RecordingObserver()
            _ = try session.run(observer: second)
            #expect((first.losses[0] ?? []) + (second.losses[0] ?? []) == whole.losses, "step \(step)")
            #expect(first.reports + second.reports == whole.reports, "step \(step)")
            #expect(second.checkpoints.last?.encoded() == whole.bytes, "step \(step)")
            #expect(session.finalWeights(trial: 0) == whole.final, "step \(step)")
        }
    }

    @Test func raisingTheEpochsContinuesAsIfTheyHadBeenThere() throws {
        var short = experiment()
        short.train.epochs = 2
        let first = RecordingObserver()
        _ = try short.session([trial()]).run(observer: first)
        let checkpoint = try #require(first.checkpoints.last)
        let session = try experiment().session([trial()], checkpoints: [checkpoint])
        let second = RecordingObserver()
        _ = try session.run(observer: second)
        let whole = try run(experiment(), [trial()])[0]
        #expect(second.checkpoints.last?.encoded() == whole.bytes)
    }

    @Test func checkpointsOfOtherRunsAreRefused() throws {
        let checkpoint = try experiment().session([trial()]).checkpoint(trial: 0)
        var missing = checkpoint
        missing.file.tensors.removeAll { $0.name == "optimizer.first_moment.0.bias" }
        #expect(throws: CheckpointError.missingTensor("optimizer.first_moment.0.bias")) {
            try experiment().session([trial()], checkpoints: [missing])
        }
        var other = experiment()
        other.layers = [LinearLayer(units: 4), TanhLayer(), LinearLayer(units: 1)]
        #expect(throws: CheckpointError.self) { try other.session([trial()], checkpoints: [checkpoint]) }
        var moved = checkpoint
        moved.state.step = -3
        #expect(throws: CheckpointError.self) { try experiment().session([trial()], checkpoints: [moved]) }
        moved.state.step = 3
        #expect(throws: CheckpointError.self) { try experiment().session([trial()], checkpoints: [moved]) }
    }

    @Test func weightsAloneAreNotACheckpoint() throws {
        let weights = try experiment().session([trial()]).checkpoint(trial: 0).weights(best: true)
        #expect(weights.tensors.map(\.name) == ["0.weight", "0.bias", "3.weight", "3.bias"])
        #expect(throws: CheckpointError.missingState) { try TrainingCheckpoint(bytes: weights.encoded()) }
    }
}
