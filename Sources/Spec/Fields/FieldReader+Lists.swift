extension FieldReader {
    /// A list of numbers; one number alone counts as a list of one. `count` fixes the length.
    package mutating func doubles(
        _ name: String, aliases: [String] = [], count: Int? = nil, default standard: [Double],
        in range: NumberRange = .any, _ documentation: String
    ) -> [Double] {
        read(name, aliases, .list(of: .number(in: range), count: count), default: standard, documentation)
    }

    /// A list of numbers that may be left out.
    package mutating func optionalDoubles(
        _ name: String, aliases: [String] = [], count: Int? = nil, in range: NumberRange = .any,
        _ documentation: String
    ) -> [Double]? {
        read(name, aliases, .list(of: .number(in: range), count: count), .optional, documentation)
    }

    /// A list of whole numbers; one number alone counts as a list of one.
    package mutating func ints(
        _ name: String, aliases: [String] = [], count: Int? = nil, default standard: [Int],
        in range: NumberRange = .any, _ documentation: String
    ) -> [Int] {
        read(name, aliases, .list(of: .integer(in: range), count: count), default: standard, documentation)
    }

    /// A list of whole numbers that may be left out.
    package mutating func optionalInts(
        _ name: String, aliases: [String] = [], count: Int? = nil, in range: NumberRange = .any,
        _ documentation: String
    ) -> [Int]? {
        read(name, aliases, .list(of: .integer(in: range), count: count), .optional, documentation)
    }

    /// A list of texts; one text alone counts as a list of one.
    package mutating func strings(
        _ name: String, aliases: [String] = [], default standard: [String], _ documentation: String
    ) -> [String] {
        read(name, aliases, .list(of: .natural, count: nil), default: standard, documentation)
    }

    /// A list of texts that must be given; empty when it is missing or wrong.
    package mutating func requiredStrings(
        _ name: String, aliases: [String] = [], _ documentation: String
    ) -> [String] {
        read(name, aliases, .list(of: .natural, count: nil), .required, documentation) ?? []
    }

    /// A list of texts that may be left out.
    package mutating func optionalStrings(
        _ name: String, aliases: [String] = [], _ documentation: String
    ) -> [String]? {
        read(name, aliases, .list(of: .natural, count: nil), .optional, documentation)
    }
}

extension ValueCoding {
    /// A list of values of one coding; one value alone counts as a list of one.
    static func list<Element>(of element: ValueCoding<Element>, count: Int?) -> ValueCoding<[Element]>
    where Value == [Element] {
        ValueCoding<[Element]>(
            type: .list(of: element.type, count: count),
            decode: { decodeList($0, of: element, count: count, &$1) },
            content: { items in
                .list(items.map { SpecNode(element.content($0), origin: .defaultValue) })
            })
    }

    private static func decodeList<Element>(
        _ node: SpecNode, of element: ValueCoding<Element>, count: Int?, _ diagnostics: inout DiagnosticBag
    ) -> [Element]? {
        var items = [node]
        if case .list(let written) = node.content { items = written }
        if let count, items.count != count {
            let expected = "a list of \(count) item\(count == 1 ? "" : "s")"
            diagnostics.report(.wrongType(expected: expected, found: node))
            return nil
        }
        var values: [Element] = []
        for item in items {
            if let value = element.decode(item, &diagnostics) { values.append(value) }
        }
        return values.count == items.count ? values : nil
    }
}

extension Array: SpecDecodable where Element: SpecDecodable {
    package static var fieldType: FieldType { .list(of: Element.fieldType, count: nil) }

    package init?(from node: SpecNode, diagnostics: inout DiagnosticBag) {
        let coding = ValueCoding<[Element]>.list(of: .natural, count: nil)
        guard let items = coding.decode(node, &diagnostics) else { return nil }
        self = items
    }

    package var resolvedNode: SpecContent {
        .list(map { SpecNode($0.resolvedNode, origin: .defaultValue) })
    }
}
