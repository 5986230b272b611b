import Spec

/// The same metric is listed twice, by the same groups of rows: its column could not be told from the other's.
enum RepeatedMetric: SpecCheck {
    static let code = "repeated-metric"
    static let needs: Set<String> = ["metrics"]

    static func findings(in subject: CheckSubject) -> [Diagnostic] {
        var seen: Set<[String]> = []
        return subject.spec.metrics.compactMap { metric in
            let key = [metric.value.label] + (metric.grouping?.columns ?? [])
            if seen.insert(key).inserted { return nil }
            return Diagnostic(
                code, "the metric '\(metric.value.label)' is listed twice", at: metric.origin,
                help: "remove one of the two")
        }
    }
}
