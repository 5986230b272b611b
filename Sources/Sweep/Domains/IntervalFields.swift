import Spec

/// The fields of a domain between two bounds.
struct IntervalFields {
    let interval: NumberInterval?

    /// Reads `bounds` and `step`, and reports what makes no interval.
    init(reading fields: inout FieldReader, isLogarithmic: Bool, isWhole: Bool) {
        let documentation = "Least and greatest value, both included."
        let bounds =
            isWhole
            ? fields.requiredValue("bounds", of: Bounds<Int>.self, documentation)?.both.map(Double.init)
            : fields.requiredValue("bounds", of: Bounds<Double>.self, documentation)?.both
        let distance = "Distance of two values, counted from the least one."
        let step =
            isWhole
            ? Double(fields.int("step", default: 1, in: .greaterOrEqual(1), distance))
            : fields.optionalDouble("step", in: .positive, distance)
        interval = bounds.flatMap {
            Self.interval($0[0], $0[1], step, isLogarithmic, isWhole, &fields)
        }
    }

    private static func interval(
        _ lower: Double, _ upper: Double, _ step: Double?, _ isLogarithmic: Bool, _ isWhole: Bool,
        _ fields: inout FieldReader
    ) -> NumberInterval? {
        let place = fields.origin(of: "bounds")
        guard lower <= upper else {
            fields.report(
                Diagnostic(
                    "empty-domain",
                    "the least value \(numberText(lower)) is above the greatest \(numberText(upper))",
                    at: place, help: "write [\(numberText(upper)), \(numberText(lower))]"))
            return nil
        }
        guard !isLogarithmic || lower > 0 else {
            fields.report(.notPositive(lower, at: place))
            return nil
        }
        let values = (upper - lower) / (step ?? 1)
        guard upper - lower < .infinity, step == nil || values < NumberInterval.mostValues else {
            fields.report(
                Diagnostic(
                    "out-of-range",
                    "there are too many values from \(numberText(lower)) to \(numberText(upper))", at: place,
                    help: "choose nearer bounds, or a larger step"))
            return nil
        }
        return NumberInterval(
            lower: lower, upper: upper, isLogarithmic: isLogarithmic, step: step, isWhole: isWhole)
    }
}

/// Two numbers: the least and the greatest value.
struct Bounds<Number: SpecDecodable>: SpecDecodable {
    /// Exactly two.
    let both: [Number]

    static var fieldType: FieldType { .list(of: Number.fieldType, count: 2) }

    init?(from node: SpecNode, diagnostics: inout DiagnosticBag) {
        guard case .list(let items) = node.content, items.count == 2 else {
            diagnostics.report(
                .wrongType(expected: "a list of 2 items", found: node, help: "write [least, greatest]"))
            return nil
        }
        both = items.compactMap { Number(from: $0, diagnostics: &diagnostics) }
        if both.count < 2 { return nil }
    }

    var resolvedNode: SpecContent { .defaults(both.map(\.resolvedNode)) }
}

extension Diagnostic {
    /// A bound of a logarithmic domain that has no logarithm.
    static func notPositive(_ bound: Double, at place: Origin) -> Diagnostic {
        Diagnostic(
            "out-of-range", "the bounds of a logarithmic domain must be > 0, found \(numberText(bound))",
            at: place, notes: ["bounds are values, not exponents: 1.0e-4 is 0.0001"])
    }
}
