import Graph
import Kernels

extension TrainingGraphs {
    /// The gradient of every parameter side by side, [T, P], clipped if asked for.
    func flatGradient(of objective: Tensor, views: [Tensor]) throws -> Tensor {
        let gradients = try objective.graph.gradients(of: objective, withRespectTo: views)
        let rows = gradients.map { $0.reshaped(to: [trials, $0.shape.count / trials]) }
        return concatenate(rows, axis: 1)  // [T, P]
    }

    /// Gathers the gradient, or changes the parameters with it and with what was gathered before.
    ///
    /// What is gathered is the gradient one large batch of all rows would give, whatever its rows count:
    ///
    ///     without weights: Σ share · gradient            share: the batch's part of the rows of the update
    ///     with weights:    Σ weight · gradient / Σ weight    weight: what the batch's rows count together
    func use(_ gradient: Tensor, of parameters: Tensor, role: StepRole, batch: BatchTensors) throws {
        guard options.accumulates else {
            try change(parameters, along: gradient, batch: batch)
            return
        }
        let graph = gradient.graph
        let gathered = graph.input(ProgramName.accumulated, shape: gradient.shape)
        let share =
            batch.weightSum.map { $0.reshaped(to: [trials, 1]) }
            ?? graph.input(ProgramName.batchShare, shape: [1])
        let sum = gathered + share * gradient
        switch role {
        case .gathers:
            try graph.update(state: gathered, to: sum)
        case .updates:
            try graph.update(state: gathered, to: graph.constant(0, gradient.shape))
            let whole = batch.weightSum.map { perWeight(sum, $0) } ?? sum
            try change(parameters, along: whole, batch: batch)
        }
    }

    /// A sum over the batches of an update, divided by what all their rows count: those of the last batch, and of the
    /// ones before it as the session has added them up.
    private func perWeight(_ sum: Tensor, _ last: Tensor) -> Tensor {
        let earlier = sum.graph.input(ProgramName.gatheredWeight, shape: [trials])
        return sum / maximum(earlier + last, 1e-30).reshaped(to: [trials, 1])
    }

    private func change(_ parameters: Tensor, along gradient: Tensor, batch: BatchTensors) throws {
        let graph = gradient.graph
        if options.reportsNorms { try reportNorms(of: gradient) }
        let changed = try updated(trainable(of: parameters), gradient: clipped(gradient), batch: batch)
        let result = whole(changed, beside: parameters)
        try graph.update(state: parameters, to: result)
        if options.averagesWeights {
            // The first update takes the weights as they are: its decay is 0.
            let average = graph.input(ProgramName.average, shape: parameters.shape)
            let decay = graph.input(ProgramName.averageDecay, shape: [1])
            let fresh = (1 - decay) * result
            try graph.update(state: average, to: decay * average + fresh)
        }
    }

    /// What training changes of all parameters: [T, P] → [T, trainable].
    private func trainable(of parameters: Tensor) -> Tensor {
        guard plan.hasFrozenParameters else { return parameters }
        let parts = plan.parameters.entries.filter { !plan.frozen.contains($0.declaration.name) }
            .map { parameters.sliced(axis: 1, range: $0.range) }
        return concatenate(parts, axis: 1)
    }

    /// All parameters, with those that training changes in place of the old ones.
    private func whole(_ changed: Tensor, beside parameters: Tensor) -> Tensor {
        guard plan.hasFrozenParameters else { return changed }
        let trainable = plan.trainable
        let parts = plan.parameters.entries.map { entry in
            trainable.entry(named: entry.declaration.name).map { changed.sliced(axis: 1, range: $0.range) }
                ?? parameters.sliced(axis: 1, range: entry.range)
        }
        return concatenate(parts, axis: 1)
    }

    private func clipped(_ gradient: Tensor) -> Tensor {
        var gradient = gradient
        if let bound = options.gradientClipValue { gradient = clamp(gradient, from: -bound, to: bound) }
        guard let bound = options.gradientClip else { return gradient }
        if let ensemble = plan.ensemble, ensemble.share == .none { return clippedByMember(gradient, bound) }
        // The norm of each trial's whole gradient; 1e-6 as PyTorch's clip_grad_norm_.
        let norm = sqrt(square(gradient).sum(axes: [1], keepDimensions: true))  // [T, 1]
        return gradient * minimum(bound / (norm + 1e-6), 1)
    }

