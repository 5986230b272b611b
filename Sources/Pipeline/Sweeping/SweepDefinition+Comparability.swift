import Spec
import Sweep

extension SweepDefinition {
    /// Reports two swept names of one field, such as `optimizer.lr` and `optimizer.learning_rate`.
    func checkPlaces(_ diagnostics: inout DiagnosticBag) {
        var known: [[String]: [(parameter: SweepParameter, grid: Int?)]] = [:]
        for dimension in search.space.dimensions {
            for parameter in dimension.parameters {
                guard let place = template.place(of: parameter.path) else { continue }
                let others = known[place] ?? []
                let other = others.first {
                    $0.grid == nil || dimension.grid == nil || $0.grid == dimension.grid
                }
                if let other, other.parameter.segments != parameter.segments {
                    diagnostics.report(
                        Diagnostic(
                            "repeated-value",
                            "'\(other.parameter.path)' and '\(parameter.path)' are one field, swept twice",
                            at: parameter.origin, help: "keep one of the two"))
                }
                known[place, default: []].append((parameter, dimension.grid))
            }
        }
    }

    /// Warns of an objective that means another thing in every trial.
    func checkObjectiveIsComparable(_ diagnostics: inout DiagnosticBag) {
        let isLoss = objective.metric.hasSuffix("_loss")
        let cause = parameterNames.first { name in
            let segments = SweepPath.segments(of: name)
            if segments.starts(with: ["data", "target"]) { return true }
            return isLoss && (segments.first == "loss" || segments.starts(with: ["data", "weights"]))
        }
        guard let cause else { return }
        diagnostics.report(
            Diagnostic(
                "incomparable-objective",
                "'\(objective.metric)' is not the same measure in every trial, because '\(cause)' is swept",
                at: section.objective == nil ? section.origins.section : section.origins.objective,
                help: "compare by a metric that means the same for all of them, such as {minimize: val_mae}",
                severity: .warning))
    }
}
