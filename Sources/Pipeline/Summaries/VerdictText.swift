import Report
import Runs

/// The verdicts on a run as lines for a terminal: what is wrong, and below it what to do.
enum VerdictText {
    /// - Parameter path: the run directory, which has the curves
    static func lines(
        _ metrics: RunMetrics, _ manifest: RunManifest, _ state: RunState, path: String, _ terminal: Terminal
    ) -> [String] {
        let found = RunVerdicts.all(
            metrics: metrics, curves: NumberTable(path: path + "/" + RunFile.metricsTable),
            manifest: manifest, state: state)
        guard !found.isEmpty else { return [] }
        return [""]
            + found.flatMap { verdict in
                [
                    "  " + terminal.painted("note:", .caution) + " " + verdict.text,
                    "        " + terminal.painted(verdict.advice, .dim),
                ]
            }
    }
}
