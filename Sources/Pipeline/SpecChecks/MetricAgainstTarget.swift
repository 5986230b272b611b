import Spec
import Training

/// A metric that cannot be computed for this kind of target, or for rows that are no series.
enum MetricAgainstTarget: SpecCheck {
    static let code = "metric-against-target"

    static func findings(in subject: CheckSubject) -> [Diagnostic] {
        guard let task = subject.task else { return [] }
        return subject.spec.metrics.compactMap { metric in
            if (metric.value as? any Metric)?.needsSeries ?? false, !task.isClassification,
                !subject.spec.data.isSeries
            {
                return Diagnostic(
                    code,
                    "the metric '\(metric.value.label)' compares with forecasts of a series, and nothing says that the rows "
                        + "are one", at: metric.origin,
                    help: "name the rows of a season, data.season=12, or 1 for a series without seasons")
            }
            guard let refusal = metric.value.refusal(for: task) else { return nil }
            let suitable = metricFamily.members.filter { type in
                var fields = FieldReader(describing: type)
                return (type.init(reading: &fields) as? any Measure)?.refusal(for: task) == nil
            }
            return Diagnostic(
                code, "the metric '\(metric.value.label)' \(refusal)", at: metric.origin,
                notes: ["metrics for this target: " + suitable.map { $0.name }.joined(separator: ", ")])
        }
    }
}
