import Graph
import Kernels

/// Names of program inputs and outputs, shared by the graphs and whoever binds buffers to them.
enum ProgramName {
    static let features = "features"
    static let targets = "targets"
    static let rows = "rows"
    static let parameters = "parameters"
    static let states = "states"
    static let dropoutKeys = "dropout_keys"
    static let step = "step"
    static let loss = "loss"
    static let rowLosses = "row_losses"
    static let predictions = "predictions"

    static func slot(_ name: String) -> String { "optimizer.\(name)" }
    static func scalar(_ name: String) -> String { "hyperparameter.\(name)" }
}

/// Builds the graphs of a stack: one training step, and evaluation of a chunk of rows.
///
/// T: trials, S: 1 when all trials read the same rows, else T; B: rows of a batch, N: rows of the table, P:
/// parameters.
package struct TrainingGraphs {
    package var plan: ModelPlan
    package var realType: ElementType
    package var trials: Int
    /// Data orders and dropout keys: 1 when every trial has the same seed, else one per trial.
    package var orders: Int
    package var optimizer: any Optimizer
    package var gradientClip: Double?

    package init(
        plan: ModelPlan, realType: ElementType, trials: Int, orders: Int, optimizer: any Optimizer,
        gradientClip: Double? = nil
    ) {
        self.plan = plan
        self.realType = realType
        self.trials = trials
        self.orders = orders
        self.optimizer = optimizer
        self.gradientClip = gradientClip
    }

    /// One step: forward, loss [T], gradients, update of parameters and optimizer state in place.
    ///
    /// - Parameter tableRows: rows of the training tables
    /// - Parameter batchRows: rows of the batch, chosen by the input `rows`; nil for the whole table as it
    ///   lies
    package func step(tableRows: Int, batchRows: Int?) throws -> Graph {
        let graph = Graph(realType: realType)
        let features = try graph.input(
            ProgramName.features, shape: Shape([tableRows] + [plan.inputShape.count]), fixed: true)
        let targets = try graph.input(
            ProgramName.targets, shape: [tableRows, plan.task.targetColumns], fixed: true)
        let batchFeatures: Tensor  // [S, B, features]
        let batchTargets: Tensor  // [S, B, target columns]
        if let batchRows {
            let rows = try graph.input(ProgramName.rows, shape: [orders, batchRows], elementType: .int32)
            batchFeatures = try graph.gatherRows(features, rows: rows)
            batchTargets = try graph.gatherRows(targets, rows: rows)
        } else {
            batchFeatures = try graph.reshape(features, to: Shape([1] + features.shape.dimensions))
            batchTargets = try graph.reshape(targets, to: Shape([1] + targets.shape.dimensions))
        }
        let flat = try graph.input(ProgramName.parameters, shape: [trials, plan.parameterCount])
        let views = try parameterViews(of: flat, in: graph)
        let states = try stateInput(in: graph)
        let pass = ForwardPass(
            graph: graph, parameters: views.byName, states: try stateViews(of: states, in: graph),
            isTraining: true, random: try randomInputs(in: graph))
        let outputs = try forward(batchFeatures, pass)
        let rowLosses = try plan.loss.value.rowLosses(outputs: outputs, targets: batchTargets, in: graph)
        let loss = try graph.reduceMean(rowLosses, axes: [1])  // [T]
        let gradient = try flatGradient(of: loss, views: views.inOrder, in: graph)  // [T, P]
        try update(flat, gradient: gradient, in: graph)
        try updateStates(states, pass)
        try graph.markOutput(ProgramName.loss, loss)
        return graph
    }

    /// Predictions [T, rows, columns] and losses [T, rows] of rows given as they lie, with dropout off.
    package func evaluation(rows: Int) throws -> Graph {
        let graph = Graph(realType: realType)
        let features = try graph.input(ProgramName.features, shape: [rows, plan.inputShape.count])
        let targets = try graph.input(ProgramName.targets, shape: [rows, plan.task.targetColumns])
        let flat = try graph.input(ProgramName.parameters, shape: [trials, plan.parameterCount])
        let views = try parameterViews(of: flat, in: graph)
        let states = try stateViews(of: stateInput(in: graph), in: graph)
        let pass = ForwardPass(
            graph: graph, parameters: views.byName, states: states, isTraining: false, random: nil)
        let stacked = try graph.reshape(features, to: Shape([1] + features.shape.dimensions))
        let stackedTargets = try graph.reshape(targets, to: Shape([1] + targets.shape.dimensions))
        let outputs = try forward(stacked, pass)
        let losses = try plan.loss.value.rowLosses(outputs: outputs, targets: stackedTargets, in: graph)
        try graph.markOutput(ProgramName.rowLosses, losses)
        try graph.markOutput(
            ProgramName.predictions, plan.loss.value.predictions(outputs: outputs, in: graph))
        return graph
    }

    /// The last layer's output [T, batch, width] for rows [S, batch, features].
    private func forward(_ rows: Tensor, _ pass: ForwardPass) throws -> Tensor {
        let dimensions = rows.shape.dimensions
        let input = try pass.graph.reshape(
            rows, to: Shape([dimensions[0], dimensions[1]] + plan.inputShape.dimensions))
        return try pass.apply(plan.layers, to: input)
    }

    /// Each parameter as a view of the flat array: [T, stored dimensions…].
    private func parameterViews(
        of flat: Tensor, in graph: Graph
    ) throws -> (byName: [String: Tensor], inOrder: [Tensor]) {
        var byName: [String: Tensor] = [:]
        var inOrder: [Tensor] = []
        for entry in plan.parameters.entries {
            let part = try graph.slice(flat, axis: 1, range: entry.range)
            let view = try graph.reshape(part, to: Shape([trials] + entry.declaration.storedDimensions))
            byName[entry.declaration.name] = view
            inOrder.append(view)
        }
        return (byName, inOrder)
    }

    /// The states of all layers and trials, [T, states]; nil when no layer has one.
    private func stateInput(in graph: Graph) throws -> Tensor? {
        guard plan.states.count > 0 else { return nil }
        return try graph.input(ProgramName.states, shape: [trials, plan.states.count])
    }

    /// Each state as a view of the flat array: [T, dimensions…].
    private func stateViews(of flat: Tensor?, in graph: Graph) throws -> [String: Tensor] {
        guard let flat else { return [:] }
        var byName: [String: Tensor] = [:]
        for entry in plan.states.entries {
            let part = try graph.slice(flat, axis: 1, range: entry.range)
            let shape = Shape([trials] + entry.declaration.shape.dimensions)
            byName[entry.declaration.name] = try graph.reshape(part, to: shape)
        }
        return byName
    }

    /// Puts the values that layers gave their states in place of the old ones; others stay.
    private func updateStates(_ flat: Tensor?, _ pass: ForwardPass) throws {
        guard let flat, !pass.updates.isEmpty else { return }
        let graph = pass.graph
        let parts = try plan.states.entries.map { entry in
            guard let value = pass.updates[entry.declaration.name] else {
                return try graph.slice(flat, axis: 1, range: entry.range)
            }
            return try graph.reshape(value, to: [trials, entry.range.count])
        }
        try graph.update(state: flat, to: graph.concatenate(parts, axis: 1))
    }

    private func flatGradient(of loss: Tensor, views: [Tensor], in graph: Graph) throws -> Tensor {
        let gradients = try graph.gradients(of: loss, withRespectTo: views)
        let rows = try gradients.map { gradient in
            try graph.reshape(gradient, to: [trials, gradient.shape.count / trials])
        }
        let flat = try graph.concatenate(rows, axis: 1)  // [T, P]
        guard let gradientClip else { return flat }
        // The norm of each trial's whole gradient; 1e-6 as PyTorch's clip_grad_norm_.
        let squares = try graph.multiply(flat, flat)
        let square = try graph.reduceSum(squares, axes: [1], keepDimensions: true)  // [T, 1]
        let norm = try graph.add(graph.sqrt(square), graph.constant(1e-6))
        let factor = try graph.minimum(graph.divide(graph.constant(gradientClip), norm), graph.constant(1))
        return try graph.multiply(flat, factor)
    }

    private func update(_ parameters: Tensor, gradient: Tensor, in graph: Graph) throws {
        var slots: [String: Tensor] = [:]
        for name in optimizer.slots {
            slots[name] = try graph.input(ProgramName.slot(name), shape: parameters.shape)
        }
        var scalars: [String: Tensor] = [:]
        for name in optimizer.scalars {
            let scalar = try graph.input(ProgramName.scalar(name), shape: [trials])
            scalars[name] = try graph.reshape(scalar, to: [trials, 1])
        }
        let array = OptimizerArray(
            graph: graph, parameter: parameters, gradient: gradient, slots: slots, scalars: scalars)
        let result = try optimizer.update(array)
        for (name, value) in zip(optimizer.slots, result.slots) {
            try graph.update(state: array.slot(name), to: value)
        }
        try graph.update(state: parameters, to: result.parameter)
    }

    private func randomInputs(in graph: Graph) throws -> ForwardPass.RandomInputs? {
        guard plan.isRandom else { return nil }
        return ForwardPass.RandomInputs(
            keys: try graph.input(ProgramName.dropoutKeys, shape: [orders, 2], elementType: .int32),
            step: try graph.input(ProgramName.step, shape: [1], elementType: .int32))
    }
}
