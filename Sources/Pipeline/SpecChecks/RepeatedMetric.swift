import Spec

/// The same metric is listed twice; its column could not be told from the other's.
enum RepeatedMetric: SpecCheck {
    static let code = "repeated-metric"
    static let needs: Set<String> = ["metrics"]

    static func findings(in subject: CheckSubject) -> [Diagnostic] {
        var seen: Set<String> = []
        return subject.spec.metrics.compactMap { metric in
            if seen.insert(metric.value.label).inserted { return nil }
            return Diagnostic(
                code, "the metric '\(metric.value.label)' is listed twice", at: metric.origin,
                help: "remove one of the two")
        }
    }
}
