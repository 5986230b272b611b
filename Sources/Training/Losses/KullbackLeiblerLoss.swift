import Graph
import Kernels
import Spec

package struct KullbackLeiblerLoss: Loss {
    package static let name = "kl_divergence"
    package static let aliases: [String] = ["kullback_leibler"]
    package static let about = """
        How far a predicted distribution is from the target's distribution.

            K target columns, logits z:  loss = Σ_k t[k] (log t[k] - log softmax(z)[k])
            one target column, logit z:  loss = t log(t / p) + (1 - t) log((1 - t) / (1 - p))
                                         with p = sigmoid z
            0 log 0 = 0; the mean over the rows of the batch

        The predictions are the probabilities.

        - Shapes: as many outputs as target columns; a row's targets are a distribution (they should add up
          to 1), or one probability
        - Limits: the targets' own entropy is part of the loss, so its least value is 0
        - Errors: `loss` when the widths differ, the last layer gives probabilities already, or the target
          is a class; a target outside 0 to 1 ends the run before it starts
        - Source: Kullback and Leibler, "On information and sufficiency", 1951; PyTorch `KLDivLoss` with
          `reduction="batchmean"`
        """
    package let targets: LossTargets = .real
    package let targetRange = NumberRange.closed(0, 1)

    package init(reading fields: inout FieldReader) {}
    package init() {}

    package func task(target: TargetForm, output: ModelOutput) throws -> PredictionTask {
        if case .classes = target {
            throw LayerProblem(
                "compares distributions, but the target is a class", help: "use the loss 'cross_entropy'")
        }
        try LossSource.logits.check(range: output.range, activation: "softmax", range: .distribution)
        return try RegressionTask.check(loss: Self.name, target: target, output: output)
    }

    package func rowLosses(outputs: Tensor, targets: Tensor) -> Tensor {
        if outputs.shape[2] > 1 {
            let cross = targets * logSoftmax(outputs, axis: 2)
            return (timesLogarithm(targets) - cross).sum(axes: [2])  // [trials, batch]
        }
        let entropy = timesLogarithm(targets) + timesLogarithm(1 - targets)
        let cross = softplus(outputs) - targets * outputs
        return (cross + entropy).meanOverColumns()
    }

    /// t log t, 0 at 0.
    private func timesLogarithm(_ t: Tensor) -> Tensor { t * log(select(0 .< t, t, 1)) }

    /// A rule that predicts what is not a probability has no loss.
    package func outputs(for predictions: [Double]) -> [Double]? {
        guard predictions.allSatisfy({ (0...1).contains($0) }) else { return nil }
        return Margin.outputs(for: predictions)
    }

    package func predictions(outputs: Tensor) -> Tensor { Margin.predictions(outputs: outputs) }
}
