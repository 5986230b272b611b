import Runs
import Spec

/// A filter of runs, read from text: `val_loss < 0.5 and optimizer.type = adam`.
///
/// - Fields: `=` (or `==`), `!=`, `<`, `<=`, `>`, `>=` compare; `~` matches a pattern with `*` and `?`; `in [a, b]` is
///   one of several; a name by itself asks whether the run has a value there; `and`, `or`, `not` and parentheses
///   combine
/// - Limits: a comparison with a value the run does not have is false, so `!=`, which is `not … =`, is true
package indirect enum FilterExpression: Sendable, Equatable {
    case all([FilterExpression])
    case any([FilterExpression])
    case not(FilterExpression)
    case comparison(FilterName, FilterComparator, FilterOperand)
    case oneOf(FilterName, [FilterOperand])
    /// The run has a value there which is not false and not empty.
    case present(FilterName)

    /// Every name the filter asks for, in the order of the text.
    package var names: [FilterName] {
        switch self {
        case .all(let parts), .any(let parts): parts.flatMap(\.names)
        case .not(let part): part.names
        case .comparison(let name, _, _), .oneOf(let name, _), .present(let name): [name]
        }
    }

    /// Whether a run passes; `value` gives the run's value of a name.
    package func matches(_ value: (String) -> FieldValue?) -> Bool {
        switch self {
        case .all(let parts): return parts.allSatisfy { $0.matches(value) }
        case .any(let parts): return parts.contains { $0.matches(value) }
        case .not(let part): return !part.matches(value)
        case .comparison(let name, let comparator, let operand):
            return comparator.holds(value(name.text), operand)
        case .oneOf(let name, let operands):
            let found = value(name.text)
            return operands.contains { FilterComparator.equal.holds(found, $0) }
        case .present(let name):
            switch value(name.text) {
            case nil, .flag(false), .text(""), .list([]): return false
            case .number, .text, .flag, .moment, .list: return true
            }
        }
    }
}

/// A name in a filter and where it stands.
package struct FilterName: Sendable, Equatable {
    package var text: String
    package var range: Range<Int>
}

/// The value a field is compared with.
package struct FilterOperand: Sendable, Equatable {
    package var text: String
    /// The number it is, a duration in seconds; nil for text in quotes and words.
    package var number: Double?
    /// The stretch of time it names, `2026-11-21` being a whole day; nil when it names none.
    package var interval: MomentInterval?
}

package enum FilterComparator: Sendable, Equatable {
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual, like

    init?(_ text: String) {
        switch text {
        case "=", "==": self = .equal
        case "!=", "<>": self = .notEqual
        case "<": self = .less
        case "<=": self = .lessOrEqual
        case ">": self = .greater
        case ">=": self = .greaterOrEqual
        case "~": self = .like
        default: return nil
        }
    }

    /// The comparison with its sides exchanged: `0.5 > val_loss` is `val_loss < 0.5`.
    var mirrored: FilterComparator {
        switch self {
        case .less: .greater
        case .lessOrEqual: .greaterOrEqual
        case .greater: .less
        case .greaterOrEqual: .lessOrEqual
        case .equal, .notEqual, .like: self
        }
    }

    func holds(_ value: FieldValue?, _ operand: FilterOperand) -> Bool {
        if self == .notEqual { return !FilterComparator.equal.holds(value, operand) }
        guard let value else { return false }
        switch value {
        case .number(let number):
            guard self != .like else { return Glob(pattern: operand.text).matches(value.plainText) }
            return operand.number.map { holds(number, $0) } ?? false
        case .moment(let time):
            return operand.interval.map { holds(time, $0) } ?? false
        case .flag(let flag):
            return self == .equal && operand.text == (flag ? "true" : "false")
        case .text(let text):
            return self == .like ? Glob(pattern: operand.text).matches(text) : holds(text, operand.text)
        case .list(let items):
            return items.contains { holds(.text($0), operand) }
        }
    }

    private func holds<Value: Comparable>(_ left: Value, _ right: Value) -> Bool {
        switch self {
        case .equal: left == right
        case .notEqual: left != right
        case .less: left < right
        case .lessOrEqual: left <= right
        case .greater: left > right
        case .greaterOrEqual: left >= right
        case .like: false
        }
    }

    /// A stretch of time has a beginning and an end: what is after a day begins when the day is over.
    private func holds(_ time: RunTime, _ interval: MomentInterval) -> Bool {
        switch self {
        case .equal: time >= interval.start && time < interval.end
        case .notEqual: time < interval.start || time >= interval.end
        case .less: time < interval.start
        case .lessOrEqual: time < interval.end
        case .greater: time >= interval.end
        case .greaterOrEqual: time >= interval.start
        case .like: false
        }
    }
}
