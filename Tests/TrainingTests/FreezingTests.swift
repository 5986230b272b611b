import Kernels
import Testing
import Training

/// What is frozen stays, bit for bit, and the rest is trained as if it had been written into the data.
@Suite("Frozen parameters and weights from elsewhere")
struct FreezingTests {
    private static let layers: [any Layer] = [
        LinearLayer(units: 5), BatchNormLayer(), TanhLayer(), LinearLayer(units: 3), TanhLayer(),
        LinearLayer(units: 1),
    ]

    private func experiment(_ freeze: [String], layers: [any Layer] = Self.layers) -> TinyExperiment {
        var experiment = TinyExperiment.regression(
            train: TrainSection(epochs: 4, batchSize: .rows(8)), layers: layers)
        experiment.freeze = freeze
        return experiment
    }

    private func trial(_ optimizer: any Optimizer = Adam(learningRate: 0.05)) -> TrialSettings {
        TrialSettings(seed: 3, optimizer: optimizer)
    }

    private struct Ending {
        var start: TrainingCheckpoint
        var last: TrainingCheckpoint
        var final: [StoredTensor]
        var reports: [EpochReport]
    }

    private func run(_ experiment: TinyExperiment, _ trials: [TrialSettings]) throws -> Ending {
        let session = try experiment.session(trials)
        let start = session.checkpoint(trial: 0)
        let observer = RecordingObserver()
        _ = try session.run(observer: observer)
        return Ending(
            start: start, last: try #require(observer.checkpoints.last { $0.trial == 0 }),
            final: session.finalWeights(trial: 0), reports: observer.reports)
    }

    @Test("frozen arrays keep their bits, and the optimizer has nothing about them")
    func frozenArraysStay() throws {
        for optimizer in [Adam(learningRate: 0.05), AdamW(learningRate: 0.05, weightDecay: 0.1)]
            as [any Optimizer]
        {
            let ending = try run(experiment(["0.*", "1.*"]), [trial(optimizer)])
            for tensor in ending.start.file.tensors
            where tensor.name.hasPrefix("0.") || tensor.name.hasPrefix("1.") {
                #expect(ending.final.first { $0.name == tensor.name } == tensor, "\(tensor.name)")
            }
            let names = ending.last.file.tensors.map(\.name)
            #expect(!names.contains { $0.hasPrefix("optimizer.") && $0.contains(".0.") })
            #expect(names.contains { $0.hasPrefix("optimizer.") && $0.hasSuffix(".3.weight") })
            for name in ["3.weight", "3.bias", "5.weight", "5.bias"] {
                let before = ending.start.file.tensor(name)
                #expect(ending.final.first { $0.name == name } != before, "\(name) was trained")
            }
        }
    }

    /// The statistics are those of the start, 0 and 1, however the rows are spread.
    @Test("a frozen batch norm is as in evaluation")
    func statisticsStay() throws {
        let ending = try run(experiment(["1.*"]), [trial()])
        let mean = try #require(ending.final.first { $0.name == "1.running_mean" }?.doubles)
        #expect(mean.allSatisfy { $0 == 0 })
        // Both of its parameters together freeze it as well; one alone does not.
        let both = try run(experiment(["1.weight", "1.bias"]), [trial()])
        #expect(both.final.first { $0.name == "1.running_mean" }?.doubles == mean)
        let one = try run(experiment(["1.weight"]), [trial()])
        #expect(one.final.first { $0.name == "1.running_mean" }?.doubles != mean)
    }

    /// A frozen first layer makes features h = x W + b; training the rest on h itself takes the same steps.
    @Test("what is left is trained as on the features that the frozen layers make")
    func equalsTrainingOnFrozenFeatures() throws {
        var whole = experiment(["0.*"], layers: [LinearLayer(units: 2), LinearLayer(units: 1)])
        whole.elementType = .float64
        whole.metrics = []
        let ending = try run(whole, [trial(StochasticGradientDescent(learningRate: 0.1))])
        func numbers(_ name: String) throws -> [Double] {
            try #require(ending.start.file.tensor(name)?.doubles)
        }
        let (weight, bias) = (try numbers("0.weight"), try numbers("0.bias"))
        var rest = whole
        rest.freeze = []
        rest.layers = [LinearLayer(units: 1)]
        func made(_ row: [Double]) -> [Double] {
            (0..<2).map { row[0] * weight[2 * $0] + row[1] * weight[2 * $0 + 1] + bias[$0] }
        }
        rest.features = whole.features.map(made)
        rest.validation = whole.validation.map { ($0.features.map(made), $0.targets) }
        rest.start = SafetensorsFile(
            weights: ["weight", "bias"].compactMap { name in
                ending.start.file.tensor("1." + name).flatMap {
                    StoredTensor(
                        name: "0." + name, elementType: $0.elementType, shape: $0.shape, bytes: $0.bytes)
                }
            })
        let alone = try run(rest, [trial(StochasticGradientDescent(learningRate: 0.1))])
        for name in ["weight", "bias"] {
            let found = try #require(ending.final.first { $0.name == "1." + name }?.doubles)
            let known = try #require(alone.final.first { $0.name == "0." + name }?.doubles)
            #expect(largestDifference(found, known) < 1e-12, "\(name)")
        }
    }

