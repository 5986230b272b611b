import Graph
import Kernels

extension TrainingGraphs {
    /// The batch's loss for each trial, [T]: the rows' losses over the rows' weights.
    ///
    ///     loss = Σ v l / Σ v w        l: a row's loss, already times the loss's own weight w; v: the table's weight
    ///
    /// Without any weights this is the mean and there is no divisor. With weights the divisor tells what the batch
    /// counts in the epoch's mean and in an update of several batches.
    ///
    /// - Parameter weights: the table's row weights, [S, B, 1]
    func meanLoss(
        outputs: Tensor, targets: Tensor, weights: Tensor?, in graph: Graph
    ) throws -> (mean: Tensor, divisor: Tensor?) {
        let losses = try plan.loss.value.rowLosses(outputs: outputs, targets: targets, in: graph)  // [T, B]
        let own = try plan.loss.value.rowWeights(targets: targets, in: graph)
        guard own != nil || weights != nil else { return (try graph.reduceMean(losses, axes: [1]), nil) }
        let table = try weights.map { try graph.reshape($0, to: [$0.shape[0], $0.shape[1]]) }  // [S, B]
        let weighted = try table.map { try graph.multiply($0, losses) } ?? losses
        var total = own ?? table
        if let own, let table { total = try graph.multiply(table, own) }
        guard let total else { return (try graph.reduceMean(losses, axes: [1]), nil) }
        let sum = try graph.reduceSum(weighted, axes: [1])  // [T]
        let divisor = try graph.broadcast(graph.reduceSum(total, axes: [1]), to: sum.shape)
        // A batch whose rows all count nothing has the loss 0 and no gradient.
        return (try graph.divide(sum, graph.maximum(divisor, graph.constant(1e-30))), divisor)
    }

    /// The loss with the penalties added: what the gradient is taken of.
    ///
    /// - Parameter factors: `penaltyFactors`
    func penalized(_ loss: Tensor, views: [Tensor], factors: [Tensor], in graph: Graph) throws -> Tensor {
        var total = loss
        for (penalty, factor) in zip(options.penalties, factors) {
            for (entry, view) in zip(plan.parameters.entries, views)
            where penalty.selection.contains(entry.declaration) {
                total = try graph.add(total, graph.multiply(factor, penalty.cost(of: view, in: graph)))
            }
        }
        return total
    }
}
