import Graph
import Kernels

extension TrainingGraphs {
    /// Starting values that follow the data: [T, P], the drawn ones with those of layers that look at rows replaced.
    ///
    /// The layers see the rows as in training, dropout included, each with the starting values of those before it.
    ///
    /// - Parameter rows: of each table
    package func start(rows: Int) throws -> Graph {
        let graph = Graph(realType: realType)
        let width = plan.inputShape.count
        let features = graph.input(ProgramName.features, shape: [tables * rows, width])
        let flat = graph.input(ProgramName.parameters, shape: [trials, plan.parameterCount])
        let views = parameterViews(of: flat)
        let pass = ForwardPass(
            graph: graph, parameters: views.byName, states: stateViews(of: stateInput(in: graph)),
            isTraining: true,
            random: ForwardPass.RandomInputs(
                keys: graph.input(ProgramName.dropoutKeys, shape: [trials, 2], elementType: .int32),
                step: graph.input(ProgramName.step, shape: [1], elementType: .int32)),
            numbers: layerNumbers(in: graph), ensemble: plan.ensemble, trials: trials,
            pieces: startPieces(of: rows), usedColumns: plan.usedColumns, isStarting: true)
        _ = try forward(features.reshaped(to: [tables, rows, width]), pass)
        let pieces = zip(plan.parameters.entries, views.inOrder).map { entry, view in
            (pass.starts[entry.declaration.name] ?? view).reshaped(to: [trials, entry.range.count])
        }
        try graph.markOutput(ProgramName.started, concatenate(pieces, axis: 1) * 1)
        return graph
    }

    /// Members that share weights deal the rows out among themselves, however many see a row in training: their sums
    /// are judged together.
    private func startPieces(of rows: Int) -> Int {
        guard let ensemble = plan.ensemble, ensemble.share != .none, rows >= ensemble.members else {
            return 1
        }
        return ensemble.members
    }
}
