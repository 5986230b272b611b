import Kernels
import Testing
import Training

/// What a step and a run can do besides forward, gradient and update.
@Suite("Training controls")
struct TrainingControlTests {
    private static let layers: [any Layer] = [LinearLayer(units: 4), TanhLayer(), LinearLayer(units: 1)]

    /// The settings of each model of Tests/References/training_catalogue.py.
    private func experiment(_ name: String, _ numbers: PyTorchNumbers.Model) -> (
        TinyExperiment, any Optimizer
    ) {
        var experiment = TinyExperiment(
            layers: Self.layers, loss: MeanSquaredErrorLoss(), target: .real(columns: 1),
            features: numbers.split(numbers.features, columns: 3),
            targets: numbers.split(numbers.targets, columns: 1),
            train: TrainSection(epochs: 20, batchSize: .all), elementType: .float64)
        var optimizer: any Optimizer = StochasticGradientDescent(learningRate: 0.1, momentum: 0.9)
        switch name {
        case "penalties":
            experiment.penalties = [
                L1Penalty(factor: 0.01), L2Penalty(factor: 0.05, parameters: ["0.bias"]),
            ]
        case "groups":
            let groups = [
                ParameterGroup(parameters: ["2.bias"], learningRate: 0.002, weightDecay: 0),
                ParameterGroup(parameters: ["*.bias"], weightDecay: 0),
            ]
            optimizer = AdamW(learningRate: 0.05, weightDecay: 0.1, groups: groups)
        case "clip value": experiment.train.gradientClipValue = 0.05
        case "clip value and norm":
            experiment.train.gradientClipValue = 0.3
            experiment.train.gradientClip = 0.2
        case "accumulate":
            experiment.train.batchSize = .rows(3)
            experiment.train.shuffle = false
            experiment.train.accumulate = 3
        case "average": experiment.train.averageDecay = 0.8
        default: experiment.weights = numbers.weights
        }
        return (experiment, optimizer)
    }

    private static let names = [
        "penalties", "groups", "clip value", "clip value and norm", "accumulate", "average", "row weights",
    ]

    @Test(arguments: names)
    func twentyUpdatesEqualPyTorch(name: String) throws {
        let numbers = try #require(try PyTorchNumbers.catalogue().models.first { $0.name == name })
        let (experiment, optimizer) = experiment(name, numbers)
        let session = try experiment.session(
            TrialSettings(seed: 1, optimizer: optimizer), startingFrom: numbers.start)
        let observer = RecordingObserver()
        _ = try session.run(observer: observer)
        #expect(largestDifference(observer.losses[0] ?? [], numbers.losses) < 1e-10)
        let final = session.finalWeights(trial: 0)
        #expect(Set(final.map(\.name)) == Set(numbers.final.keys))
        for tensor in final {
            let expected = try #require(numbers.final[tensor.name])
            #expect(largestDifference(tensor.doubles ?? [], expected.values) < 1e-10, "\(tensor.name)")
        }
    }

    /// 30 rows in batches of 7 (7, 7, 7, 7, 2), three for each update; dropout, a running mean, a plateau schedule,
    /// validation every second epoch, three epochs kept.
    private func everything() -> TinyExperiment {
        var train = TrainSection(epochs: 7, batchSize: .rows(7), gradientClip: 0.5)
        train.accumulate = 3
        train.averageDecay = 0.9
        train.validateEvery = 2
        train.gradientClipValue = 0.2
        train.checkpoint.keep = 2
        train.checkpoint.monitor = "val_r2"
        var experiment = TinyExperiment.regression(
            train: train,
            layers: [LinearLayer(units: 5), DropoutLayer(rate: 0.2), TanhLayer(), LinearLayer(units: 1)])
        experiment.penalties = [L1Penalty(factor: 0.001), L2Penalty(factor: 0.001)]
        experiment.weights = (0..<30).map { Double($0 % 5) / 2 }
        return experiment
    }

    private let trial = TrialSettings(
        seed: 3,
        optimizer: AdamW(
            learningRate: 0.05, groups: [ParameterGroup(parameters: ["*.bias"], learningRate: 0.01)]),
        schedule: PlateauSchedule(factor: 0.5, patience: 0, threshold: 0.2, monitor: "train_loss"))

