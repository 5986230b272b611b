import Machine
import Runs

/// A value that runs can be filtered, sorted and compared by.
package enum FieldValue: Sendable, Hashable {
    case number(Double)
    case text(String)
    case flag(Bool)
    case moment(RunTime)
    case list([String])

    /// A number, unless it is not one: NaN is a value that is missing.
    package static func number(_ value: Double?) -> FieldValue? {
        guard let value, !value.isNaN else { return nil }
        return .number(value)
    }

    package static func == (left: FieldValue, right: FieldValue) -> Bool {
        switch (left, right) {
        case (.number(let first), .number(let second)): first == second
        case (.text(let first), .text(let second)): first == second
        case (.flag(let first), .flag(let second)): first == second
        case (.moment(let first), .moment(let second)): first == second
        case (.list(let first), .list(let second)): first == second
        case (.number, _), (.text, _), (.flag, _), (.moment, _), (.list, _): false
        }
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(plainText)
    }

    /// The value as programs read it: numbers with all their digits.
    package var plainText: String {
        switch self {
        case .number(let value): NumberText.exact(value)
        case .text(let text): text
        case .flag(let flag): flag ? "true" : "false"
        case .moment(let time): time.text
        case .list(let items): items.joined(separator: " ")
        }
    }

    package var number: Double? {
        if case .number(let value) = self { value } else { nil }
    }

    /// Sorts numbers before moments, flags, texts and lists, each kind in its own order.
    package func precedes(_ other: FieldValue) -> Bool {
        switch (self, other) {
        case (.number(let first), .number(let second)): first < second
        case (.moment(let first), .moment(let second)): first < second
        case (.text(let first), .text(let second)): first < second
        case (.flag(let first), .flag(let second)): !first && second
        case (.list(let first), .list(let second)): first.lexicographicallyPrecedes(second)
        default: kindOrder < other.kindOrder
        }
    }

    private var kindOrder: Int {
        switch self {
        case .number: 0
        case .moment: 1
        case .flag: 2
        case .text: 3
        case .list: 4
        }
    }
}

/// A field's value as JSON has it: a missing one is `null`, a number that JSON cannot hold is text.
package struct FieldJSON: Encodable, Sendable {
    package let value: FieldValue?

    package init(_ value: FieldValue?) {
        self.value = value
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch value {
        case nil: try container.encodeNil()
        case .number(let number):
            if !number.isFinite {
                try container.encode("\(number)")
            } else if let whole = Int(exactly: number) {
                try container.encode(whole)
            } else {
                try container.encode(number)
            }
        case .flag(let flag): try container.encode(flag)
        case .list(let items): try container.encode(items)
        case .text(let text): try container.encode(text)
        case .moment(let time): try container.encode(time)
        }
    }
}
