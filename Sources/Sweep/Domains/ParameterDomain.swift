import Spec

/// What values a swept parameter may take.
package enum ParameterDomain: Sendable {
    /// Values without an order, each drawn with the probability of its weight.
    case choice([SpecNode], weights: [Double])
    /// Values in an order: neighbors are alike.
    case levels([SpecNode])
    /// Numbers of an interval.
    case interval(NumberInterval)

    /// How many values there are, nil for a continuous interval.
    package var count: Int? {
        switch self {
        case .choice(let values, _), .levels(let values): values.count
        case .interval(let interval): interval.count
        }
    }

    /// All values in order, nil for a continuous interval. A raster's values stand where the parameter does.
    package func values(at origin: Origin) -> [SpecNode]? {
        switch self {
        case .choice(let values, _), .levels(let values):
            return values
        case .interval(let interval):
            return interval.count.map { count in
                (0..<count).map { SpecNode(interval.content(of: interval.value(at: $0)), origin: origin) }
            }
        }
    }
}

extension NumberInterval {
    /// A value as the specification writes it.
    package func content(of value: Double) -> SpecContent {
        if isWhole, let whole = Int(exactly: value) { return .integer(whole) }
        return .number(value)
    }
}
