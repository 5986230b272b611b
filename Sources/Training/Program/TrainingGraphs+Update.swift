import Graph
import Kernels

extension TrainingGraphs {
    /// The gradient of every parameter side by side, [T, P], clipped if asked for.
    func flatGradient(of objective: Tensor, views: [Tensor], in graph: Graph) throws -> Tensor {
        let gradients = try graph.gradients(of: objective, withRespectTo: views)
        let rows = try gradients.map { gradient in
            try graph.reshape(gradient, to: [trials, gradient.shape.count / trials])
        }
        return try graph.concatenate(rows, axis: 1)  // [T, P]
    }

    /// Gathers the gradient, or changes the parameters with it and with what was gathered before.
    ///
    /// What is gathered is the gradient one large batch of all rows would give, whatever its rows count:
    ///
    ///     without weights: Σ share · gradient            share: the batch's part of the rows of the update
    ///     with weights:    Σ weight · gradient / Σ weight    weight: what the batch's rows count together
    func use(
        _ gradient: Tensor, of parameters: Tensor, role: StepRole, batch: BatchTensors, in graph: Graph
    ) throws {
        guard options.accumulates else {
            try change(parameters, along: gradient, batch: batch, in: graph)
            return
        }
        let gathered = try graph.input(ProgramName.accumulated, shape: parameters.shape)
        let share =
            try batch.weightSum.map { try graph.reshape($0, to: [trials, 1]) }
            ?? graph.input(ProgramName.batchShare, shape: [1])
        let sum = try graph.add(gathered, graph.multiply(share, gradient))
        switch role {
        case .gathers:
            try graph.update(state: gathered, to: sum)
        case .updates:
            try graph.update(state: gathered, to: graph.constant(0, parameters.shape))
            let whole = try batch.weightSum.map { try perWeight(sum, $0, in: graph) } ?? sum
            try change(parameters, along: whole, batch: batch, in: graph)
        }
    }

    /// A sum over the batches of an update, divided by what all their rows count: those of the last batch, and of the
    /// ones before it as the session has added them up.
    private func perWeight(_ sum: Tensor, _ last: Tensor, in graph: Graph) throws -> Tensor {
        let earlier = try graph.input(ProgramName.gatheredWeight, shape: [trials])
        let total = try graph.maximum(graph.add(earlier, last), graph.constant(1e-30))
        return try graph.divide(sum, graph.reshape(total, to: [trials, 1]))
    }

    private func change(
        _ parameters: Tensor, along gradient: Tensor, batch: BatchTensors, in graph: Graph
    ) throws {
        if options.reportsNorms { try reportNorms(of: gradient, in: graph) }
        let result = try updated(parameters, gradient: clipped(gradient, in: graph), batch: batch, in: graph)
        try graph.update(state: parameters, to: result)
        if options.averagesWeights {
            // The first update takes the weights as they are: its decay is 0.
            let average = try graph.input(ProgramName.average, shape: parameters.shape)
            let decay = try graph.input(ProgramName.averageDecay, shape: [1])
            let fresh = try graph.multiply(graph.subtract(graph.constant(1), decay), result)
            try graph.update(state: average, to: graph.add(graph.multiply(decay, average), fresh))
        }
    }

    private func clipped(_ gradient: Tensor, in graph: Graph) throws -> Tensor {
        var gradient = gradient
        if let bound = options.gradientClipValue {
            gradient = try graph.clamp(gradient, from: -bound, to: bound)
        }
        guard let bound = options.gradientClip else { return gradient }
        // The norm of each trial's whole gradient; 1e-6 as PyTorch's clip_grad_norm_.
        let squares = try graph.multiply(gradient, gradient)
        let square = try graph.reduceSum(squares, axes: [1], keepDimensions: true)  // [T, 1]
        let norm = try graph.add(graph.sqrt(square), graph.constant(1e-6))
        let factor = try graph.minimum(graph.divide(graph.constant(bound), norm), graph.constant(1))
        return try graph.multiply(gradient, factor)
    }

    /// The Euclidean norm of each parameter array's gradient before clipping: [T, arrays].
    private func reportNorms(of gradient: Tensor, in graph: Graph) throws {
        let norms = try plan.parameters.entries.map { entry in
            let part = try graph.slice(gradient, axis: 1, range: entry.range)
            let square = try graph.reduceSum(graph.multiply(part, part), axes: [1], keepDimensions: true)
            return try graph.sqrt(square)  // [T, 1]
        }
        try graph.markOutput(ProgramName.gradientNorms, graph.concatenate(norms, axis: 1))
    }

    /// The optimizer's update of all parameters; its state is updated in place.
    private func updated(
        _ parameters: Tensor, gradient: Tensor, batch: BatchTensors, in graph: Graph
    ) throws -> Tensor {
        var slots: [String: Tensor] = [:]
        for name in optimizer.slots {
            slots[name] = try graph.input(ProgramName.slot(name), shape: parameters.shape)
        }
        let array = OptimizerArray(
            graph: graph, parameter: parameters, gradient: gradient, slots: slots,
            scalars: try scalars(in: graph),
            curvature: { try curvature($0, at: parameters, batch: batch, in: graph) })
        let result = try optimizer.update(array)
        for (name, value) in zip(optimizer.slots, result.slots) {
            try graph.update(state: array.slot(name), to: value)
        }
        return result.parameter
    }

    /// The optimizer's numbers: [T, 1], or with parameter groups [T, P], each element its group's number.
    private func scalars(in graph: Graph) throws -> [String: Tensor] {
        let membership = ParameterGroup.membership(of: plan.parameters, in: optimizer.groups)
        var scalars: [String: Tensor] = [:]
        for name in optimizer.scalars {
            let numbers = try (0...optimizer.groups.count).map { group in
                let number = try graph.input(ProgramName.scalar(name, group: group), shape: [trials])
                return try graph.reshape(number, to: [trials, 1])
            }
            guard !optimizer.groups.isEmpty else {
                scalars[name] = numbers[0]
                continue
            }
            let pieces = try zip(plan.parameters.entries, membership).map { entry, group in
                try graph.broadcast(numbers[group], to: [trials, entry.range.count])
            }
            scalars[name] = try graph.concatenate(pieces, axis: 1)
        }
        return scalars
    }
}
