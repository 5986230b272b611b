/// The numbers a field accepts. Not-a-number and the infinities are refused by all of them.
package enum NumberRange: Sendable, Equatable {
    case any
    case positive
    case nonNegative
    /// At least `lower`.
    case greaterOrEqual(Double)
    /// `lower` ≤ x ≤ `upper`.
    case closed(Double, Double)
    /// `lower` < x < `upper`.
    case open(Double, Double)
    /// `lower` ≤ x < `upper`.
    case leftClosed(Double, Double)
    /// `lower` < x ≤ `upper`.
    case rightClosed(Double, Double)

    package func contains(_ value: Double) -> Bool {
        guard value.isFinite else { return false }
        switch self {
        case .any: return true
        case .positive: return value > 0
        case .nonNegative: return value >= 0
        case .greaterOrEqual(let lower): return value >= lower
        case .closed(let lower, let upper): return value >= lower && value <= upper
        case .open(let lower, let upper): return value > lower && value < upper
        case .leftClosed(let lower, let upper): return value >= lower && value < upper
        case .rightClosed(let lower, let upper): return value > lower && value <= upper
        }
    }

    /// The rule as part of a sentence: `must be > 0`.
    package var description: String { "must be " + condition }

    /// The rule alone, for tables: `> 0`, `≥ 0 and < 1`, `finite`.
    package var condition: String {
        switch self {
        case .any: "finite"
        case .positive: "> 0"
        case .nonNegative: ">= 0"
        case .greaterOrEqual(let lower): ">= \(numberText(lower))"
        case .closed(let lower, let upper) where lower == -.infinity: "<= \(numberText(upper))"
        case .closed(let lower, let upper): ">= \(numberText(lower)) and <= \(numberText(upper))"
        case .open(let lower, let upper): "> \(numberText(lower)) and < \(numberText(upper))"
        case .leftClosed(let lower, let upper): ">= \(numberText(lower)) and < \(numberText(upper))"
        case .rightClosed(let lower, let upper): "> \(numberText(lower)) and <= \(numberText(upper))"
        }
    }
}
