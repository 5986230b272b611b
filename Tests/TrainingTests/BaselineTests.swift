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
                for value in split.values {
                    let known = try #require(item.scores[split.split]?[value.name])
                    #expect(
                        abs(value.value - known) <= 1e-8 * max(1, abs(known)),
                        "\(value.name) on \(split.split), \(item.name): \(value.value), not \(known)")
                }
            }
            #expect(linear.splits.map(\.split) == ["train", "val"])
        }
    }

    /// 513 features are more than the 512 a baseline may have.
    @Test func wideDataHaveNoLinearBaseline() throws {
        let features = (0..<4).map { row in (0..<513).map { Double(($0 * 7 + row * 3) % 11) } }
        let found = try baselines(experiment(features, [[1], [2], [3], [4]], trainRows: 2))
        #expect(found.map(\.name) == ["mean"])
    }
}
