import Graph
import Kernels
import Spec

package struct BatchNormLayer: Layer {
    package static let name = "batch_norm"
    package static let about = """
        Normalizes each feature or channel over the batch.

            training:    y = (x - m) / √(v + eps) · weight + bias,   m, v over batch and pixels
                         running_mean += momentum · (m - running_mean)
                         running_var  += momentum · (v · n / (n - 1) - running_var)     sample
                         running_var  += momentum · (v - running_var)                   population
            evaluation:  y = (x - running_mean) / √(running_var + eps) · weight + bias

        The variance v has the divisor n, the numbers of a channel in the batch. The running values travel
        in checkpoints and weight files. Keras' momentum is 1 less this one, and its running variance the
        population's. With `freeze` the layer is as in evaluation while it trains.

        - Shapes: input [channels, …] → output the same; `weight`, `bias`, `running_mean`, `running_var`
          [channels], `num_batches_tracked` [] (a whole number in files)
        - Limits: a batch with one number per channel gives `bias` and leaves the running statistics as they
          are (PyTorch refuses it): its variance says nothing. In single precision the count of batches
          stays at 2²⁴
        - Source: Ioffe and Szegedy, "Batch normalization", 2015, algorithms 1 and 2; PyTorch `BatchNorm1d`,
          `BatchNorm2d`
        """
    package let momentum: Double
    package let isCumulative: Bool
    package let runningVariance: RunningVariance
    package let epsilon: Double
    package let affine: NormAffine

    /// Which variance of a batch the running one moves to.
    package enum RunningVariance: String, CaseIterable, Sendable {
        /// With the divisor n - 1.
        case sample
        /// With the divisor n.
        case population
    }

    package var programKey: String {
        "batch_norm \(momentum) \(isCumulative) \(runningVariance) \(epsilon) \(affine.programKey)"
    }

    package init(reading fields: inout FieldReader) {
        momentum = fields.double(
            "momentum", default: 0.1, in: .closed(0, 1), "Share by which running values move to the batch's.")
        isCumulative = fields.bool(
            "cumulative", default: false,
            "Whether all batches are averaged alike instead, as with PyTorch's momentum=None.")
        runningVariance = fields.choice(
            "running_variance", default: RunningVariance.sample,
            "What the running variance moves to: the sample's (divisor n - 1) or the population's (divisor n)."
        )
        epsilon = fields.double("eps", default: 1e-5, in: .positive, "Added to the variance.")
        affine = NormAffine(reading: &fields)
    }

    package init(
        momentum: Double = 0.1, cumulative: Bool = false, runningVariance: RunningVariance = .sample,
        epsilon: Double = 1e-5, affine: NormAffine = NormAffine()
    ) {
        self.momentum = momentum
        isCumulative = cumulative
        self.runningVariance = runningVariance
        self.epsilon = epsilon
        self.affine = affine
    }

    package func declare(_ input: Shape, in model: inout ModelDeclaration) throws -> Shape {
        guard let channels = input.dimensions.first else {
            throw LayerProblem("needs an axis of features or channels")
        }
        try affine.declare([channels], in: &model)
        model.state("running_mean", dimensions: [channels], initial: 0)
        model.state("running_var", dimensions: [channels], initial: 1)
        model.state("num_batches_tracked", dimensions: [], initial: 0, isCount: true)
        return input
    }

    package func forward(_ input: Tensor, in pass: ForwardPass) -> Tensor {
        let ones = [Int](repeating: 1, count: input.shape.rank - 3)
        let spread = [1, input.shape[2]] + ones  // of parameters after the trial axis
        guard pass.isTraining, !pass.isFrozen("running_mean") else {
            let mean = pass.state("running_mean").perTrial(spread)
            let variance = pass.state("running_var").perTrial(spread)
            return affine.apply(input - mean, times: 1 / sqrt(variance + epsilon), shape: spread, in: pass)
        }
        let mean = channelMean(input)  // [trials or 1, 1, channels, 1…]
        let distance = input - mean
        let variance = channelMean(square(distance))
        updateRunning(mean: mean, variance: variance, count: input.shape, in: pass)
        return affine.apply(distance, times: 1 / sqrt(variance + epsilon), shape: spread, in: pass)
    }

    /// Means over batch and pixels; pixels first, since they are neighbors in memory.
    private func channelMean(_ x: Tensor) -> Tensor {
        let pixels = Array(3..<x.shape.rank)
        let rows = pixels.isEmpty ? x : x.mean(axes: pixels, keepDimensions: true)
        return rows.mean(axes: [1], keepDimensions: true)
    }

    private func updateRunning(mean: Tensor, variance: Tensor, count shape: Shape, in pass: ForwardPass) {
        let count = shape.count / shape[0] / shape[2]
        guard count > 1 else { return }
        let tracked = pass.state("num_batches_tracked") + 1  // [trials]
        pass.update("num_batches_tracked", to: tracked)
        let share =
            isCumulative ? 1 / tracked.reshaped(to: [tracked.shape[0], 1]) : pass.graph.constant(momentum)
        let sample = runningVariance == .sample ? variance * (Double(count) / Double(count - 1)) : variance
        for (name, value) in [("running_mean", mean), ("running_var", sample)] {
            let old = pass.state(name)  // [trials, channels]
            let new = value.reshaped(to: [value.shape[0], shape[2]])
            pass.update(name, to: old + (new - old) * share)
        }
    }
}
