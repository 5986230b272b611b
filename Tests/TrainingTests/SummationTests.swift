import Kernels
import Testing
import Training

/// Sums over rows have one order, however the rows are cut into batches.
@Suite("Sums over rows")
struct SummationTests {
    private static let regression: [any Loss] = [
        MeanSquaredErrorLoss(), MeanAbsoluteErrorLoss(), HuberLoss(), LogCoshLoss(),
        QuantileLoss(quantile: 0.9),
    ]

    /// Judging few or many rows at a time gives the same bits, for losses and metrics, in both precisions.
    @Test("no figure depends on eval_batch_size", arguments: [ElementType.float32, .float64], [false, true])
    func evaluationBatchesChangeNothing(type: ElementType, isWeighted: Bool) throws {
        for loss in Self.regression {
            var figures: [[Double]] = []
            for batch in [1, 3, 7, 16, 1000] {
                var train = TrainSection(epochs: 3, batchSize: .rows(8))
                train.evaluationBatchSize = batch
                var experiment = TinyExperiment.regression(
                    train: train, layers: [LinearLayer(units: 9), TanhLayer(), LinearLayer(units: 1)])
                experiment.loss = loss
                experiment.elementType = type
                experiment.metrics = [
                    MeanSquaredErrorMetric(), R2Metric(), MeanAbsoluteErrorMetric(),
                ]
                experiment.validation = (experiment.features, experiment.targets)
                if isWeighted { experiment.weights = (0..<30).map { 0.1 + Double($0 % 7) / 3 } }
                let session = try experiment.session([
                    TrialSettings(seed: 1, optimizer: StochasticGradientDescent(learningRate: 0.05))
                ])
                let observer = RecordingObserver()
                let result = try #require(try session.run(observer: observer).first)
                figures.append(
                    observer.reports.flatMap { $0.values.map(\.value) }
                        + result.splits.flatMap { $0.values.map(\.value) })
            }
            for other in figures.dropFirst() { #expect(other == figures[0], "\(Swift.type(of: loss).name)") }
        }
    }

    /// Rows of a file come in parts; added one after another they give the mean of the whole.
    @Test("losses of parts add up to that of the whole")
    func partsAddUp() throws {
        let experiment = TinyExperiment.regression(train: TrainSection(epochs: 1))
        let session = try experiment.session([
            TrialSettings(seed: 1, optimizer: StochasticGradientDescent(learningRate: 0.05))
        ])
        _ = try session.run(observer: RecordingObserver())
        let weights = SafetensorsFile(metadata: [], tensors: session.finalWeights(trial: 0))
        let predictor = try Predictor(
            plan: experiment.plan(), elementType: .float32, threads: 1, weights: weights, largestPart: 30)
        var whole = LossSum()
        _ = try predictor.scored(
            experiment.split("all", experiment.features, experiment.targets), addingTo: &whole)
        var parts = LossSum()
        for range in [0..<1, 1..<12, 12..<30] {
            let part = experiment.split(
                "part \(range)", Array(experiment.features[range]), Array(experiment.targets[range]))
            _ = try predictor.scored(part, addingTo: &parts)
        }
        #expect(whole == parts)
        #expect(whole.divisor == 30)
    }
}
