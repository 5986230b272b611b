import Machine

/// The trials with the best objectives, with their parameters and figures.
package enum BestTrialsSection: SweepReportSection {
    package static let name = "best"
    package static let title = "Best trials"
    private static let count = 10

    /// The first figures that say something new: a loss and the metric it is are shown once.
    private static func metrics(_ sweep: SweepContents) -> [String] {
        let most = max(2, 8 - sweep.parameters.count)
        var shown: [[Double]] = [sweep.ranking.map { sweep.trials[$0].score }]
        var names: [String] = []
        for name in sweep.metrics where names.count < most && name != sweep.objective {
            let column = sweep.figures(name)
            let values = sweep.ranking.map { column[$0] }
            let isKnown = shown.contains { known in
                zip(known, values).allSatisfy { abs($0 - $1) <= 1e-6 * abs($0) || ($0.isNaN && $1.isNaN) }
            }
            guard !isKnown else { continue }
            shown.append(values)
            names.append(name)
        }
        return names
    }

    private static func specification(_ sweep: SweepContents) -> String {
        sweep.summary.points.isEmpty
            ? "The best trial's specification is best.yaml."
            : "A single seed may be lucky: best.yaml is the specification of the best point by its mean."
    }

    package static func body(_ sweep: SweepContents) -> HTMLText? {
        guard !sweep.ranking.isEmpty else { return nil }
        let metrics = metrics(sweep)
        var table = HTMLTable(
            [.init("trial", isNumber: true), .init(sweep.objective, isNumber: true)]
                + sweep.parameters.map { .init($0.path, isNumber: $0.categories == nil) }
                + metrics.map { .init($0, isNumber: true) })
        let figures = metrics.map(sweep.figures)
        for (rank, row) in sweep.ranking.prefix(count).enumerated() {
            let parameters = sweep.parameters.map { parameter in
                parameter.categories == nil && parameter.values[row].isFinite
                    ? NumberText.significant(parameter.values[row]) : parameter.texts[row]
            }
            table.row(
                [
                    "\(sweep.trials[row].number)",
                    NumberText.figure(sweep.trials[row].score),
                ]
                    + parameters + figures.map { NumberText.significant($0[row]) },
                style: rank == 0 ? "chosen" : "")
        }
        return table.html
            + paragraph(
                "'assay show \(sweep.id)/\(sweep.trials[sweep.ranking[0]].number)' shows a trial; its files are in "
                    + "\(sweep.folder(of: sweep.trials[sweep.ranking[0]])). " + specification(sweep),
                style: "note")
    }
}
