/// `trials.csv`: one row per trial that ended, parameters beside metrics, in the order of trials.
///
/// The columns from `seconds` on tell of this particular execution; everything before them is the same however the
/// sweep was run.
package enum SweepTable {
    package static func text(_ state: SweepState) -> String {
        guard let opening = state.opening else { return "" }
        let records = state.ordered
        var metrics: Set<String> = []
        for record in records { metrics.formUnion(record.metrics.keys) }
        let names = metrics.sorted()
        var header = ["trial", "state", "point", "repetition", "seed"] + opening.parameters
        header += [opening.objective + " (objective)"] + names
        header += [
            "epochs", "steps", "best_epoch", "same_as", "hash", "reason", "seconds", "ended", "attempt",
        ]
        var lines = [header.map(TableText.field).joined(separator: ",")]
        for record in records {
            var cells = [
                "\(record.number)", record.state.rawValue, "\(record.point)", "\(record.repetition)",
                "\(record.seed)",
            ]
            cells += opening.parameters.map { record.parameters[$0]?.text ?? "" }
            cells.append(number(record.objective))
            cells += names.map { number(record.metrics[$0] ?? nil) }
            cells += [
                "\(record.epochs)", "\(record.steps)", record.bestEpoch.map(String.init) ?? "",
                record.sameAs.map(String.init) ?? "", record.hash, record.reason ?? "",
                "\((record.seconds * 1e6).rounded() / 1e6)", record.ended.text, "\(record.attempt)",
            ]
            lines.append(cells.map(TableText.field).joined(separator: ","))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func number(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
}
