/// The trials with the best objectives, with their parameters and figures.
package enum BestTrialsSection: SweepReportSection {
    package static let name = "best"
    package static let title = "Best trials"
    private static let count = 10

    package static func body(_ sweep: SweepContents) -> HTMLText? {
        guard !sweep.ranking.isEmpty else { return nil }
        let metrics = sweep.metrics.filter { $0 != sweep.objective }.prefix(8)
        var table = HTMLTable(
            [.init("trial", isNumber: true), .init(sweep.objective, isNumber: true)]
                + sweep.parameters.map { .init($0.path, isNumber: $0.categories == nil) }
                + metrics.map { .init($0, isNumber: true) })
        let figures = metrics.map { sweep.table.numbers($0) ?? [] }
        for (rank, row) in sweep.ranking.prefix(count).enumerated() {
            let parameters = sweep.parameters.map { parameter in
                parameter.categories == nil && parameter.values[row].isFinite
                    ? NumberText.significant(parameter.values[row]) : parameter.texts[row]
            }
            table.row(
                [
                    "\(sweep.trials[row].number)",
                    NumberText.significant(sweep.trials[row].objective, digits: 5),
                ]
                    + parameters + figures.map { NumberText.significant($0[row]) },
                style: rank == 0 ? "chosen" : "")
        }
        return table.html
    }
}
