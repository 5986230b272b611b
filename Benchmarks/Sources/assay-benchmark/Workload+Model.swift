import Foundation
import Spec
import Training

extension Workload {
    /// The layers as the experiment of the same name writes them.
    var layers: [any Layer] {
        switch self {
        case .regression, .classification, .second: [LinearLayer(units: 1)]
        case .softmax: [LinearLayer(units: 3)]
        case .covid:
            [
                LinearLayer(units: 16), ReLULayer(), LinearLayer(units: 8), ReLULayer(),
                LinearLayer(units: 1),
            ]
        case .resnet:
            [LinearLayer(units: 100), ReLULayer()]
                + (0..<3).flatMap { _ in [Self.residualBlock, ReLULayer()] as [any Layer] }
                + [LinearLayer(units: 10)]
        case .wide:
            [
                LinearLayer(units: 1024), ReLULayer(), LinearLayer(units: 1024), ReLULayer(),
                LinearLayer(units: 10),
            ]
        case .convolution: Self.convolutions
        }
    }

    private static var residualBlock: any Layer {
        let layers: [any Layer] = [
            LinearLayer(units: 50), BatchNormLayer(), ReLULayer(), DropoutLayer(rate: 0.1),
            LinearLayer(units: 100), BatchNormLayer(),
        ]
        return ResidualLayer(layers: layers)
    }

    private static var convolutions: [any Layer] {
        func convolution(_ filters: Int) -> [any Layer] {
            let window = WindowField(WindowPair(3), padding: .pixels(WindowPair(1)))
            return [
                Conv2dLayer(ConvolutionFilters(filters), window), ReLULayer(),
                MaxPoolLayer(PoolField(WindowPair(2))),
            ]
        }
        return [ReshapeLayer([1, 28, 28])] + convolution(16) + convolution(32)
            + [
                FlattenLayer(), DropoutLayer(rate: 0.25), LinearLayer(units: 64), ReLULayer(),
                DropoutLayer(rate: 0.25), LinearLayer(units: 10),
            ]
    }

    var loss: any Loss {
        switch self {
        case .regression, .covid: MeanSquaredErrorLoss()
        case .classification, .second: BinaryCrossEntropyLoss()
        case .softmax, .resnet, .wide, .convolution: CrossEntropyLoss()
        }
    }

    var target: TargetForm {
        switch self {
        case .regression, .covid: .real(columns: 1)
        case .classification, .second: .classes(count: 2)
        case .softmax: .classes(count: 3)
        case .resnet, .wide, .convolution: .classes(count: 10)
        }
    }

    /// Trials differ in their learning rates, within a factor of two.
    func trial(_ index: Int) -> TrialSettings {
        let rate = learningRate * exp2(-Double(index) / 64)
        switch self {
        case .regression:
            let schedule = StepSchedule(
                size: StepSpan(10, .steps), gamma: 0.99, floor: RateFloor(minimumFactor: 0.01))
            return TrialSettings(
                seed: 1, optimizer: StochasticGradientDescent(learningRate: rate), schedule: schedule)
        case .classification, .second, .softmax:
            return TrialSettings(seed: 1, optimizer: StochasticGradientDescent(learningRate: rate))
        case .covid:
            return TrialSettings(
                seed: 1, optimizer: StochasticGradientDescent(learningRate: rate, momentum: 0.9))
        case .resnet:
            return TrialSettings(seed: 1, optimizer: Adam(learningRate: rate, weightDecay: 0.001))
        case .wide, .convolution:
            return TrialSettings(seed: 1, optimizer: Adam(learningRate: rate))
        }
    }
}
