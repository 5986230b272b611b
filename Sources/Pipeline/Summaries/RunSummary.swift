import Machine
import Report
import Runs

/// What is printed when a run ends: metrics against baselines, time, and where everything is.
struct RunSummary {
    let manifest: RunManifest
    let metrics: RunMetrics?
    let path: String
    /// The page about it, when one was written.
    var report: String?

    func lines(_ terminal: Terminal) -> [String] {
        var lines: [String] = []
        if let metrics {
            lines += [""] + MetricsTable(metrics).lines(terminal)
            lines += MembersText.lines(metrics)
            lines += VerdictText.lines(metrics, manifest, manifest.status, path: path, terminal)
        }
        lines += ["", "  " + facts.joined(separator: " · ")]
        if let reason = manifest.reason, manifest.status != .completed {
            lines.append("  " + StateText.painted(manifest.status, terminal) + ": " + reason)
        }
        if manifest.status == .interrupted {
            lines.append("  continue with: assay resume \(path)")
        }
        lines.append("  " + terminal.painted(path, .bold))
        if let report { lines.append("  " + report) }
        return lines
    }

    private var facts: [String] {
        var facts: [String] = []
        if !manifest.isSolved {
            if let epochs = manifest.epochs { facts.append(NumberText.count(epochs, "epoch")) }
            if let steps = manifest.steps { facts.append(NumberText.count(steps, "step")) }
        }
        if let metrics {
            facts.append(
                "\(metrics.weights.isEmpty ? "blended" : manifest.isSolved ? "solved" : "trained") in \(NumberText.duration(metrics.trainingSeconds))"
            )
            if let rate = metrics.stepsPerSecond { facts.append("\(NumberText.magnitude(rate)) steps/s") }
            if let weights = metrics.weightsText { facts.append("figures of the " + weights) }
        }
        return facts
    }

    /// The last line of `run --json`.
    var json: String {
        struct Object: Encodable {
            var run: String
            var status: RunState
            var reason: String?
            var metrics: RunMetrics?
        }
        let object = Object(run: path, status: manifest.status, reason: manifest.reason, metrics: metrics)
        return (try? RunJSON.encodeLine(object)) ?? "{}"
    }
}

extension Terminal {
    /// Text without colors, for files.
    static let plain = Terminal(descriptor: -1, isInteractive: false, hasColor: false)
}

/// The verdicts on a run as lines for a terminal: what is wrong, and below it what to do.
enum VerdictText {
    /// - Parameter path: the run directory, which has the curves
    static func lines(
        _ metrics: RunMetrics, _ manifest: RunManifest, _ state: RunState, path: String, _ terminal: Terminal
    ) -> [String] {
        let found = RunVerdicts.all(
            metrics: metrics, curves: CSVTable(path: path + "/" + RunFile.metricsTable),
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
