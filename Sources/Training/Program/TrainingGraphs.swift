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
    static let weights = "weights"
    static let weightSum = "weight_sum"
    static let rowWeights = "row_weights"
    static let accumulated = "accumulated"
    static let batchShare = "batch_share"
    static let gatheredWeight = "gathered_weight"
    static let average = "average"
    static let averageDecay = "average_decay"
    static let gradientNorms = "gradient_norms"
    static let started = "started"
    static let rowLosses = "row_losses"
    static let predictions = "predictions"

    static func number(_ name: String) -> String { "number.\(name)" }

    static func slot(_ name: String) -> String { "optimizer.\(name)" }

    /// - Parameter group: 0 for parameters outside every group
    static func scalar(_ name: String, group: Int) -> String {
        group == 0 ? "hyperparameter.\(name)" : "hyperparameter.\(group).\(name)"
    }
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
    /// Tables of training rows that lie one after another: 1 when the trials share their data, else one per trial.
    package var tables: Int
    package var optimizer: any Optimizer
    package var options: StepOptions
    /// The numbers of layers and penalties, each trial's own.
    package var numbers: TrialNumbers
    /// Whether batches are drawn anew in every epoch, so that members may deal their rows out.
    var dealsRows = true

    /// - Parameter numbers: nil for those of the plan and the options, the same for every trial
    package init(
        plan: ModelPlan, realType: ElementType, trials: Int, orders: Int, tables: Int = 1,
        optimizer: any Optimizer, options: StepOptions = StepOptions(), numbers: TrialNumbers? = nil
    ) {
        self.plan = plan
        self.realType = realType
        self.trials = trials
        self.orders = orders
        self.tables = tables
        self.optimizer = optimizer
        self.options = options
        self.numbers = numbers ?? TrialNumbers(plan, penalties: options.penalties)
    }

    /// One step: forward, loss [T], gradients, update of parameters and optimizer state in place.
    ///
    /// - Parameter tableRows: rows of the training tables
    /// - Parameter batchRows: rows of the batch, chosen by the input `rows`; nil for the whole table as it
    ///   lies
    package func step(tableRows: Int, batchRows: Int?, role: StepRole = .updates) throws -> Graph {
        let graph = Graph(realType: realType)
        let table = BatchTable(
            graph: graph, rows: tableRows, tables: tables,
            order: batchRows.map {
                graph.input(ProgramName.rows, shape: [orders, $0], elementType: .int32)
            })
        let features = table.batch(ProgramName.features, columns: plan.inputShape.count)
        let targets = table.batch(ProgramName.targets, columns: plan.task.targetColumns)
        let weights = options.hasRowWeights ? table.batch(ProgramName.weights, columns: 1) : nil
        let flat = graph.input(ProgramName.parameters, shape: [trials, plan.parameterCount])
        let views = parameterViews(of: flat)
        let states = stateInput(in: graph)
        let pass = ForwardPass(
            graph: graph, parameters: views.byName, states: stateViews(of: states),
            isTraining: true, random: randomInputs(in: graph), numbers: layerNumbers(in: graph),
            ensemble: plan.ensemble, trials: trials, pieces: pieces(ofBatch: features.shape[1]),
            usedColumns: plan.usedColumns, frozen: plan.frozen)
        let outputs = try forward(features, pass)
        let loss = try meanLoss(outputs: outputs, targets: targets, weights: weights)  // [T]
        if let divisor = loss.divisor { try graph.markOutput(ProgramName.weightSum, divisor) }
        let factors = penaltyFactors(in: graph)
        let objective = try penalized(loss.objective, views: views.inOrder, factors: factors)
        let changed = zip(plan.parameters.entries, views.inOrder).filter {
            !plan.frozen.contains($0.0.declaration.name)
        }
        let gradient = try flatGradient(of: objective, views: changed.map(\.1))  // [T, P]
        let batch = BatchTensors(
            features: features, targets: targets, weights: weights, weightSum: loss.divisor,
            penaltyFactors: factors)
        try use(gradient, of: flat, role: role, batch: batch)
        try updateStates(states, pass)
        try graph.markOutput(ProgramName.loss, loss.mean)
        return graph
    }

    /// Predictions [T·members, rows, columns] and losses [T·members, rows] of rows given as they lie, with dropout off;
    /// of each table's own rows, one table's after another's.
    package func evaluation(rows: Int) throws -> Graph {
        let graph = Graph(realType: realType)
        let (width, height) = (plan.inputShape.count, plan.task.targetColumns)
        let features = graph.input(ProgramName.features, shape: [tables * rows, width])
        let targets = graph.input(ProgramName.targets, shape: [tables * rows, height])
        // Scores of trees come from outside: what judges them has no parameters.
        let views =
            plan.parameterCount == 0
            ? (byName: [:], inOrder: [])
            : parameterViews(of: graph.input(ProgramName.parameters, shape: [trials, plan.parameterCount]))
        let states = stateViews(of: stateInput(in: graph))
        let pass = ForwardPass(
            graph: graph, parameters: views.byName, states: states, isTraining: false, random: nil,
            numbers: layerNumbers(in: graph), ensemble: plan.ensemble, trials: trials,
            usedColumns: plan.usedColumns)
        let stacked = features.reshaped(to: [tables, rows, width])
        let stackedTargets = targets.reshaped(to: [tables, rows, height])
        let outputs = try forward(stacked, pass)
        let memberTargets = forEachMember(stackedTargets)
        let losses = plan.loss.value.rowLosses(outputs: outputs, targets: memberTargets)
        try graph.markOutput(ProgramName.rowLosses, losses)
        if let weights = plan.loss.value.rowWeights(targets: memberTargets) {
            try graph.markOutput(ProgramName.rowWeights, weights.broadcast(to: losses.shape))
        }
        try graph.markOutput(ProgramName.predictions, plan.loss.value.predictions(outputs: outputs))
        return graph
    }

    /// The last layer's output [T·members, batch, width] for rows [S, batch, features].
    func forward(_ rows: Tensor, _ pass: ForwardPass) throws -> Tensor {
        let input = rows.reshaped(to: Shape(rows.shape.dimensions.prefix(2) + plan.inputShape.dimensions))
        return try pass.apply(plan.layers, to: input)
    }

    /// Each parameter as a view of the flat array: [T, stored dimensions…], or [T·members, …] where members have
    /// copies.
    func parameterViews(of flat: Tensor) -> (byName: [String: Tensor], inOrder: [Tensor]) {
        var byName: [String: Tensor] = [:]
        var inOrder: [Tensor] = []
        for entry in plan.parameters.entries {
            let part = flat.sliced(axis: 1, range: entry.range)
            let copies = trials * (entry.declaration.copies ?? 1)
            let view = part.reshaped(to: Shape([copies] + entry.declaration.storedDimensions))
            byName[entry.declaration.name] = view
            inOrder.append(view)
        }
        return (byName, inOrder)
    }

    private func randomInputs(in graph: Graph) -> ForwardPass.RandomInputs? {
        guard plan.isRandom else { return nil }
        return ForwardPass.RandomInputs(
            keys: graph.input(ProgramName.dropoutKeys, shape: [orders, 2], elementType: .int32),
            step: graph.input(ProgramName.step, shape: [1], elementType: .int32))
    }
}

/// The training tables as a step reads them: rows gathered through an order, or the whole tables as they lie.
struct BatchTable {
    let graph: Graph
    /// Rows of the tables, all together.
    let rows: Int
    /// Tables that lie one after another: 1, or one per trial.
    let tables: Int
    /// int32 [S, B]: which rows the batch has; nil for all.
    let order: Tensor?

    /// The batch's rows of a table [rows, columns]: [S, B, columns].
    func batch(_ name: String, columns: Int) -> Tensor {
        let table = graph.input(name, shape: [rows, columns], fixed: true)
        return order.map { table.gatherRows($0) }
            ?? table.reshaped(to: [tables, rows / max(tables, 1), columns])
    }
}
