/// An amount of memory with its unit: `512 MB`, `1.5 GiB`, `4G`. Kilo, mega, giga and tera are powers of 1000 with a
/// `B` (`GB`), and of 1024 without one or with an `i` (`G`, `GiB`), as for batch systems.
package struct SpecByteCount: SpecDecodable, Hashable {
    package let bytes: Int
    private let text: String

    /// - Returns: nil when the text is no amount, or one that no machine has
    package init?(_ text: String) {
        let trimmed = text.trimmed
        let split = trimmed.firstIndex { $0.isLetter || $0.isWhitespace } ?? trimmed.endIndex
        let word = String(trimmed[split...]).trimmed.lowercased()
        guard CoreSchema.content(ofPlain: String(trimmed[..<split])).isNumber,
            let amount = Double(String(trimmed[..<split])), let factor = Self.factors[word],
            amount >= 0, amount * factor < 1e18
        else { return nil }
        bytes = Int(amount * factor)
        self.text = trimmed
    }

    private init(bytes: Int) {
        self.bytes = bytes
        text = "\(bytes / 1024)K"
    }

    /// A fourth of it.
    package var quarter: SpecByteCount { SpecByteCount(bytes: bytes / 4) }

    private static let factors: [String: Double] = {
        var factors: [String: Double] = [:]
        for (power, letter) in ["k", "m", "g", "t"].enumerated() {
            factors[letter] = pow(1024, power + 1)
            factors[letter + "ib"] = pow(1024, power + 1)
            factors[letter + "b"] = pow(1000, power + 1)
        }
        return factors
    }()

    private static func pow(_ base: Double, _ exponent: Int) -> Double {
        (0..<exponent).reduce(1) { product, _ in product * base }
    }

    package static var fieldType: FieldType { .language(name: "amount of memory", accepts: [.text]) }

    package init?(from node: SpecNode, diagnostics: inout DiagnosticBag) {
        guard case .string(let text) = node.content, let value = SpecByteCount(text) else {
            diagnostics.report(
                .wrongType(
                    expected: "an amount of memory", found: node,
                    help: "write a number and a unit: 512 MB, 4 GB, 4G (1024³ bytes each)"))
            return nil
        }
        self = value
    }

    package var resolvedNode: SpecContent { .string(text) }
}
