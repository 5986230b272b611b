import Spec

/// What a sweep looks for: `{minimize: val_loss}` or `{maximize: val_accuracy}`.
package struct Objective: SpecDecodable, Equatable {
    package enum Direction: String, CaseIterable, Sendable {
        case minimize
        case maximize
    }

    package let direction: Direction
    /// The name of the metric, as in `metrics.csv`.
    package let metric: String

    package init(_ direction: Direction, _ metric: String) {
        self.direction = direction
        self.metric = metric
    }

    /// The objective turned so that less is better; not-a-number stays what it is.
    package func cost(_ value: Double) -> Double { direction == .minimize ? value : -value }

    package static var fieldType: FieldType {
        .language(name: "objective", accepts: [.map(of: .text)])
    }

    package init?(from node: SpecNode, diagnostics: inout DiagnosticBag) {
        let help = "write {minimize: val_loss} or {maximize: val_accuracy}"
        guard case .map(let entries) = node.content, entries.count == 1, let entry = entries.first else {
            diagnostics.report(.wrongType(expected: "an objective", found: node, help: help))
            return nil
        }
        let words = Direction.allCases.map(\.rawValue)
        guard let direction = Direction(rawValue: entry.key) else {
            diagnostics.report(
                Diagnostic(
                    "unknown-key", "an objective has no field '\(entry.key)'", at: entry.keyOrigin,
                    help: nearestName(to: entry.key, in: words).map { "did you mean '\($0)'?" } ?? help,
                    notes: ["fields of an objective: " + words.joined(separator: ", ")]))
            return nil
        }
        guard let metric = String(from: entry.value, diagnostics: &diagnostics) else { return nil }
        self.init(direction, metric)
    }

    package var resolvedNode: SpecContent { .defaults([(direction.rawValue, .string(metric))]) }
}
