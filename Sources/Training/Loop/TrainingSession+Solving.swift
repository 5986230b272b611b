extension TrainingSession {
    /// Computes every trial's weights at once. To be called instead of training, with a budget of no steps: `run` then
    /// judges and hands over what was found.
    ///
    /// - Returns: what the user should know about the solution, one sentence each
    /// - Errors: `TrainingError` for data without a solution, and when the solver does not fit the model
    @discardableResult
    package func solve(with solver: any Solver) throws -> [String] {
        if let refusal = solver.refusal(for: settings.plan) {
            throw TrainingError("solver '\(type(of: solver).name)' \(refusal)")
        }
        guard data.isShared || trials.count == 1 else {
            throw TrainingError("a solver computes one set of weights, and the trials have data of their own")
        }
        let problem = SolverProblem(
            trainSplit, weights: rowWeights.first?.values(of: trainSplit), plan: settings.plan)
        let solution = try solver.solve(problem)
        for trial in trials.indices {
            try codec.write(solution, to: row(of: trial, in: programs.parameters))
        }
        return solver.remarks(problem, solution)
    }
}
