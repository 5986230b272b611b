import Data
import Machine
import Runs
import Training

/// The figures of one evaluation and how they are printed.
struct Evaluation {
    let run: TrainedRun
    /// The file the rows came from; nil for the run's own data.
    let data: String?
    let scores: SplitScores
    let target: TargetKind
    let groups: [RunMetrics.GroupTable]
    /// Whether the run's baselines were measured on the same rows.
    let showsBaselines: Bool

    /// The evaluation as `evaluate --json` gives it.
    private struct Description: Encodable {
        var run: String
        var data: String?
        var split: String
        var rows: Int
        var metrics: RunMetrics.Figures
        var originalUnits: RunMetrics.Figures?
        var positive: String?
        var tables: [String: RunMetrics.ClassTable]?
        var groups: [RunMetrics.GroupTable]?
        var decision: RunMetrics.Decision?

        private enum CodingKeys: String, CodingKey {
            case run, data, split, rows, metrics, positive, tables, groups, decision
            case originalUnits = "original_units"
        }
    }

    func show(_ output: CommandOutput) {
        let metrics = figures
        if output.isJSON {
            let description = Description(
                run: run.directory.path, data: data, split: scores.split, rows: scores.rows,
                metrics: metrics.splits[scores.split] ?? [:],
                originalUnits: metrics.originalUnits[scores.split], positive: metrics.positive,
                tables: metrics.tables?.compactMapValues { $0[scores.split] },
                groups: metrics.groups, decision: run.metrics?.decision)
            output.results.line((try? RunJSON.encodeLine(description)) ?? "{}")
            return
        }
        let place = data.map { "rows of \($0)" } ?? "rows of the part '\(scores.split)'"
        output.results.line("\(run.directory.id) on \(NumberText.count(scores.rows)) \(place)")
        output.results.line()
        for line in MetricsTable(metrics).lines(output.results) { output.results.line(line) }
    }

    private var figures: RunMetrics {
        let earlier = run.metrics
        let baselines =
            showsBaselines ? earlier?.baselines.mapValues { $0.filter { $0.key == scores.split } } : nil
        var metrics = RunMetrics(
            scores: [scores], metrics: run.spec.numberMetrics, targets: run.spec.data.targets.value,
            target: target, positive: run.positive,
            baselines: baselines ?? [:])
        metrics.groups = groups.isEmpty ? nil : groups
        return metrics
    }
}