    @Test func killedAfterAnyStepEverythingContinuesToTheSameBytes() throws {
        let experiment = everything()
        let whole = RecordingObserver()
        let session = try experiment.session([trial])
        let result = try #require(try session.run(observer: whole).first)
        #expect(whole.reports.count == 7)
        let rates = Set(whole.reports.map(\.learningRate))
        #expect(rates.count > 1, "the plateau lowered the rate")
        for step in 1..<35 {
            let first = RecordingObserver(interruptAfter: step)
            _ = try experiment.session([trial]).run(observer: first)
            let bytes = try #require(first.checkpoints.last).encoded()
            let second = RecordingObserver()
            let again = try experiment.session([trial], checkpoints: [TrainingCheckpoint(bytes: bytes)])
            let end = try #require(try again.run(observer: second).first)
            #expect(second.checkpoints.last?.encoded() == whole.checkpoints.last?.encoded(), "step \(step)")
            #expect(first.reports + second.reports == whole.reports, "step \(step)")
            #expect(again.finalWeights(trial: 0) == session.finalWeights(trial: 0), "step \(step)")
            #expect(end.bestEpoch == result.bestEpoch)
            #expect((first.kept + second.kept).map(\.epoch) == whole.kept.map(\.epoch))
        }
    }

    @Test func inAStackEverythingIsAsAlone() throws {
        let experiment = everything()
        let other = TrialSettings(
            seed: 3,
            optimizer: AdamW(
                learningRate: 0.2, groups: [ParameterGroup(parameters: ["*.bias"], learningRate: 0.3)]))
        let alone = RecordingObserver()
        _ = try experiment.session([trial]).run(observer: alone)
        let stack = RecordingObserver()
        _ = try experiment.session([other, trial]).run(observer: stack)
        let expected = try #require(alone.checkpoints.last)
        // Only the number of the trial differs.
        #expect(stack.checkpoints.last { $0.trial == 1 }?.file.tensors == expected.file.tensors)
        #expect(stack.losses[1] == alone.losses[0])
    }

