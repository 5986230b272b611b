import Spec
import Testing
import Training

/// What layers take from the training rows before the first step.
@Suite("Starting values by the rows")
struct DataStartTests {
    private let still = TrialSettings(seed: 3, optimizer: StochasticGradientDescent(learningRate: 0))

    private func weights(_ experiment: TinyExperiment) throws -> SafetensorsFile {
        let observer = RecordingObserver()
        _ = try experiment.session([still]).run(observer: observer)
        return try #require(observer.checkpoints.last).weights(best: false)
    }

    @Test(
        "the range of the targets, of every member",
        arguments: [nil, EnsembleSection.Sharing.tabm, .mini, EnsembleSection.Sharing.none])
    func targetRange(share: EnsembleSection.Sharing?) throws {
        var experiment = TinyExperiment.regression(
            train: TrainSection(epochs: 1), layers: [LinearLayer(units: 1), TargetRangeLayer()])
        experiment.ensemble = share.map { EnsembleSection(members: 3, share: $0) }
        let targets = experiment.targets.map { Double(Float($0[0])) }
        let file = try weights(experiment)
        let low = try #require(file.tensor("1.low")?.doubles)
        let high = try #require(file.tensor("1.high")?.doubles)
        #expect(low.allSatisfy { $0 == targets.min() } && !low.isEmpty)
        #expect(high.allSatisfy { $0 == targets.max() } && !high.isEmpty)
    }

    @Test("predictions stay within the range, and training does not see it")
    func clamped() throws {
        var experiment = TinyExperiment.regression(
            train: TrainSection(epochs: 1, batchSize: .all),
            layers: [LinearLayer(units: 1), TargetRangeLayer()])
        let high = try #require(experiment.targets.map { $0[0] }.max())
        // y = 10 a: 1000 for a = 100, held at the greatest target, which the row has.
        experiment.validation = ([[100, 0]], [[high]])
        experiment.start = SafetensorsFile(
            weights: [
                StoredTensor(name: "0.weight", shape: [1, 2], values: [10.0, 0.0] as [Float]),
                StoredTensor(name: "0.bias", shape: [1], values: [0.0] as [Float]),
            ].compactMap(\.self))
        let observer = RecordingObserver()
        let results = try experiment.session([still]).run(observer: observer)
        #expect(results[0].splits.first { $0.split == "val" }?.values.first?.value == 0)
        // The loss of training is that of 10 a itself: its mean square distance from the targets.
        let squares = zip(experiment.features, experiment.targets).map { row, target in
            (10 * row[0] - target[0]) * (10 * row[0] - target[0])
        }
        let expected = squares.reduce(0, +) / Double(squares.count)
        let found = try #require(observer.losses[0]?.first)
        #expect(abs(found - expected) < 1e-5 * expected)
    }

    @Test("a target of classes has no range")
    func classes() {
        var diagnostics = DiagnosticBag()
        let layers: [any Layer] = [LinearLayer(units: 3), TargetRangeLayer()]
        let plan = ModelPlan.infer(
            layers: layers.map { Located(value: $0, origin: .defaultValue) }, weightInitializer: nil,
            loss: Located(value: CrossEntropyLoss(), origin: .defaultValue), input: [2],
            target: .classes(count: 3), place: .defaultValue, diagnostics: &diagnostics)
        #expect(plan == nil)
        #expect(diagnostics.all.first?.message.contains("but the target is a class") == true)
    }

    /// 30 rows and 32 members: each member sees all rows.
    @Test("members that share weights have sums of deviation 1 together")
    func sharedWeights() throws {
        var fields = LinearFields(scaling: .ntk)
        fields.startsFromData = true
        var experiment = TinyExperiment.regression(
            train: TrainSection(epochs: 1),
            layers: [LinearLayer(units: 4, fields: fields), TanhLayer(), LinearLayer(units: 1)])
        experiment.ensemble = EnsembleSection(members: 32)
        let file = try weights(experiment)
        let weight = try #require(file.tensor("0.weight")?.doubles)
        let scales = try #require(file.tensor("0.input_scale")?.doubles)
        let bias = try #require(file.tensor("0.bias")?.doubles)
        #expect(bias.count == 32 * 4)
        for unit in 0..<4 {
            var sums: [Double] = []
            for member in 0..<32 {
                for row in experiment.features {
                    let first: Double = row[0] * scales[2 * member] * weight[2 * unit]
                    let second: Double = row[1] * scales[2 * member + 1] * weight[2 * unit + 1]
                    sums.append((first + second) / 2.0.squareRoot())
                }
            }
            let mean = sums.reduce(0, +) / Double(sums.count)
            let squares: [Double] = sums.map { ($0 - mean) * ($0 - mean) }
            let variance = squares.reduce(0, +) / Double(sums.count)
            #expect(abs(variance - 1) < 1e-4)
        }
    }
}
