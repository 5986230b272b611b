extension TrainingSession {
    /// The parameter arrays of a trial as they are.
    func weights(_ trial: Int) -> [ParameterValues] {
        let layout = settings.plan.parameters
        return layout.entries.map { entry in
            ParameterValues(
                name: entry.declaration.name,
                values: entry.range.map { programs.parameters[trial * layout.count + $0] })
        }
    }

    /// How large every parameter array of a trial and its gradient at the last update are.
    func norms(_ trial: Int) -> [ParameterNorms] {
        let layout = settings.plan.parameters
        let isShort = budget.lastBatchRows > 0
        let gradients = programs.gradientNorms(
            trial: trial, arrays: layout.entries.count, isShort: isShort)
        return layout.entries.enumerated().map { index, entry in
            var square = 0.0
            for element in entry.range {
                let value = programs.parameters[trial * layout.count + element]
                square += value * value
            }
            return ParameterNorms(
                name: entry.declaration.name, weight: square.squareRoot(),
                gradient: index < gradients.count ? gradients[index] : .nan)
        }
    }
}