    @Test func epochsWithoutValidationHaveNoValidationColumns() throws {
        let observer = RecordingObserver()
        _ = try everything().session([trial]).run(observer: observer)
        // Every second epoch, and the last.
        #expect(
            observer.reports.map { $0["val_loss"] != nil } == [false, true, false, true, false, true, true])
    }

    @Test func theBestEpochsAreKeptAndTheOthersDropped() throws {
        var experiment = everything()
        experiment.train.validateEvery = 1
        let observer = RecordingObserver()
        let session = try experiment.session([trial])
        let result = try #require(try session.run(observer: observer).first)
        var kept: Set<Int> = []
        for event in observer.kept {
            kept.insert(event.epoch)
            if let dropped = event.dropped { kept.remove(dropped) }
        }
        let ranked = observer.reports.sorted { ($0["val_r2"] ?? 0) > ($1["val_r2"] ?? 0) }
        #expect(kept == Set(ranked.prefix(2).map(\.epoch)))
        #expect(result.bestEpoch == ranked.first?.epoch)
        #expect(result.monitor == "val_r2")
        let best = try #require(observer.kept.last { $0.epoch == result.bestEpoch })
        let checkpoint = try #require(observer.checkpoints.last)
        #expect(best.weights.tensors == checkpoint.weights(best: true).tensors)
    }

    /// One class in six rows: with balanced classes its rows count 30 / (2 · 5) = 3, the others' 30 / (2 · 25) = 0.6,
    /// which is what a column of these weights gives.
    @Test func balancedClassesEqualTheWeightsWrittenOut() throws {
        var balanced = TinyExperiment.regression(train: TrainSection(epochs: 3, batchSize: .rows(10)))
        balanced.loss = BinaryCrossEntropyLoss()
        balanced.target = .classes(count: 2)
        balanced.metrics = []
        balanced.validation = nil
        balanced.targets = (0..<30).map { [$0 % 6 == 0 ? 1 : 0] }
        var weighted = balanced
        balanced.train.balancesClasses = true
        weighted.weights = (0..<30).map { $0 % 6 == 0 ? 3 : 0.6 }
        let first = RecordingObserver()
        let second = RecordingObserver()
        _ = try balanced.session([trial]).run(observer: first)
        _ = try weighted.session([trial]).run(observer: second)
        #expect(first.losses[0] == second.losses[0])
        #expect(first.reports.map { $0["train_loss"] } == second.reports.map { $0["train_loss"] })
    }

    @Test func overfittingOneBatchSeesItsRowsOnly() throws {
        var experiment = TinyExperiment.regression(train: TrainSection(epochs: 500, batchSize: .rows(4)))
        experiment.train.overfitsOneBatch = true
        let adam = TrialSettings(seed: 1, optimizer: Adam(learningRate: 0.05))
        experiment.layers = [LinearLayer(units: 8), TanhLayer(), LinearLayer(units: 1)]
        let observer = RecordingObserver()
        let result = try #require(try experiment.session([adam]).run(observer: observer).first)
        #expect(result.steps == 500)
        #expect(result.splits.first?.rows == 4)
        #expect((observer.losses[0]?.last ?? 1) < 2e-3)
    }

    /// A loss that overflows at once ends the run, unless it is told to go on; what it ends with has diverged all the
    /// same.
    @Test func nonFiniteLossesNeedNotStopTheRun() throws {
        var experiment = TinyExperiment.regression(train: TrainSection(epochs: 4, batchSize: .all))
        experiment.train.stopsWhenNotFinite = false
        let wild = TrialSettings(seed: 5, optimizer: StochasticGradientDescent(learningRate: 1e30))
        let result = try #require(try experiment.session([wild]).run(observer: RecordingObserver()).first)
        #expect(result.status.word == "diverged")
        #expect(result.steps == 4)
    }

    /// One linear layer, one full batch: w has one element 3 and b is 4. The gradients of the mean of (w x + b)² over
    /// x = 1, -1 (targets 0) are 2 w = 6 and 2 b = 8; the rate is 0.
    @Test func normsAreThoseOfWeightsAndGradients() throws {
        var experiment = TinyExperiment(
            layers: [LinearLayer(units: 1)], loss: MeanSquaredErrorLoss(), target: .real(columns: 1),
            features: [[1], [-1]], targets: [[0], [0]], train: TrainSection(epochs: 1, batchSize: .all),
            elementType: .float64)
        experiment.train.logsNorms = true
        experiment.train.gradientClip = 0.1
        let session = try experiment.session(
            TrialSettings(seed: 1, optimizer: StochasticGradientDescent(learningRate: 0)),
            startingFrom: [
                "0.weight": .init(shape: [1, 1], values: [3]), "0.bias": .init(shape: [1], values: [4]),
            ])
        let observer = RecordingObserver()
        _ = try session.run(observer: observer)
        #expect(
            observer.reports.first?.norms == [
                ParameterNorms(name: "0.weight", weight: 3, gradient: 6),
                ParameterNorms(name: "0.bias", weight: 4, gradient: 8),
            ])
    }

    /// Batches of any size judge alike.
    @Test func theEvaluationBatchSizeChangesNothing() throws {
        func run(_ rows: Int?) throws -> [EpochReport] {
            var experiment = TinyExperiment.regression(train: TrainSection(epochs: 2))
            experiment.train.evaluationBatchSize = rows
            let observer = RecordingObserver()
            _ = try experiment.session([trial]).run(observer: observer)
            return observer.reports
        }
        let standard = try run(nil)
        #expect(try run(1) == standard)
        #expect(try run(3) == standard)
    }

    /// 7 batches of an epoch, three for each update: updates after batches 3, 6 and 7.
    @Test func updatesAreCountedByStep() {
        var train = TrainSection(epochs: 2, batchSize: .rows(5))
        train.accumulate = 3
        let budget = TrainingBudget(rows: 32, train: train)
        #expect(budget.stepsPerEpoch == 7)
        #expect(
            (0..<7).map { budget.updates(atBatch: $0) } == [false, false, true, false, false, true, true])
        #expect((0..<7).map { budget.update(epoch: 2, batch: $0) } == [3, 3, 3, 4, 4, 4, 5])
        #expect(budget.horizon == ScheduleHorizon(stepsPerEpoch: 3, totalSteps: 6))
        // The last batch has 2 rows and is an update of its own.
        let third = 1.0 / 3
        let shares = (0..<7).map { budget.share(ofBatch: $0) }
        #expect(shares == [third, third, third, third, third, third, 1])
        train.accumulate = 4
        let other = TrainingBudget(rows: 32, train: train)
        // 5 + 5 + 2 rows: shares of 12.
        let others = (4..<7).map { other.share(ofBatch: $0) * 12 }
        #expect(others == [5, 5, 2])
    }
}
