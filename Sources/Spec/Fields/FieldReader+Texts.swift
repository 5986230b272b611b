extension FieldReader {
    /// True or false, with a default.
    package mutating func bool(
        _ name: String, aliases: [String] = [], default standard: Bool, _ documentation: String
    ) -> Bool {
        read(name, aliases, .natural, default: standard, documentation)
    }

    /// Text with a default.
    package mutating func string(
        _ name: String, aliases: [String] = [], default standard: String, _ documentation: String
    ) -> String {
        read(name, aliases, .natural, default: standard, documentation)
    }

    /// Text that must be given; empty when it is missing or wrong.
    package mutating func requiredString(
        _ name: String, aliases: [String] = [], _ documentation: String
    ) -> String {
        read(name, aliases, .natural, .required, documentation) ?? ""
    }

    /// Text that may be left out.
    package mutating func optionalString(
        _ name: String, aliases: [String] = [], _ documentation: String
    ) -> String? {
        read(name, aliases, .natural, .optional, documentation)
    }

    /// One of a closed set of words, with a default.
    package mutating func choice<Choice: CaseIterable & RawRepresentable<String> & Sendable>(
        _ name: String, aliases: [String] = [], default standard: Choice, _ documentation: String
    ) -> Choice {
        read(name, aliases, .choice(), default: standard, documentation)
    }

    /// One of a closed set of words, or left out.
    package mutating func optionalChoice<Choice: CaseIterable & RawRepresentable<String> & Sendable>(
        _ name: String, aliases: [String] = [], of choice: Choice.Type = Choice.self, _ documentation: String
    ) -> Choice? {
        read(name, aliases, .choice(), .optional, documentation)
    }
}

extension ValueCoding where Value: CaseIterable & RawRepresentable<String> & Sendable {
    static func choice() -> ValueCoding {
        ValueCoding(
            type: .choice(Value.allCases.map(\.rawValue)), decode: decodeChoice,
            content: { .string($0.rawValue) })
    }

    private static func decodeChoice(_ node: SpecNode, _ diagnostics: inout DiagnosticBag) -> Value? {
        let words = Value.allCases.map(\.rawValue)
        guard case .string(let text) = node.content else {
            let help = "write one of: " + words.joined(separator: ", ")
            diagnostics.report(.wrongType(expected: "a word", found: node, help: help))
            return nil
        }
        if let value = Value(rawValue: text) { return value }
        diagnostics.report(
            Diagnostic(
                "unknown-choice", "'\(shortened(text))' is not one of the choices", at: node.origin,
                help: nearestName(to: text, in: words).map { "did you mean '\($0)'?" }
                    ?? ForeignWords.member(for: text, among: words).map { "it is called '\($0)' here" },
                notes: ["choices: " + words.joined(separator: ", ")]))
        return nil
    }
}
