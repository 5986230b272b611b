import Spec

/// A length of training: `10 steps`, `5 epochs`, or a bare number of steps.
///
/// - Limits: positive; a fraction of an epoch is rounded up to whole steps
/// - Errors: `invalid-value` for another unit, a negative or a non-numeric count
package struct StepSpan: Hashable, Sendable {
    package enum Unit: String, CaseIterable, Sendable {
        case steps
        case epochs
    }

    /// More than any training takes.
    private static let mostCounted = 1e9

    package var count: Double
    package var unit: Unit

    package init(_ count: Double, _ unit: Unit) {
        self.count = count
        self.unit = unit
    }

    /// The length in steps, at least 1.
    package func steps(in horizon: ScheduleHorizon) -> Int {
        let steps = unit == .steps ? count : count * Double(horizon.stepsPerEpoch)
        let rounded = steps.rounded(.up)
        return max(1, rounded < 1e18 ? Int(rounded) : Int.max)
    }

    /// Canonical text: `10 steps`.
    package var description: String {
        let number = count == count.rounded() && abs(count) < 1e15 ? "\(Int(count))" : "\(count)"
        return "\(number) \(unit.rawValue)"
    }

    /// Reads `10 steps`, `1 epoch` or `10` (steps); nil when it is none of them.
    package init?(text: String) {
        let parts = text.split(separator: " ", omittingEmptySubsequences: true)
        guard let first = parts.first, let count = Double(first), count.isFinite, count >= 0, parts.count <= 2
        else {
            return nil
        }
        guard parts.count == 2 else {
            self.init(count, .steps)
            return
        }
        switch parts[1] {
        case "step", "steps": self.init(count, .steps)
        case "epoch", "epochs": self.init(count, .epochs)
        default: return nil
        }
    }
}

extension StepSpan: SpecDecodable {
    package static var fieldType: FieldType {
        .language(name: "length of training", accepts: [.number(.nonNegative), .text])
    }

    package init?(from node: SpecNode, diagnostics: inout DiagnosticBag) {
        let span: StepSpan?
        switch node.content {
        case .integer(let count): span = StepSpan(Double(count), .steps)
        case .number(let count): span = StepSpan(count, .steps)
        case .string(let text): span = StepSpan(text: text)
        case .null, .bool, .list, .map: span = nil
        }
        guard let span else {
            diagnostics.report(.wrongType(expected: "a length such as '10 steps' or '5 epochs'", found: node))
            return nil
        }
        guard span.count.isFinite, span.count >= 0 else {
            diagnostics.report(.outOfRange(.nonNegative, found: node))
            return nil
        }
        guard span.count <= Self.mostCounted else {
            diagnostics.report(.outOfRange(.closed(0, Self.mostCounted), found: node))
            return nil
        }
        self = span
    }

    package var resolvedNode: SpecContent { .string(description) }
}
