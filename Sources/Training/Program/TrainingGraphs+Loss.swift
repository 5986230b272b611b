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
    /// That of an ensemble is the mean over the members. What the gradient is taken of is that mean where members share
    /// weights, and the sum where they have nothing in common, so that each is trained as it would be alone.
    ///
    /// - Parameter weights: the table's row weights, [S, B, 1]
    func meanLoss(outputs: Tensor, targets: Tensor, weights: Tensor?) throws -> (
        mean: Tensor, divisor: Tensor?, objective: Tensor
    ) {
        let pieces = pieces(ofBatch: targets.shape[1])
        let targets = dealt(targets, pieces)
        let weights = weights.map { dealt($0, pieces) }
        let losses = plan.loss.value.rowLosses(outputs: outputs, targets: targets)  // [T, B]
        let own = plan.loss.value.rowWeights(targets: targets)
        try outputs.graph.check()
        let table = weights.map { $0.reshaped(to: [$0.shape[0], $0.shape[1]]) }  // [S, B]
        let weighted = table.map { $0 * losses } ?? losses
        var total = own ?? table
        if let own, let table { total = table * own }
        guard let total else {
            let mean = rooted(losses.mean(axes: [1]))
            return (overMembers(mean, sums: false), nil, objective(mean))
        }
        let sum = weighted.sum(axes: [1])  // [T]
        let divisor = total.sum(axes: [1]).broadcast(to: sum.shape)
        // A batch whose rows all count nothing has the loss 0 and no gradient.
        let mean = rooted(sum / maximum(divisor, 1e-30))
        return (overMembers(mean, sums: false), ofBatch(divisor, pieces: pieces), objective(mean))
    }

    /// The root of a mean, for losses that are one; a mean of 0 has no slope.
    private func rooted(_ mean: Tensor) -> Tensor {
        plan.loss.value.isRootOfMean ? sqrt(maximum(mean, 1e-30)) : mean
    }

    private func objective(_ losses: Tensor) -> Tensor {
        overMembers(losses, sums: plan.ensemble?.share == EnsembleSection.Sharing.none)
    }

    /// [T·members] → [T]
    private func overMembers(_ losses: Tensor, sums: Bool) -> Tensor {
        guard plan.members > 1 else { return losses }
        let apart = losses.broadcast(to: [trials * plan.members]).reshaped(to: [trials, plan.members])
        return sums ? apart.sum(axes: [1]) : apart.mean(axes: [1])
    }

    /// Rows of a batch as the members see them.
    private func dealt(_ rows: Tensor, _ pieces: Int) -> Tensor {
        plan.ensemble?.dealt(rows, pieces: pieces) ?? rows
    }

    /// What the rows of a batch count together, from what those that each member sees count: [T·members] → [T].
    private func ofBatch(_ divisor: Tensor, pieces: Int) -> Tensor {
        guard plan.members > 1 else { return divisor }
        let apart = divisor.reshaped(to: [trials, plan.members])
        // All members see the same rows.
        guard pieces > 1 else { return apart.sliced(axis: 1, range: 0..<1).reshaped(to: [trials]) }
        return apart.sum(axes: [1]) * (Double(pieces) / Double(plan.members))
    }

    /// Into how many pieces members deal a batch out. One that is the whole table, in the same order every time, is
    /// seen by all of them: else a member would never see the others' rows.
    func pieces(ofBatch rows: Int) -> Int { dealsRows ? plan.ensemble?.pieces(ofBatch: rows) ?? 1 : 1 }

    /// Each trial's own rows once for each member; rows that all trials share stay as they are.
    func forEachMember(_ tensor: Tensor) -> Tensor {
        guard plan.members > 1, tensor.shape[0] > 1 else { return tensor }
        let rest = Array(tensor.shape.dimensions.dropFirst())
        return tensor.reshaped(to: Shape([tensor.shape[0], 1] + rest))
            .broadcast(to: Shape([tensor.shape[0], plan.members] + rest))
            .reshaped(to: Shape([tensor.shape[0] * plan.members] + rest))
    }

    /// The loss with the penalties added: what the gradient is taken of.
    ///
    /// - Parameter factors: `penaltyFactors`
    func penalized(_ loss: Tensor, views: [Tensor], factors: [Tensor]) throws -> Tensor {
        var total = loss
        for (penalty, factor) in zip(options.penalties, factors) {
            for (entry, view) in zip(plan.parameters.entries, views)
            where penalty.selection.contains(entry.declaration) {
                var cost = penalty.cost(of: view)
                if cost.shape[0] > trials {
                    cost = cost.reshaped(to: [trials, cost.shape[0] / trials]).sum(axes: [1])
                }
                total = total + factor * cost
            }
            try loss.graph.check()
        }
        return total
    }
}
