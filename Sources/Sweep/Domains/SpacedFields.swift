import Spec

/// The field of a domain with a given number of values between two bounds.
enum SpacedFields {
    /// The values, both ends exact and those between rounded to 15 significant digits; nil when none can be made.
    ///
    /// - Parameter value: the value at a share of the way from the first to the last one
    static func levels(
        reading fields: inout FieldReader, isLogarithmic: Bool,
        _ value: (_ share: Double, _ first: Double, _ last: Double) -> Double
    ) -> ParameterDomain? {
        let read = fields.requiredValue(
            "values", of: SpacedValues.self, "First value, last value, number of values.")
        let place = fields.origin(of: "values")
        guard let numbers = read?.numbers, numbers.count == 3 else { return nil }
        let (first, last) = (numbers[0], numbers[1])
        guard let count = Int(exactly: numbers[2]), (1...100_000).contains(count) else {
            fields.report(
                Diagnostic(
                    "out-of-range",
                    "the number of values must be whole and from 1 to 100000, found \(numberText(numbers[2]))",
                    at: place, help: "write [first, last, number of values]"))
            return nil
        }
        guard !isLogarithmic || min(first, last) > 0 else {
            fields.report(.notPositive(min(first, last), at: place))
            return nil
        }
        let values = (0..<count).map { index in
            if index == 0 { return first }
            if index == count - 1 { return last }
            return NumberInterval.rounded(value(Double(index) / Double(count - 1), first, last))
        }
        return .levels(values.map { SpecNode(.number($0), origin: place) })
    }
}

/// Three numbers: first value, last value, number of values.
struct SpacedValues: SpecDecodable {
    let numbers: [Double]

    static var fieldType: FieldType { .list(of: .number(.any), count: 3) }

    init?(from node: SpecNode, diagnostics: inout DiagnosticBag) {
        guard case .list(let items) = node.content, items.count == 3 else {
            diagnostics.report(
                .wrongType(
                    expected: "a list of 3 items", found: node,
                    help: "write [first, last, number of values]"))
            return nil
        }
        numbers = items.compactMap { Double(from: $0, diagnostics: &diagnostics) }
        if numbers.count < 3 { return nil }
    }

    var resolvedNode: SpecContent { .defaults(numbers.map { .number($0) }) }
}
