import Spec

/// A point written out: a map from keys to values.
package struct ListedPoint: SpecDecodable {
    package let assignments: [TrialAssignment]
    package let origin: Origin
    /// Where each key stands.
    package let keyOrigins: [Origin]

    package static var fieldType: FieldType { .map(of: .anything) }

    package init?(from node: SpecNode, diagnostics: inout DiagnosticBag) {
        guard case .map(let entries) = node.content, !entries.isEmpty else {
            diagnostics.report(
                .wrongType(
                    expected: "a map from keys to values", found: node, help: "write {optimizer.lr: 0.1}"))
            return nil
        }
        for entry in entries {
            _ = SweepPath.check(entry.key, at: entry.keyOrigin, diagnostics: &diagnostics)
        }
        self.init(
            entries.map { TrialAssignment(path: $0.key, value: $0.value) }, at: node.origin,
            keys: entries.map(\.keyOrigin))
    }

    init(_ assignments: [TrialAssignment], at origin: Origin, keys: [Origin]) {
        self.assignments = assignments
        self.origin = origin
        keyOrigins = keys
    }

    package var resolvedNode: SpecContent { .defaults(assignments.map { ($0.path, $0.value.content) }) }
}

/// Trials written out: a list of points, or a CSV file with a column for each key.
package enum ListedTrials: SpecDecodable {
    case points([ListedPoint])
    case file(SpecPath, Origin)

    package static var fieldType: FieldType {
        .anyOf([.list(of: .map(of: .anything), count: nil), .map(of: .path)])
    }

    package init?(from node: SpecNode, diagnostics: inout DiagnosticBag) {
        switch node.content {
        case .list:
            guard let points = [ListedPoint](from: node, diagnostics: &diagnostics) else { return nil }
            self = .points(points)
        case .map(let entries):
            guard entries.count == 1, let entry = entries.first, entry.key == "csv",
                case .string(let text) = entry.value.content
            else {
                diagnostics.report(.wrongType(expected: Self.expected, found: node, help: Self.help))
                return nil
            }
            self = .file(SpecPath(text: text, folder: entry.value.origin.folder), entry.value.origin)
        case .null, .bool, .integer, .number, .string:
            diagnostics.report(.wrongType(expected: Self.expected, found: node, help: Self.help))
            return nil
        }
    }

    private static let expected = "a list of trials or a CSV file"
    private static let help = "write [{optimizer.lr: 0.1}, {optimizer.lr: 0.01}] or {csv: trials.csv}"

    package var resolvedNode: SpecContent {
        switch self {
        case .points(let points): points.resolvedNode
        case .file(let path, _): .defaults([("csv", .string(path.text))])
        }
    }
}