    /// Members that share nothing are clipped each by itself. Every array has a copy for each member.
    private func clippedByMember(_ gradient: Tensor, _ bound: Double) -> Tensor {
        let parts = plan.trainable.entries.map { entry in
            gradient.sliced(axis: 1, range: entry.range)
                .reshaped(to: [trials, plan.members, entry.declaration.shape.count])
        }
        let squares = parts.map { square($0).sum(axes: [2], keepDimensions: true) }  // [T, members, 1]
        guard let first = squares.first else { return gradient }
        let norm = sqrt(squares.dropFirst().reduce(first, +))
        let factor = minimum(bound / (norm + 1e-6), 1)
        let clipped = parts.map { part in
            (part * factor).reshaped(to: [trials, plan.members * part.shape[2]])
        }
        return concatenate(clipped, axis: 1)
    }

    /// The Euclidean norm of each parameter array's gradient before clipping: [T, arrays].
    private func reportNorms(of gradient: Tensor) throws {
        let trainable = plan.trainable
        let norms = plan.parameters.entries.map { entry in
            guard let entry = trainable.entry(named: entry.declaration.name) else {
                return gradient.graph.constant(0, [trials, 1])
            }
            let part = gradient.sliced(axis: 1, range: entry.range)
            return sqrt(square(part).sum(axes: [1], keepDimensions: true))  // [T, 1]
        }
        try gradient.graph.markOutput(ProgramName.gradientNorms, concatenate(norms, axis: 1))
    }

    /// The optimizer's update of all parameters; its state is updated in place.
    private func updated(_ parameters: Tensor, gradient: Tensor, batch: BatchTensors) throws -> Tensor {
        let graph = gradient.graph
        var slots: [String: Tensor] = [:]
        for name in optimizer.slots {
            slots[name] = graph.input(ProgramName.slot(name), shape: parameters.shape)
        }
        let array = OptimizerArray(
            graph: graph, parameter: parameters, gradient: gradient, slots: slots,
            scalars: scalars(in: graph), curvature: { try curvature($0, at: parameters, batch: batch) })
        let result = optimizer.update(array)
        for (name, value) in zip(optimizer.slots, result.slots) {
            try graph.update(state: array.slot(name), to: value)
        }
        try graph.check()
        return result.parameter
    }

    /// The optimizer's numbers: [T, 1], or where parameter groups differ in them [T, P], each element its group's
    /// number.
    private func scalars(in graph: Graph) -> [String: Tensor] {
        let trainable = plan.trainable
        let membership = ParameterGroup.membership(of: trainable, in: optimizer.groups)
        let common = numbersOfAllGroups
        var scalars: [String: Tensor] = [:]
        for name in optimizer.hyperparameterNames {
            let numbers = (0...optimizer.groups.count).map { group in
                graph.input(ProgramName.scalar(name, group: group), shape: [trials])
                    .reshaped(to: [trials, 1])
            }
            guard !optimizer.groups.isEmpty, !common.contains(name) else {
                scalars[name] = numbers[0]
                continue
            }
            let pieces = zip(trainable.entries, membership).map { entry, group in
                numbers[group].broadcast(to: [trials, entry.range.count])
            }
            scalars[name] = concatenate(pieces, axis: 1)
        }
        return scalars
    }

    /// Names of the optimizer's numbers that follow from the step alone: groups differ in rates and weight decays.
    private var numbersOfAllGroups: Set<String> {
        let names = optimizer.hyperparameterNames
        let values = [StepRates(learningRate: 0.5, weightDecay: 0.25), StepRates(learningRate: 0.125)].map {
            rates in
            var numbers = [Double](repeating: 0, count: names.count)
            numbers.withUnsafeMutableBufferPointer { target in
                guard let base = target.baseAddress else { return }
                optimizer.writeHyperparameters(step: 2, rates: rates, into: base)
            }
            return numbers
        }
        return Set(names.indices.filter { values[0][$0] == values[1][$0] }.map { names[$0] })
    }
}
