extension FieldReader {
    /// A number with a default.
    package mutating func double(
        _ name: String, aliases: [String] = [], default standard: Double, in range: NumberRange = .any,
        _ documentation: String
    ) -> Double {
        read(name, aliases, .number(in: range), default: standard, documentation)
    }

    /// A number that must be given; a placeholder within the range when it is missing or wrong.
    package mutating func requiredDouble(
        _ name: String, aliases: [String] = [], in range: NumberRange = .any, _ documentation: String
    ) -> Double {
        read(name, aliases, .number(in: range), .required, documentation) ?? range.placeholder
    }

    /// A number that may be left out.
    package mutating func optionalDouble(
        _ name: String, aliases: [String] = [], in range: NumberRange = .any, _ documentation: String
    ) -> Double? {
        read(name, aliases, .number(in: range), .optional, documentation)
    }

    /// A whole number with a default.
    package mutating func int(
        _ name: String, aliases: [String] = [], default standard: Int, in range: NumberRange = .any,
        _ documentation: String
    ) -> Int {
        read(name, aliases, .integer(in: range), default: standard, documentation)
    }

    /// The start of a sequence of random numbers: any whole number of 64 bits.
    package mutating func seed(
        _ name: String = "seed", default standard: Int, in range: NumberRange = .any, _ documentation: String
    ) -> Int {
        read(name, [], .integer(in: range, limit: nil), default: standard, documentation)
    }

    /// A whole number that must be given; a placeholder within the range when it is missing or wrong.
    package mutating func requiredInt(
        _ name: String, aliases: [String] = [], in range: NumberRange = .any, _ documentation: String
    ) -> Int {
        read(name, aliases, .integer(in: range), .required, documentation) ?? range.wholePlaceholder
    }

    /// A whole number that may be left out.
    package mutating func optionalInt(
        _ name: String, aliases: [String] = [], in range: NumberRange = .any, _ documentation: String
    ) -> Int? {
        read(name, aliases, .integer(in: range), .optional, documentation)
    }
}

extension ValueCoding<Double> {
    static func number(in range: NumberRange) -> ValueCoding {
        ValueCoding(
            type: .number(range), decode: { Double(from: $0, in: range, diagnostics: &$1) },
            content: { .number($0) })
    }
}

extension ValueCoding<Int> {
    /// - Parameter limit: the largest absolute value, so that no product of two counts overflows; nil for none
    static func integer(in range: NumberRange, limit: Int? = mostCounted) -> ValueCoding {
        ValueCoding(
            type: .integer(range), decode: { Int(from: $0, in: range, limit: limit, diagnostics: &$1) },
            content: { .integer($0) })
    }

    /// More than anything that can be counted here: rows, steps, epochs, units.
    static var mostCounted: Int { 1_000_000_000 }
}

extension NumberRange {
    /// A placeholder within the range for a number that could not be read.
    var placeholder: Double {
        switch self {
        case .any, .positive, .nonNegative: 1
        case .greaterOrEqual(let lower): max(1, lower)
        case .closed(let lower, let upper), .open(let lower, let upper), .leftClosed(let lower, let upper),
            .rightClosed(let lower, let upper):
            contains(1) ? 1 : lower / 2 + upper / 2
        }
    }

    /// The same as a whole number; 1 when there is none near.
    var wholePlaceholder: Int {
        let value = placeholder.rounded(.up)
        return abs(value) < 1e15 ? Int(value) : 1
    }
}
