import Data
import Kernels
import Spec
import Testing
import Training

/// Members that are trained side by side as one model.
@Suite("Ensembles")
struct EnsembleTests {
    /// A model of `Tests/References/training_ensembles.py`.
    struct Case {
        var name: String
        var share: EnsembleSection.Sharing
        var layers: [any Layer]
        var loss: any Loss
        var target: TargetForm
        var optimizer: any Optimizer
        var clip: Double?
    }

    static let cases: [Case] = [
        Case(
            name: "tabm classes adamw", share: .tabm,
            layers: [
                LinearLayer(units: 5), ReLULayer(), LinearLayer(units: 5), ReLULayer(), LinearLayer(units: 3),
            ], loss: CrossEntropyLoss(), target: .classes(count: 3),
            optimizer: AdamW(learningRate: 0.05, weightDecay: 0.1)),
        Case(
            name: "mini regression sgd", share: .mini,
            layers: [
                LinearLayer(units: 5), ReLULayer(), LinearLayer(units: 5), ReLULayer(), LinearLayer(units: 1),
            ], loss: MeanSquaredErrorLoss(), target: .real(columns: 1),
            optimizer: StochasticGradientDescent(learningRate: 0.05, momentum: 0.9)),
        Case(
            name: "apart clipped", share: .none,
            layers: [LinearLayer(units: 4), TanhLayer(), LinearLayer(units: 1)], loss: MeanSquaredErrorLoss(),
            target: .real(columns: 1), optimizer: StochasticGradientDescent(learningRate: 0.3, momentum: 0.9),
            clip: 0.5),
    ]

    private struct Numbers: Decodable {
        var models: [PyTorchNumbers.Model]
    }

    @Test("20 steps equal those of the package tabm", arguments: EnsembleTests.cases.map(\.name))
    func twentyStepsEqualTabM(name: String) throws {
        let item = try #require(Self.cases.first { $0.name == name })
        let all = try Fixture.read("ensembles.json", as: Numbers.self).models
        let numbers = try #require(all.first { $0.name == name })
        var experiment = TinyExperiment(
            layers: item.layers, loss: item.loss, target: item.target,
            features: numbers.split(numbers.features, columns: numbers.columns),
            targets: numbers.split(numbers.targets, columns: numbers.targets.count / numbers.rows),
            train: TrainSection(epochs: 20, batchSize: .all, gradientClip: item.clip), elementType: .float64)
        experiment.ensemble = EnsembleSection(members: 3, share: item.share)
        let session = try experiment.session(
            TrialSettings(seed: 1, optimizer: item.optimizer), startingFrom: numbers.start)
        let observer = RecordingObserver()
        _ = try session.run(observer: observer)
        #expect(largestDifference(observer.losses[0] ?? [], numbers.losses) < 1e-10)
        let final = session.finalWeights(trial: 0)
        #expect(Set(final.map(\.name)) == Set(numbers.final.keys))
        for tensor in final {
            let expected = try #require(numbers.final[tensor.name])
            #expect(tensor.shape == expected.shape)
            #expect(largestDifference(tensor.doubles ?? [], expected.values) < 1e-10, "\(tensor.name)")
        }
        let predicted = try #require(try session.predictions(split: "train").first)
        #expect(largestDifference(predicted.predictions, try #require(numbers.weights)) < 1e-10)
    }

    private static let sharings = EnsembleSection.Sharing.allCases

    private func experiment(
        _ share: EnsembleSection.Sharing, epochs: Int = 3, layers: [any Layer]? = nil
    ) -> TinyExperiment {
        var experiment = TinyExperiment.regression(
            train: TrainSection(epochs: epochs, batchSize: .rows(8)),
            layers: layers ?? [
                LinearLayer(units: 6), BatchNormLayer(), ReLULayer(), DropoutLayer(rate: 0.2),
                LinearLayer(units: 1),
            ])
        experiment.ensemble = EnsembleSection(members: 4, share: share)
        return experiment
    }

    private func trial(_ rate: Double, seed: UInt64 = 3) -> TrialSettings {
        TrialSettings(seed: seed, optimizer: Adam(learningRate: rate))
    }

    private func bytes(_ session: TrainingSession, _ trial: Int) -> [[UInt8]] {
        session.finalWeights(trial: trial).map(\.bytes)
    }

    @Test(
        "an ensemble in a stack, with two threads, and after an interruption has the bits of it alone",
        arguments: sharings)
    func sameBits(share: EnsembleSection.Sharing) throws {
        var experiment = experiment(share)
        let alone = try experiment.session([trial(0.05)])
        let results = try alone.run(observer: RecordingObserver())
        for other in [trial(0.01), trial(0.01, seed: 8)] {
            let stack = try experiment.session([other, trial(0.05)])
            let both = try stack.run(observer: RecordingObserver())
            #expect(bytes(stack, 1) == bytes(alone, 0))
            #expect(both[1].splits == results[0].splits)
        }
        let stopped = RecordingObserver(interruptAfter: 6)
        _ = try experiment.session([trial(0.05)]).run(observer: stopped)
        let resumed = try experiment.session([trial(0.05)], checkpoints: stopped.checkpoints.suffix(1))
        _ = try resumed.run(observer: RecordingObserver())
        #expect(bytes(resumed, 0) == bytes(alone, 0))
        experiment.threads = 2
        let shared = try experiment.session([trial(0.05)])
        _ = try shared.run(observer: RecordingObserver())
        #expect(bytes(shared, 0) == bytes(alone, 0))
    }

