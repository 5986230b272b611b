import Foundation
import Kernels
import Testing
import Training

/// Whole models trained for 20 steps on one full batch, from PyTorch's own starting weights, in float64.
@Suite("Models against PyTorch")
struct ModelParityTests {
    struct Case {
        var name: String
        var layers: [any Layer]
        var loss: any Loss
        var target: TargetForm
        var optimizer: any Optimizer
        var clip: Double?
    }

    static let cases: [Case] = [
        Case(
            name: "linear mse sgd", layers: [LinearLayer(units: 1)], loss: MeanSquaredErrorLoss(),
            target: .real(columns: 1), optimizer: StochasticGradientDescent(learningRate: 0.05)),
        Case(
            name: "tanh mlp adam", layers: [LinearLayer(units: 4), TanhLayer(), LinearLayer(units: 2)],
            loss: MeanSquaredErrorLoss(), target: .real(columns: 2),
            optimizer: Adam(learningRate: 0.05, weightDecay: 0.01)),
        Case(
            name: "relu classes momentum",
            layers: [
                LinearLayer(units: 5), ReLULayer(),
                SequentialLayer(layers: [LinearLayer(units: 4), SigmoidLayer()]), LinearLayer(units: 3),
            ], loss: CrossEntropyLoss(), target: .classes(count: 3),
            optimizer: StochasticGradientDescent(learningRate: 0.2, momentum: 0.9, nesterov: true)),
        Case(
            name: "logistic clipped", layers: [LinearLayer(units: 1)], loss: BinaryCrossEntropyLoss(),
            target: .classes(count: 2), optimizer: StochasticGradientDescent(learningRate: 1), clip: 0.1),
    ]

    @Test(arguments: ModelParityTests.cases.map(\.name))
    func twentyStepsEqualPyTorch(name: String) throws {
        let item = try #require(Self.cases.first { $0.name == name })
        let numbers = try #require(try PyTorchNumbers.read().models.first { $0.name == name })
        func rows(_ values: [Double], _ columns: Int) -> [[Double]] {
            stride(from: 0, to: values.count, by: columns).map { Array(values[$0..<($0 + columns)]) }
        }
        let experiment = TinyExperiment(
            layers: item.layers, loss: item.loss, target: item.target,
            features: rows(numbers.features, numbers.columns),
            targets: rows(numbers.targets, numbers.targets.count / numbers.rows),
            train: TrainSection(epochs: 20, batchSize: .all, gradientClip: item.clip), elementType: .float64)
        let trial = TrialSettings(seed: 1, optimizer: item.optimizer)
        let session = try experiment.session(trial, startingFrom: numbers.start)
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
}
