import Kernels
import Testing
import Training

/// The gradient of whole models against central differences of their loss, in float64.
@Suite("Gradients of models")
struct ModelGradientTests {
    struct Case {
        var name: String
        var layers: [any Layer]
        var loss: any Loss
        var target: TargetForm
    }

    static let cases: [Case] = [
        Case(
            name: "tanh, mse", layers: [LinearLayer(units: 4), TanhLayer(), LinearLayer(units: 2)],
            loss: MeanSquaredErrorLoss(), target: .real(columns: 2)),
        Case(
            name: "sigmoid, mae", layers: [LinearLayer(units: 3), SigmoidLayer(), LinearLayer(units: 1)],
            loss: MeanAbsoluteErrorLoss(), target: .real(columns: 1)),
        Case(
            name: "relu, binary", layers: [LinearLayer(units: 5), ReLULayer(), LinearLayer(units: 1)],
            loss: BinaryCrossEntropyLoss(), target: .classes(count: 2)),
        Case(
            name: "sigmoid, binary from probabilities", layers: [LinearLayer(units: 1), SigmoidLayer()],
            loss: BinaryCrossEntropyLoss(source: .probabilities), target: .classes(count: 2)),
        Case(
            name: "nested, classes",
            layers: [
                SequentialLayer(layers: [LinearLayer(units: 4, bias: false), TanhLayer()]),
                LinearLayer(units: 3),
            ],
            loss: CrossEntropyLoss(), target: .classes(count: 3)),
        Case(
            name: "softmax, classes from probabilities", layers: [LinearLayer(units: 3), SoftmaxLayer()],
            loss: CrossEntropyLoss(source: .probabilities), target: .classes(count: 3)),
    ]

    private func experiment(_ item: Case) -> TinyExperiment {
        var features: [[Double]] = []
        var targets: [[Double]] = []
        for row in 0..<5 {
            features.append((0..<3).map { column in Double((row * 7 + column * 5) % 11) / 5 - 1.03 })
            switch item.target {
            case .real(let columns): targets.append((0..<columns).map { Double(row * 3 + $0) / 4 - 1 })
            case .classes(let count): targets.append([Double(row % count)])
            }
        }
        return TinyExperiment(
            layers: item.layers, loss: item.loss, target: item.target, features: features, targets: targets,
            train: TrainSection(epochs: 1, batchSize: .all), elementType: .float64)
    }

    /// One step of gradient descent with rate 1 from given weights: the loss there, and weights minus
    /// gradient.
    private func step(_ experiment: TinyExperiment, from start: TrainingCheckpoint) throws -> (
        Double, [[Double]]
    ) {
        let trial = TrialSettings(seed: 3, optimizer: StochasticGradientDescent(learningRate: 1))
        let session = try experiment.session([trial], checkpoints: [start])
        let observer = RecordingObserver()
        _ = try session.run(observer: observer)
        return (
            try #require(observer.losses[0]?.first), session.finalWeights(trial: 0).map { $0.doubles ?? [] }
        )
    }

    @Test(arguments: ModelGradientTests.cases.map(\.name))
    func gradientEqualsCentralDifferences(name: String) throws {
        let item = try #require(Self.cases.first { $0.name == name })
        let experiment = experiment(item)
        let trial = TrialSettings(seed: 3, optimizer: StochasticGradientDescent(learningRate: 1))
        let start = try experiment.session([trial]).checkpoint(trial: 0)
        let (_, after) = try step(experiment, from: start)
        let width = 1e-6
        for (number, tensor) in start.file.tensors.enumerated() {
            let values = try #require(tensor.doubles)
            for element in values.indices {
                let losses = try [width, -width].map { offset in
                    var moved = values
                    moved[element] += offset
                    var checkpoint = start
                    checkpoint.file.tensors[number] = try #require(
                        StoredTensor(name: tensor.name, shape: tensor.shape, values: moved))
                    return try step(experiment, from: checkpoint).0
                }
                let difference = (losses[0] - losses[1]) / (2 * width)
                let gradient = values[element] - after[number][element]
                #expect(abs(gradient - difference) < 1e-7, "\(tensor.name)[\(element)]")
            }
        }
    }
}
