import Graph
import Kernels

extension TrainingGraphs {
    /// The batch as a step reads it.
    struct BatchTensors {
        var features: Tensor
        var targets: Tensor
        var weights: Tensor?
        /// What its rows count together for each trial, [T]; nil when each counts 1.
        var weightSum: Tensor?
        /// What each penalty's cost is multiplied by.
        var penaltyFactors: [Tensor]
    }

    /// All second derivatives at the parameters [T, P]: [T, P, P].
    ///
    /// P copies of the model stand in a stack; copy k gives row k, the derivative of the gradient along parameter k.
    func curvature(_ kind: Curvature, at parameters: Tensor, batch: BatchTensors) throws -> Tensor {
        let graph = parameters.graph
        let count = plan.parameterCount
        var stack = self
        stack.trials = trials * count
        let views = stack.parameterViews(of: repeated(parameters, count))
        let pass = ForwardPass(
            graph: graph, parameters: views.byName, isTraining: true, random: nil,
            usedColumns: plan.usedColumns)
        let targets = repeated(batch.targets, count)
        let weights = batch.weights.map { repeated($0, count) }
        let outputs = try stack.forward(repeated(batch.features, count), pass)
        let loss = try stack.meanLoss(outputs: outputs, targets: targets, weights: weights).mean
        let factors = batch.penaltyFactors.map { repeated($0, count) }
        let unit = graph.identity(count).broadcast(to: [trials, count, count])
            .reshaped(to: [stack.trials, count])
        let rows: Tensor
        switch kind {
        case .hessian:
            let objective = try stack.penalized(loss, views: views.inOrder, factors: factors)
            rows = try stack.hessianRows(of: objective, views: views.inOrder, unit: unit)
        case .gaussNewton:
            rows = try stack.gaussNewtonRows(
                of: loss, outputs: outputs, views: views.inOrder, factors: factors, unit: unit)
        }
        return rows.reshaped(to: [trials, count, count])
    }

    /// ∇(∇f · e_k) for each copy.
    private func hessianRows(of objective: Tensor, views: [Tensor], unit: Tensor) throws -> Tensor {
        let gradient = try flatGradient(of: objective, views: views)
        return try flatGradient(of: (gradient * unit).sum(axes: [1]), views: views)
    }

    /// J' H J e_k for each copy. J e_k is the derivative by u of (J'u) · e_k, since J'u is linear in u.
    private func gaussNewtonRows(
        of loss: Tensor, outputs: Tensor, views: [Tensor], factors: [Tensor], unit: Tensor
    ) throws -> Tensor {
        let graph = loss.graph
        let slope = try graph.gradients(of: loss, withRespectTo: [outputs])[0]
        let probe = graph.constant(0, outputs.shape)
        let pulled = try flatGradient(of: inner(outputs, probe), views: views)
        let along = (pulled * unit).sum(axes: [1])
        let pushed = stopGradient(try graph.gradients(of: along, withRespectTo: [probe])[0])
        let curved = try graph.gradients(of: inner(slope, pushed), withRespectTo: [outputs])[0]
        let total = inner(outputs, stopGradient(curved))
        guard !options.penalties.isEmpty else { return try flatGradient(of: total, views: views) }
        let costs = try penalized(graph.constant(0, [trials]), views: views, factors: factors)
        let gradient = try flatGradient(of: costs, views: views)
        return try flatGradient(of: total + (gradient * unit).sum(axes: [1]), views: views)
    }

    /// Σ a b over all axes but the first.
    private func inner(_ a: Tensor, _ b: Tensor) -> Tensor { (a * b).sum(axes: Array(1..<a.shape.rank)) }

    /// Every trial's part `count` times in a row; what all trials share stays as it is.
    private func repeated(_ tensor: Tensor, _ count: Int) -> Tensor {
        let dimensions = tensor.shape.dimensions
        guard dimensions.first == trials, trials > 1 || dimensions.count == 2 else { return tensor }
        let rest = Array(dimensions.dropFirst())
        return tensor.reshaped(to: Shape([trials, 1] + rest)).broadcast(to: Shape([trials, count] + rest))
            .reshaped(to: Shape([trials * count] + rest))
    }
}
