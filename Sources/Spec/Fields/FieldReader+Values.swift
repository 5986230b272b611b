/// How one kind of value is read, written and described.
struct ValueCoding<Value> {
    var type: FieldType
    var decode: (SpecNode, inout DiagnosticBag) -> Value?
    var content: (Value) -> SpecContent
}

extension ValueCoding where Value: SpecDecodable {
    /// The value's own way.
    static var natural: ValueCoding<Value> {
        ValueCoding(
            type: Value.fieldType, decode: { Value(from: $0, diagnostics: &$1) }, content: { $0.resolvedNode }
        )
    }
}

extension FieldReader {
    /// A value of any decodable type, with a default.
    package mutating func value<Value: SpecDecodable>(
        _ name: String, aliases: [String] = [], of type: Value.Type = Value.self, default standard: Value,
        _ documentation: String
    ) -> Value {
        read(name, aliases, .natural, default: standard, documentation)
    }

    /// A value of any decodable type that must be given; nil when it is missing or wrong.
    package mutating func requiredValue<Value: SpecDecodable>(
        _ name: String, aliases: [String] = [], of type: Value.Type = Value.self, _ documentation: String
    ) -> Value? {
        read(name, aliases, .natural, .required, documentation)
    }

    /// A value of any decodable type that may be left out.
    package mutating func optionalValue<Value: SpecDecodable>(
        _ name: String, aliases: [String] = [], of type: Value.Type = Value.self, _ documentation: String
    ) -> Value? {
        read(name, aliases, .natural, .optional, documentation)
    }

    /// Declares, takes, decodes and resolves a field that has a default.
    mutating func read<Value>(
        _ name: String, _ aliases: [String], _ coding: ValueCoding<Value>, default standard: Value,
        _ documentation: String
    ) -> Value {
        let standardContent = coding.content(standard)
        let description = FieldDescription(
            name: name, aliases: aliases, type: coding.type, requirement: .defaultValue(standardContent),
            documentation: documentation)
        guard let node = take(description) else {
            resolve(name, standardContent.placed(at: .defaultValue), origin: .defaultValue)
            return standard
        }
        return decode(name, node, coding) ?? standard
    }

    /// Declares, takes, decodes and resolves a field that has no default.
    mutating func read<Value>(
        _ name: String, _ aliases: [String], _ coding: ValueCoding<Value>,
        _ requirement: FieldDescription.Requirement, _ documentation: String
    ) -> Value? {
        let description = FieldDescription(
            name: name, aliases: aliases, type: coding.type, requirement: requirement,
            documentation: documentation)
        guard let node = take(description) else {
            if case .optional = requirement { resolve(name, .null, origin: .defaultValue) }
            return nil
        }
        return decode(name, node, coding)
    }

    private mutating func decode<Value>(_ name: String, _ node: SpecNode, _ coding: ValueCoding<Value>)
        -> Value?
    {
        var findings = DiagnosticBag()
        let decoded = coding.decode(node, &findings)
        for finding in findings.all { diagnostics.report(finding.naming(name)) }
        guard let value = decoded else { return nil }
        resolve(name, coding.content(value).placed(like: node), origin: node.origin)
        return value
    }
}
