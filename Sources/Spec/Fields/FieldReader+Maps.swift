extension FieldReader {
    /// A map with free keys, in the order written, that must be given; empty when it is missing or wrong.
    ///
    /// As a component's primary field it may be the component's whole body: `derive: {run_time: 'mean(a,
    /// b)'}`.
    package mutating func entries<Value: SpecDecodable>(
        _ name: String, aliases: [String] = [], of value: Value.Type, _ documentation: String
    ) -> [(key: String, value: Value, origin: Origin)] {
        read(name, aliases, .map(of: .natural), .required, documentation) ?? []
    }

    /// A map with free keys that may be left out.
    package mutating func optionalEntries<Value: SpecDecodable>(
        _ name: String, aliases: [String] = [], of value: Value.Type, _ documentation: String
    ) -> [(key: String, value: Value, origin: Origin)]? {
        read(name, aliases, .map(of: .natural), .optional, documentation)
    }

    /// A map from free keys to text that must be given.
    package mutating func stringMap(
        _ name: String, aliases: [String] = [], _ documentation: String
    ) -> [(key: String, value: String, origin: Origin)] {
        read(name, aliases, .map(of: .natural), .required, documentation) ?? []
    }

    /// A map from free keys to numbers, such as the ratios of a split, that must be given.
    package mutating func doubleMap(
        _ name: String, aliases: [String] = [], in range: NumberRange = .any,
        keyAliases: [String: String] = [:], _ documentation: String
    ) -> [(key: String, value: Double, origin: Origin)] {
        let coding = ValueCoding.map(of: .number(in: range), keyAliases: keyAliases)
        return read(name, aliases, coding, .required, documentation) ?? []
    }

    /// A map from free keys to numbers with a default.
    package mutating func doubleMap(
        _ name: String, aliases: [String] = [], default standard: [(String, Double)],
        in range: NumberRange = .any, _ documentation: String
    ) -> [(key: String, value: Double, origin: Origin)] {
        read(
            name, aliases, .map(of: .number(in: range)),
            default: standard.map { (key: $0.0, value: $0.1, origin: .defaultValue) }, documentation)
    }
}

extension ValueCoding {
    /// A map from free keys to values of one coding, order kept.
    static func map<Element>(
        of element: ValueCoding<Element>, keyAliases: [String: String] = [:]
    ) -> ValueCoding<[(key: String, value: Element, origin: Origin)]>
    where Value == [(key: String, value: Element, origin: Origin)] {
        ValueCoding(
            type: .map(of: element.type, keyAliases: keyAliases), decode: { decodeMap($0, of: element, &$1) },
            content: { entries in .defaults(entries.map { ($0.key, element.content($0.value)) }) })
    }

    private static func decodeMap<Element>(
        _ node: SpecNode, of element: ValueCoding<Element>, _ diagnostics: inout DiagnosticBag
    ) -> [(key: String, value: Element, origin: Origin)]? {
        guard case .map(let entries) = node.content else {
            diagnostics.report(.wrongType(expected: "a map", found: node))
            return nil
        }
        var values: [(key: String, value: Element, origin: Origin)] = []
        // A null takes the entry away, as it does with a field.
        let kept = entries.filter { !$0.isTakenAway }
        for entry in kept {
            var findings = DiagnosticBag()
            let decoded = element.decode(entry.value, &findings)
            for finding in findings.all { diagnostics.report(finding.naming(entry.key)) }
            guard let value = decoded else { continue }
            values.append((key: entry.key, value: value, origin: entry.value.origin))
        }
        return values.count == kept.count ? values : nil
    }
}