    @Test("an interruption, and the other trials of a stack, change nothing")
    func resumesToTheSameBytes() throws {
        var experiment = experiment(["0.*", "3.bias"])
        experiment.train.accumulate = 2
        experiment.train.averageDecay = 0.9
        experiment.train.logsNorms = true
        let whole = try run(experiment, [trial()])
        for step in [3, 6, 8] {
            let observer = RecordingObserver(interruptAfter: step)
            _ = try experiment.session([trial()]).run(observer: observer)
            let checkpoint = try TrainingCheckpoint(
                bytes: try #require(observer.checkpoints.last).encoded())
            let later = try experiment.session([trial()], checkpoints: [checkpoint])
            _ = try later.run(observer: RecordingObserver())
            #expect(later.finalWeights(trial: 0) == whole.final, "interrupted after step \(step)")
        }
        let stack = try experiment.session([
            trial(), TrialSettings(seed: 8, optimizer: Adam(learningRate: 0.01)),
        ])
        _ = try stack.run(observer: RecordingObserver())
        #expect(stack.finalWeights(trial: 0) == whole.final)
    }

    @Test("weights are taken by name and shape, and what did not fit is told")
    func weightsFromElsewhere() throws {
        let source = try run(experiment([]), [trial()])
        var other = experiment(
            [],
            layers: [
                LinearLayer(units: 5), BatchNormLayer(), TanhLayer(), LinearLayer(units: 4), TanhLayer(),
                LinearLayer(units: 1),
            ])
        other.start = SafetensorsFile(weights: source.final)
        let begun = try other.session([trial()]).checkpoint(trial: 0)
        for name in ["0.weight", "0.bias", "1.weight", "1.running_mean", "1.num_batches_tracked", "5.bias"] {
            #expect(begun.file.tensor(name) == source.final.first { $0.name == name }, "\(name)")
        }
        let untouched = try run(
            {
                var plain = other; plain.start = nil; return plain
            }(), [trial()]
        ).start
        #expect(begun.file.tensor("3.weight") == untouched.file.tensor("3.weight"))
        let fit = StartingWeights(SafetensorsFile(weights: source.final), for: try other.plan()).fit
        #expect(fit.misfits.map(\.name) == ["3.weight", "3.bias", "5.weight"])
        #expect(fit.misfits.first?.wanted == [4, 5] && fit.misfits.first?.found == [3, 5])
        #expect(fit.missing.isEmpty && fit.unused.isEmpty && !fit.isComplete)
    }

    @Test("checkpoints give their weights; names can be changed and chosen; single precision becomes double")
    func renamesAndPatterns() throws {
        let source = try run(experiment([]), [trial()])
        let renamed = SafetensorsFile(
            weights: source.final.compactMap {
                StoredTensor(
                    name: "net." + $0.name, elementType: $0.elementType, shape: $0.shape, bytes: $0.bytes)
            } + [try #require(StoredTensor(name: "extra", shape: [1], values: [1.0]))])
        let plan = try experiment([]).plan()
        #expect(StartingWeights(renamed, for: plan).fit.fitted.isEmpty)
        let weights = StartingWeights(renamed, for: plan, renames: [("net.", "")])
        #expect(weights.fit.missing.isEmpty && weights.fit.unused == ["extra"])
        let first = StartingWeights(renamed, for: plan, renames: [("net.", "")]) { $0.hasPrefix("0.") }
        #expect(first.fit.fitted == ["0.weight", "0.bias"] && first.fit.unused.isEmpty)
        #expect(StartingWeights(source.last.file, for: plan).fit.isComplete)
        var double = experiment([])
        double.elementType = .float64
        double.start = SafetensorsFile(weights: source.final)
        let begun = try double.session([trial()]).checkpoint(trial: 0)
        let known = try #require(source.final.first { $0.name == "3.weight" }?.doubles)
        #expect(begun.file.tensor("3.weight")?.doubles == known)
    }
}
