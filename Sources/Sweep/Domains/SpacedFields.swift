import Spec

/// The fields of a domain with a given number of values between two bounds.
struct SpacedFields {
    let start: Double
    let stop: Double
    let count: Int

    init?(_ values: [Double], _ fields: inout FieldReader, isLogarithmic: Bool) {
        let place = fields.origin(of: "values")
        guard values.count == 3 else { return nil }
        guard let count = Int(exactly: values[2]), (1...100_000).contains(count) else {
            fields.report(
                Diagnostic(
                    "out-of-range",
                    "the number of values must be whole and from 1 to 100000, found \(numberText(values[2]))",
                    at: place, help: "write [first, last, number of values]"))
            return nil
        }
        guard !isLogarithmic || min(values[0], values[1]) > 0 else {
            fields.report(.notPositive(min(values[0], values[1]), at: place))
            return nil
        }
        start = values[0]
        stop = values[1]
        self.count = count
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