    @Test("folds of a cross-validation train ensembles on rows of their own", arguments: sharings)
    func ownRows(share: EnsembleSection.Sharing) throws {
        let experiment = experiment(share)
        let rows = zip(experiment.features, experiment.targets)
        let (even, odd) = (
            rows.enumerated().filter { $0.offset % 2 == 0 }, rows.enumerated().filter { $0.offset % 2 == 1 }
        )
        func data(_ rows: [(offset: Int, element: ([Double], [Double]))]) -> TrialData {
            TrialData(
                splits: [experiment.split("train", rows.map(\.element.0), rows.map(\.element.1))],
                targetTransform: nil)
        }
        func session(_ sets: [TrialData]) throws -> TrainingSession {
            try experiment.session(
                sets.map { set in
                    var settings = trial(0.05)
                    settings.data = set
                    return settings
                })
        }
        let both = try session([data(even), data(odd)])
        _ = try both.run(observer: RecordingObserver())
        let second = try session([data(odd)])
        _ = try second.run(observer: RecordingObserver())
        #expect(bytes(both, 1) == bytes(second, 0))
    }

    @Test("members start as they should")
    func startingValues() throws {
        let layers: [any Layer] = [
            LinearLayer(units: 6), ReLULayer(), LinearLayer(units: 3), LinearLayer(units: 1),
        ]
        func start(_ share: EnsembleSection.Sharing?) throws -> [String: [Double]] {
            var experiment = experiment(.none, layers: layers)
            experiment.ensemble = share.map { EnsembleSection(members: 4, share: $0) }
            let session = try experiment.session([trial(0.1)])
            return Dictionary(
                uniqueKeysWithValues: session.finalWeights(trial: 0).map { ($0.name, $0.doubles ?? []) })
        }
        let (single, apart, shared) = (
            try start(nil), try start(EnsembleSection.Sharing.none), try start(.tabm)
        )
        for (name, values) in single {
            let all = try #require(apart[name])
            #expect(Array(all.prefix(values.count)) == values, "the first member is the model alone: \(name)")
            #expect(all.count == 4 * values.count)
            let copies = stride(from: 0, to: all.count, by: values.count).map {
                Array(all[$0..<($0 + values.count)])
            }
            #expect(Set(copies).count == 4, "members differ: \(name)")
        }
        #expect(shared["0.weight"] == single["0.weight"])
        let signs = try #require(shared["0.input_scale"])
        #expect(signs.count == 8 && Set(signs) == [-1, 1])
        #expect(shared["2.input_scale"] == [Double](repeating: 1, count: 24))
        #expect(shared["2.output_scale"] == [Double](repeating: 1, count: 12))
        let biases = try #require(shared["0.bias"])
        #expect(Array(biases.prefix(6)) == Array(biases.suffix(6)), "the biases of all members start alike")
        #expect(shared["3.weight"]?.count == 12 && shared["3.input_scale"] == nil)
    }

    @Test("layers before the first linear one are computed once for all members")
    func trunk() throws {
        let experiment = experiment(
            .tabm, layers: [LayerNormLayer(), MLPLayer([5, 5]), LinearLayer(units: 1)])
        let names = try experiment.plan().parameters.entries.map {
            ($0.declaration.name, $0.declaration.fileDimensions)
        }
        let dimensions = Dictionary(uniqueKeysWithValues: names)
        #expect(dimensions["0.weight"] == [2])
        #expect(dimensions["1.0.weight"] == [5, 2] && dimensions["1.0.input_scale"] == [4, 2])
        #expect(dimensions["1.2.weight"] == [5, 5] && dimensions["1.2.bias"] == [4, 5])
        #expect(dimensions["2.weight"] == [4, 1, 5])
    }

    @Test("what cannot be an ensemble is refused")
    func refusals() throws {
        func message(_ layers: [any Layer], _ share: EnsembleSection.Sharing) -> String {
            do {
                _ = try experiment(share, layers: layers).plan()
                return ""
            } catch {
                return "\(error)"
            }
        }
        let points = DistanceToLayer(points: [[0, 0], [1, 1]])
        #expect(
            message([points], .tabm).contains("shares the weights of linear layers, but the model has none"))
        let newton = TrialSettings(seed: 1, optimizer: FieldReader.defaults(of: Newton.self))
        var full = experiment(.none, layers: [LinearLayer(units: 1)])
        full.train = TrainSection(epochs: 1, batchSize: .all)
        #expect(throws: TrainingError.self) { try full.session([newton]) }
    }

    @Test("the loss of an ensemble is that of its mean, beside each member's own")
    func lossOfTheMean() throws {
        var experiment = TinyExperiment(
            layers: [LinearLayer(units: 1)], loss: MeanSquaredErrorLoss(), target: .real(columns: 1),
            features: [[0], [0]], targets: [[0], [0]],
            train: TrainSection(epochs: 1, batchSize: .all), elementType: .float64)
        experiment.ensemble = EnsembleSection(members: 2, share: .none)
        let still = TrialSettings(seed: 1, optimizer: StochasticGradientDescent(learningRate: 1e-12))
        let session = try experiment.session(
            still,
            startingFrom: [
                "0.weight": .init(shape: [2, 1, 1], values: [0, 0]),
                "0.bias": .init(shape: [2, 1], values: [1, 3]),
            ])
        let result = try #require(try session.run(observer: RecordingObserver()).first)
        let train = try #require(result.splits.first)
        // Errors 1 and 3, of the mean 2: losses 1, 9 and 4; the spread is √((1 + 1) / 1).
        #expect(abs(train.values[0].value - 4) < 1e-9)
        #expect(largestDifference(train.memberLosses, [1, 9]) < 1e-9)
        let rows = try #require(try session.predictions(split: "train").first)
        #expect(largestDifference(rows.predictions, [2, 2]) < 1e-9)
        let spread = Double(2).squareRoot()
        #expect(largestDifference(rows.spreads ?? [], [spread, spread]) < 1e-9)
    }
}
