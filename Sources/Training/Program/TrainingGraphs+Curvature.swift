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
    func curvature(
        _ kind: Curvature, at parameters: Tensor, batch: BatchTensors, in graph: Graph
    ) throws -> Tensor {
        let count = plan.parameterCount
        var stack = self
        stack.trials = trials * count
        let repeated = try repeated(parameters, count, in: graph)
        let views = try stack.parameterViews(of: repeated, in: graph)
        let pass = ForwardPass(graph: graph, parameters: views.byName, isTraining: true, random: nil)
        let targets = try self.repeated(batch.targets, count, in: graph)
        let weights = try batch.weights.map { try self.repeated($0, count, in: graph) }
        let outputs = try stack.forward(self.repeated(batch.features, count, in: graph), pass)
        let loss = try stack.meanLoss(outputs: outputs, targets: targets, weights: weights, in: graph).mean
        let factors = try batch.penaltyFactors.map { try self.repeated($0, count, in: graph) }
        let unit = try graph.reshape(
            graph.broadcast(graph.identity(count), to: [trials, count, count]), to: [stack.trials, count])
        let rows: Tensor
        switch kind {
        case .hessian:
            let objective = try stack.penalized(loss, views: views.inOrder, factors: factors, in: graph)
            rows = try stack.hessianRows(of: objective, views: views.inOrder, unit: unit, in: graph)
        case .gaussNewton:
            rows = try stack.gaussNewtonRows(
                of: loss, outputs: outputs, views: views.inOrder, factors: factors, unit: unit, in: graph)
        }
        return try graph.reshape(rows, to: [trials, count, count])
    }

    /// ∇(∇f · e_k) for each copy.
    private func hessianRows(of objective: Tensor, views: [Tensor], unit: Tensor, in graph: Graph) throws
        -> Tensor
    {
        let gradient = try flatGradient(of: objective, views: views, in: graph)
        let along = try graph.reduceSum(graph.multiply(gradient, unit), axes: [1])
        return try flatGradient(of: along, views: views, in: graph)
    }

    /// J' H J e_k for each copy. J e_k is the derivative by u of (J'u) · e_k, since J'u is linear in u.
    private func gaussNewtonRows(
        of loss: Tensor, outputs: Tensor, views: [Tensor], factors: [Tensor], unit: Tensor, in graph: Graph
    ) throws -> Tensor {
        let slope = try graph.gradients(of: loss, withRespectTo: [outputs])[0]
        let probe = try graph.constant(0, outputs.shape)
        let pulled = try flatGradient(of: inner(outputs, probe, graph), views: views, in: graph)
        let along = try graph.reduceSum(graph.multiply(pulled, unit), axes: [1])
        let pushed = try graph.stopGradient(graph.gradients(of: along, withRespectTo: [probe])[0])
        let curved = try graph.gradients(of: inner(slope, pushed, graph), withRespectTo: [outputs])[0]
        var total = try inner(outputs, graph.stopGradient(curved), graph)
        guard !options.penalties.isEmpty else { return try flatGradient(of: total, views: views, in: graph) }
        let costs = try penalized(
            graph.constant(0, [trials]), views: views, factors: factors, in: graph)
        let gradient = try flatGradient(of: costs, views: views, in: graph)
        total = try graph.add(total, graph.reduceSum(graph.multiply(gradient, unit), axes: [1]))
        return try flatGradient(of: total, views: views, in: graph)
    }

    /// Σ a b over all axes but the first.
    private func inner(_ a: Tensor, _ b: Tensor, _ graph: Graph) throws -> Tensor {
        try graph.reduceSum(graph.multiply(a, b), axes: Array(1..<a.shape.rank))
    }

    /// Every trial's part `count` times in a row; what all trials share stays as it is.
    private func repeated(_ tensor: Tensor, _ count: Int, in graph: Graph) throws -> Tensor {
        let dimensions = tensor.shape.dimensions
        guard dimensions.first == trials, trials > 1 || dimensions.count == 2 else { return tensor }
        let rest = Array(dimensions.dropFirst())
        let apart = try graph.reshape(tensor, to: Shape([trials, 1] + rest))
        let copies = try graph.broadcast(apart, to: Shape([trials, count] + rest))
        return try graph.reshape(copies, to: Shape([trials * count] + rest))
    }
}
