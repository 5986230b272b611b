import Graph
import Kernels

extension TrainingGraphs {
    /// The batch's loss for each trial, [T]: the rows' losses over the rows' weights.
    ///
    ///     loss = Σ v l / Σ v w        l: a row's loss, already times the loss's own weight w; v: the table's weight
    ///
    /// Some losses are the root of this mean. Without any weights there is no divisor. With weights the divisor tells
    /// what the batch counts in the epoch's mean and in an update of several batches.
    ///
    /// - Parameter weights: the table's row weights, [S, B, 1]
    func meanLoss(outputs: Tensor, targets: Tensor, weights: Tensor?) throws -> (
        mean: Tensor, divisor: Tensor?
    ) {
        let losses = plan.loss.value.rowLosses(outputs: outputs, targets: targets)  // [T, B]
        let own = plan.loss.value.rowWeights(targets: targets)
        try outputs.graph.check()
        let table = weights.map { $0.reshaped(to: [$0.shape[0], $0.shape[1]]) }  // [S, B]
        let weighted = table.map { $0 * losses } ?? losses
        var total = own ?? table
        if let own, let table { total = table * own }
        guard let total else { return (rooted(losses.mean(axes: [1])), nil) }
        let sum = weighted.sum(axes: [1])  // [T]
        let divisor = total.sum(axes: [1]).broadcast(to: sum.shape)
        // A batch whose rows all count nothing has the loss 0 and no gradient.
        return (rooted(sum / maximum(divisor, 1e-30)), divisor)
    }

    /// The root of a mean, for losses that are one; a mean of 0 has no slope.
    private func rooted(_ mean: Tensor) -> Tensor {
        plan.loss.value.isRootOfMean ? sqrt(maximum(mean, 1e-30)) : mean
    }

    /// The loss with the penalties added: what the gradient is taken of.
    ///
    /// - Parameter factors: `penaltyFactors`
    func penalized(_ loss: Tensor, views: [Tensor], factors: [Tensor]) throws -> Tensor {
        var total = loss
        for (penalty, factor) in zip(options.penalties, factors) {
            for (entry, view) in zip(plan.parameters.entries, views)
            where penalty.selection.contains(entry.declaration) {
                total = total + factor * penalty.cost(of: view)
            }
            try loss.graph.check()
        }
        return total
    }
}
