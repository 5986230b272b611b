import Testing
import Training

@Suite("Baselines")
struct BaselineTests {
    /// `Fixtures/baselines.json`, written by Tests/References/training_baselines.py with scikit-learn.
    struct Numbers: Decodable {
        struct Case: Decodable {
            var name: String
            var features: [[Double]]
            var targets: [[Double]]
            var trainRows: Int
            var scores: [String: [String: Double]]
        }

        var cases: [Case]
    }

    private func experiment(_ features: [[Double]], _ targets: [[Double]], trainRows: Int) -> TinyExperiment {
        var train = TrainSection()
        train.epochs = 1
        var experiment = TinyExperiment.regression(
            train: train, layers: [LinearLayer(units: targets.first?.count ?? 1)])
        experiment.target = .real(columns: targets.first?.count ?? 1)
        experiment.features = Array(features.prefix(trainRows))
        experiment.targets = Array(targets.prefix(trainRows))
        experiment.validation = (Array(features.dropFirst(trainRows)), Array(targets.dropFirst(trainRows)))
        experiment.elementType = .float64
        return experiment
    }

    private func baselines(_ experiment: TinyExperiment) throws -> [BaselineScores] {
        let session = try experiment.session([TrialSettings(seed: 1, optimizer: Adam(learningRate: 1e-9))])
        return try #require(session.run(observer: RecordingObserver()).first).baselines
    }

    @Test func linearEqualsScikitLearn() throws {
        for item in try Fixture.read("baselines.json", as: Numbers.self).cases {
            let found = try baselines(
                experiment(item.features, item.targets, trainRows: item.trainRows))
            #expect(found.map(\.name) == ["mean", "linear"])
            let linear = try #require(found.last)
            for split in linear.splits {
                for value in split.values where value.name != "loss" {
                    let known = try #require(item.scores[split.split]?[value.name])
                    #expect(
                        abs(value.value - known) <= 1e-8 * max(1, abs(known)),
                        "\(value.name) on \(split.split), \(item.name): \(value.value), not \(known)")
                }
            }
            #expect(linear.splits.map(\.split) == ["train", "val"])
        }
    }

    /// Targets 1, 2, 3, 6 to train on: their mean is 3, so the mean rule's squared errors are 4, 1, 0, 9 there and 4
    /// for 5.
    @Test("simple rules are judged by the loss too, and without any metric")
    func rulesHaveLosses() throws {
        var experiment = experiment([[1], [2], [3], [6], [5]], [[1], [2], [3], [6], [5]], trainRows: 4)
        experiment.metrics = []
        func losses(_ experiment: TinyExperiment) throws -> [String: [Double]] {
            let found = try baselines(experiment).map {
                ($0.name, $0.splits.map { $0.values.first?.value ?? .nan })
            }
            return Dictionary(found) { first, _ in first }
        }
        let squared = try losses(experiment)
        #expect(squared["mean"] == [3.5, 4])
        #expect((squared["linear"] ?? []).allSatisfy { $0 < 1e-20 })
        // Row weights count as they do for the model: (4 + 1 + 0 + 3 · 9) / 6.
        experiment.weights = [1, 1, 1, 3]
        #expect(abs((try losses(experiment)["mean"]?.first ?? 0) - 32.0 / 6) < 1e-12)
        experiment.loss = MeanAbsoluteErrorLoss()
        experiment.weights = nil
        // (2 + 1 + 0 + 3) / 4
        #expect(try losses(experiment)["mean"]?.first == 1.5)
    }

    /// Classes 0, 0, 0, 1 have the shares 3/4 and 1/4: the mean cross-entropy is their entropy.
    @Test("the majority's loss is the entropy of the classes", arguments: [1, 2])
    func majorityLoss(units: Int) throws {
        var experiment = experiment([[1], [2], [3], [4], [5]], [[0], [0], [0], [1], [0]], trainRows: 4)
        experiment.target = .classes(count: 2)
        experiment.layers = [LinearLayer(units: units)]
        experiment.loss = units == 1 ? BinaryCrossEntropyLoss() as any Loss : CrossEntropyLoss()
        experiment.metrics = []
        let found = try #require(try baselines(experiment).first?.splits.first?.values.first)
        #expect(found.name == "loss")
        let entropy = 0.75 * 0.28768207245178085 + 0.25 * 1.3862943611198906
        #expect(abs(found.value - entropy) < 1e-12)
    }

    /// 513 features are more than the 512 a baseline may have.
    @Test func wideDataHaveNoLinearBaseline() throws {
        let features = (0..<4).map { row in (0..<513).map { Double(($0 * 7 + row * 3) % 11) } }
        let found = try baselines(experiment(features, [[1], [2], [3], [4]], trainRows: 2))
        #expect(found.map(\.name) == ["mean"])
    }
}
