/// A count with its unit: `10 epochs`, `500 steps`, `2 h`. A bare number means what the field's documentation
/// says.
package struct SpecDuration: SpecDecodable, Hashable {
    package enum Unit: String, CaseIterable, Sendable {
        case epochs
        case steps
        case seconds = "s"
        case minutes = "min"
        case hours = "h"
        case days = "d"

        /// How many seconds one of it takes; nil for epochs and steps.
        package var seconds: Double? {
            switch self {
            case .epochs, .steps: nil
            case .seconds: 1
            case .minutes: 60
            case .hours: 3_600
            case .days: 86_400
            }
        }

        /// The spellings accepted.
        var names: [String] {
            switch self {
            case .epochs: ["epochs", "epoch"]
            case .steps: ["steps", "step"]
            case .seconds: ["s", "sec", "second", "seconds"]
            case .minutes: ["min", "minute", "minutes"]
            case .hours: ["h", "hour", "hours"]
            case .days: ["d", "day", "days"]
            }
        }
    }

    package var amount: Double
    /// nil for a bare number.
    package var unit: Unit?

    package init(_ amount: Double, _ unit: Unit? = nil) {
        self.amount = amount
        self.unit = unit
    }

    /// The time in seconds, when the unit is one of time.
    package var seconds: Double? { unit?.seconds.map { $0 * amount } }

    package static var fieldType: FieldType {
        .language(name: "duration", accepts: [.number(.nonNegative), .text])
    }

    package init?(from node: SpecNode, diagnostics: inout DiagnosticBag) {
        switch node.content {
        case .integer, .number:
            guard let amount = Double(from: node, in: .nonNegative, diagnostics: &diagnostics),
                Self.isBounded(amount, node, &diagnostics)
            else { return nil }
            self.init(amount)
        case .string(let text):
            self.init(text, node, &diagnostics)
        case .null, .bool, .list, .map:
            diagnostics.report(.wrongType(expected: "a duration", found: node, help: Self.help))
            return nil
        }
    }

    /// More than any training takes; a bound, so that counting never overflows.
    private static let most = 1e9

    private static func isBounded(_ amount: Double, _ node: SpecNode, _ diagnostics: inout DiagnosticBag)
        -> Bool
    {
        if amount <= most { return true }
        diagnostics.report(.outOfRange(.closed(-.infinity, most), found: node))
        return false
    }

    private static let help = "write a number and a unit: 10 epochs, 500 steps, 30 s, 5 min, 2 h, 1 d"

    private init?(_ text: String, _ node: SpecNode, _ diagnostics: inout DiagnosticBag) {
        let trimmed = text.trimmed
        let split =
            trimmed.firstIndex { $0.isLetter && !"eE".contains($0) || $0.isWhitespace } ?? trimmed.endIndex
        var number = String(trimmed[..<split])
        var word = String(trimmed[split...]).trimmed
        // "5epochs": the e belongs to the word, not to an exponent.
        if let last = number.last, "eE".contains(last) {
            number.removeLast()
            word = String(last) + word
        }
        let amount: SpecContent = CoreSchema.content(ofPlain: number)
        guard amount.isNumber, !word.isEmpty else {
            diagnostics.report(.wrongType(expected: "a duration", found: node, help: Self.help))
            return nil
        }
        guard let unit = Unit.allCases.first(where: { $0.names.contains(word.lowercased()) }) else {
            let near = nearestName(to: word, in: Unit.allCases.flatMap(\.names))
            diagnostics.report(
                Diagnostic(
                    "unknown-unit", "'\(shortened(word))' is not a unit of duration", at: node.origin,
                    help: near.map { "did you mean '\($0)'?" },
                    notes: ["units: " + Unit.allCases.map(\.rawValue).joined(separator: ", ")]))
            return nil
        }
        let value = Double(
            from: SpecNode(amount, origin: node.origin), in: .nonNegative, diagnostics: &diagnostics)
        guard let value, Self.isBounded(value, node, &diagnostics) else { return nil }
        self.init(value, unit)
    }

    package var resolvedNode: SpecContent {
        guard let unit else { return amount == amount.rounded() ? wholeNode : .number(amount) }
        let isSingular = amount == 1 && unit.seconds == nil
        let word = isSingular ? String(unit.rawValue.dropLast()) : unit.rawValue
        return .string("\(numberText(amount)) \(word)")
    }

    private var wholeNode: SpecContent { Int(exactly: amount).map { .integer($0) } ?? .number(amount) }
}

extension SpecContent {
    var isNumber: Bool {
        switch self {
        case .integer, .number: true
        case .null, .bool, .string, .list, .map: false
        }
    }
}

extension FieldReader {
    /// A duration whose bare numbers count in `bare`, in one of the units allowed; its unit is always given.
    package mutating func duration(
        _ name: String, aliases: [String] = [], default standard: SpecDuration, bare: SpecDuration.Unit,
        allowing units: [SpecDuration.Unit] = SpecDuration.Unit.allCases, _ documentation: String
    ) -> SpecDuration {
        read(name, aliases, .duration(bare: bare, units), default: standard, documentation)
    }

    /// A duration that must be given; nil when it is missing or wrong.
    package mutating func requiredDuration(
        _ name: String, aliases: [String] = [], bare: SpecDuration.Unit,
        allowing units: [SpecDuration.Unit] = SpecDuration.Unit.allCases, _ documentation: String
    ) -> SpecDuration? {
        read(name, aliases, .duration(bare: bare, units), .required, documentation)
    }

    /// A duration that may be left out.
    package mutating func optionalDuration(
        _ name: String, aliases: [String] = [], bare: SpecDuration.Unit,
        allowing units: [SpecDuration.Unit] = SpecDuration.Unit.allCases, _ documentation: String
    ) -> SpecDuration? {
        read(name, aliases, .duration(bare: bare, units), .optional, documentation)
    }
}

extension ValueCoding<SpecDuration> {
    static func duration(bare: SpecDuration.Unit, _ units: [SpecDuration.Unit]) -> ValueCoding {
        var coding = ValueCoding.natural
        coding.decode = { node, diagnostics in
            guard var value = SpecDuration(from: node, diagnostics: &diagnostics) else { return nil }
            let unit = value.unit ?? bare
            value.unit = unit
            if units.contains(unit) { return value }
            let names = units.map(\.rawValue).joined(separator: ", ")
            diagnostics.report(
                Diagnostic(
                    "wrong-unit", "\(node.content.shortText) is not counted in one of the units allowed here",
                    at: node.origin, notes: ["units allowed here: \(names)"]))
            return nil
        }
        return coding
    }
}
