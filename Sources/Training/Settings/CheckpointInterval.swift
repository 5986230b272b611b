import Spec

/// How often a checkpoint is due: `10 s`, `2 min`, `1 h`, `500 steps`, `5 epochs`; a bare number means
/// seconds.
package enum CheckpointInterval: Hashable, Sendable {
    case seconds(Double)
    case steps(Int)
    case epochs(Int)

    /// Reads a text such as `10 s`; nil when it is not an interval.
    package init?(text: String) {
        let parts = text.split(separator: " ", omittingEmptySubsequences: true)
        guard parts.count <= 2, let first = parts.first, let count = Double(first), count.isFinite, count > 0
        else {
            return nil
        }
        switch parts.count == 2 ? parts[1] : "s" {
        case "s", "second", "seconds": self = .seconds(count)
        case "min", "minute", "minutes": self = .seconds(count * 60)
        case "h", "hour", "hours": self = .seconds(count * 3600)
        case "step", "steps":
            guard let steps = Int(exactly: count) else { return nil }
            self = .steps(steps)
        case "epoch", "epochs":
            guard let epochs = Int(exactly: count) else { return nil }
            self = .epochs(epochs)
        default: return nil
        }
    }

    package var description: String {
        switch self {
        case .seconds(let count):
            count == count.rounded() && count < 1e15 ? "\(Int(count)) s" : "\(count) s"
        case .steps(let count): "\(count) steps"
        case .epochs(let count): "\(count) epochs"
        }
    }
}

extension CheckpointInterval: SpecDecodable {
    package static var fieldType: FieldType {
        .language(name: "interval", accepts: [.number(.positive), .text])
    }

    package init?(from node: SpecNode, diagnostics: inout DiagnosticBag) {
        let interval: CheckpointInterval?
        switch node.content {
        case .integer(let count): interval = CheckpointInterval(text: "\(count)")
        case .number(let count): interval = CheckpointInterval(text: "\(count)")
        case .string(let text): interval = CheckpointInterval(text: text)
        case .null, .bool, .list, .map: interval = nil
        }
        guard let interval else {
            diagnostics.report(
                .wrongType(expected: "an interval such as '10 s', '500 steps' or '5 epochs'", found: node))
            return nil
        }
        self = interval
    }

    package var resolvedNode: SpecContent { .string(description) }
}
