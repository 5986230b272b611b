import Data
import Spec
import Training

/// A metric is measured by a column that the source does not have, or that is no metric with one figure a group.
enum GroupsWithoutColumn: SpecCheck {
    static let code = "metric-groups"

    static func findings(in subject: CheckSubject) -> [Diagnostic] {
        subject.spec.metrics.compactMap { item in
            guard let grouping = item.grouping else { return nil }
            guard item.value is any Metric else {
                return Diagnostic(
                    code, "'\(item.value.label)' is a table and is not measured by groups",
                    at: grouping.origin, help: "remove 'by', or take a metric that is one number")
            }
            guard let source = subject.data?.nodes.first, source.kind == .source else { return nil }
            let names = source.schema.columns.map(\.name)
            guard let missing = grouping.columns.first(where: { !names.contains($0) }) else { return nil }
            return Diagnostic(
                code, "the source has no column '\(missing)' to measure '\(item.value.label)' by",
                at: grouping.origin,
                help: nearestName(to: missing, in: names).map { "did you mean '\($0)'?" }
                    ?? "name a column of the source, before any step",
                notes: [
                    "columns: " + names.prefix(20).joined(separator: ", ")
                        + (names.count > 20 ? ", …" : "")
                ])
        }
    }
}
