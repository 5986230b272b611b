import Spec

/// What `cast` makes of a column: a type, or a type with how the values are written.
struct CastTarget: SpecDecodable {
    let type: ColumnType
    let isTime: Bool
    let spelling: NumberSpelling?
    let format: String?
    private let content: SpecContent

    private static let words = DeclaredType.words + ["time"]

    static var fieldType: FieldType {
        .anyOf([.choice(words), .section(FieldReader.fields(of: CastFields.self))])
    }

    init?(from node: SpecNode, diagnostics: inout DiagnosticBag) {
        if case .map = node.content {
            let decoded = FieldReader.decode(root: node, as: CastFields.self, subject: "the new type")
            for finding in decoded.diagnostics.all { diagnostics.report(finding) }
            guard !decoded.diagnostics.hasErrors else { return nil }
            let fields = decoded.value
            isTime = fields.kind == .time
            type = isTime ? .category : ColumnType(rawValue: fields.kind.rawValue) ?? .category
            spelling = fields.spelling
            format = fields.format?.text
            content = decoded.resolved.content
            return
        }
        guard let text = String(from: node, diagnostics: &diagnostics) else { return nil }
        guard let kind = CastFields.Kind(rawValue: text) else {
            diagnostics.report(
                Diagnostic(
                    "unknown-choice", "'\(text)' is not one of the choices", at: node.origin,
                    help: nearestName(to: text, in: CastTarget.words).map { "did you mean '\($0)'?" },
                    notes: ["choices: " + CastTarget.words.joined(separator: ", ")]))
            return nil
        }
        isTime = kind == .time
        type = isTime ? .category : ColumnType(rawValue: kind.rawValue) ?? .category
        spelling = nil
        format = nil
        content = .string(text)
    }

    var resolvedNode: SpecContent { content }
}

/// The fields of a new type, as they are read.
struct CastFields: SpecSection {
    enum Kind: String, Sendable, CaseIterable {
        case number, category, text, boolean, time
    }

    let kind: Kind
    let spelling: NumberSpelling?
    let format: DateFormat?

    init(reading fields: inout FieldReader) {
        kind = fields.choice(
            "type", default: .number, "What the column becomes: number, category, text, boolean or time.")
        let strip = fields.optionalString(
            "strip", "Signs that are taken out of numbers, such as \"$,%\"; (3.20) is then -3.2.")
        let decimal = fields.optionalString("decimal", "The decimal sign of numbers; default a point.")
        let units: [(key: String, value: Double, origin: Origin)] = fields.doubleMap(
            "units", default: [], "What numbers with such a sign at their end are multiplied by: {K: 1000}.")
        format = fields.dateFormat()
        var spelling = NumberSpelling()
        spelling.strip = strip
        spelling.decimal = decimal
        if !units.isEmpty {
            spelling.units = Dictionary(
                units.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
        }
        self.spelling = spelling == NumberSpelling() ? nil : spelling
        if let decimal, decimal.count != 1 || decimal.contains(where: { $0.isNumber || "+-".contains($0) }) {
            fields.report(
                Diagnostic(
                    "out-of-range", "the decimal sign is one character, found '\(decimal)'",
                    at: fields.origin(of: "decimal"), help: "write \",\" or \".\""))
        }
        if kind != .number,
            let name = strip != nil ? "strip" : decimal != nil ? "decimal" : units.isEmpty ? nil : "units"
        {
            fields.report(
                Diagnostic(
                    "column-type", "'\(name)' is about numbers, and the new type is \(kind.rawValue)",
                    at: fields.origin(of: name), help: "leave it out, or write type: number"))
        }
        if kind != .time, format != nil {
            fields.report(
                Diagnostic(
                    "column-type", "'format' is about times, and the new type is \(kind.rawValue)",
                    at: fields.origin(of: "format"), help: "leave it out, or write type: time"))
        }
    }
}

/// How numbers are written in a column of texts.
struct NumberSpelling: Codable, Sendable, Equatable {
    /// Signs that mean nothing.
    var strip: String?
    /// The decimal sign; a point where it is nil.
    var decimal: String?
    /// What a number with such a sign at its end is multiplied by.
    var units: [String: Double]?

    /// The number; nil for a text that is none. Blanks never mean anything.
    func value(_ text: String) -> Double? {
        var isNegative = false
        var kept = text.filter { character in
            !character.isWhitespace && !(strip?.contains(character) ?? false)
        }
        if strip != nil, kept.hasPrefix("("), kept.hasSuffix(")"), kept.count > 2 {
            kept = String(kept.dropFirst().dropLast())
            isNegative = true
        }
        var factor = 1.0
        if let units {
            // The longest sign that fits: MM before M.
            let unit = units.keys.filter { kept.hasSuffix($0) && !$0.isEmpty }.max {
                ($0.count, $0) < ($1.count, $1)
            }
            if let unit {
                kept = String(kept.dropLast(unit.count))
                factor = units[unit] ?? 1
            }
        }
        if let decimal, decimal != "." {
            guard !kept.contains(".") else { return nil }
            kept = kept.replacing(decimal, with: ".")
        }
        if kept.hasPrefix("\u{2212}") { kept = "-" + kept.dropFirst() }
        guard let number = Double(kept) else { return nil }
        return (isNegative ? -number : number) * factor
    }
}
