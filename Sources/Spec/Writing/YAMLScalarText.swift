/// How a text is written as a YAML scalar: plain where that reads back as the same text, else in single
/// quotes, or in double quotes when it holds line ends or control characters.
enum YAMLScalarText {
    /// - Parameter isKey: in keys `${` stands for itself
    /// - Parameter keepsReferences: whether `${` is meant as such
    static func text(_ value: String, isKey: Bool = false, keepsReferences: Bool = false) -> String {
        if isSimpleWord(value) { return value }
        let escaped = isKey || keepsReferences ? value : value.replacing("${", with: "$${")
        if needsEscapes(escaped) { return doubleQuoted(escaped) }
        if isPlain(escaped) { return escaped }
        return "'" + escaped.replacing("'", with: "''") + "'"
    }

    /// Whether the text is an ASCII letter followed by letters, digits, `_`, `.`, `-` and `/`, and no word with a
    /// meaning of its own: most texts of a specification are, and need no closer look.
    private static func isSimpleWord(_ value: String) -> Bool {
        var isFirst = true
        for byte in value.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): break
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."),
                UInt8(ascii: "-"), UInt8(ascii: "/"):
                if isFirst { return false }
            default: return false
            }
            isFirst = false
        }
        guard !isFirst else { return false }
        // The longest word with a meaning has five letters.
        guard value.utf8.count <= 5 else { return true }
        guard case .string = CoreSchema.content(ofPlain: value) else { return false }
        return !wordsOfYAML11.contains(value.lowercased())
    }

    private static func needsEscapes(_ value: String) -> Bool {
        value.unicodeScalars.contains { scalar in
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned, .format:
                true
            default: false
            }
        }
    }

    /// Whether the text can stand without quotes, also inside `[…]` and before a `:`.
    private static func isPlain(_ value: String) -> Bool {
        guard case .string = CoreSchema.content(ofPlain: value) else { return false }
        guard let first = value.unicodeScalars.first, let last = value.unicodeScalars.last else {
            return false
        }
        if first.properties.isWhitespace || last.properties.isWhitespace { return false }
        if "-?:,[]{}#&*!|>'\"%@`=<~.".unicodeScalars.contains(first) { return false }
        if last == ":" { return false }
        let refused: Set<Unicode.Scalar> = [",", "[", "]", "{", "}", "?"]
        if value.unicodeScalars.contains(where: refused.contains) { return false }
        if wordsOfYAML11.contains(value.lowercased()) || isNumberOrDateOfYAML11(value) { return false }
        return !value.contains(": ") && !value.contains(" #") && !value.contains("\t")
    }

    /// Words that are not text to readers of YAML 1.1, such as PyYAML.
    private static let wordsOfYAML11: Set<String> = ["y", "n", "yes", "no", "on", "off"]

    /// Whether a reader of YAML 1.1 may take the text for a number (`1_000`, `0b11`, `0o17`), a time of day (`12:30`,
    /// there a number in base 60) or a date. Rather too often than too seldom: quotes do no harm.
    private static func isNumberOrDateOfYAML11(_ value: String) -> Bool {
        let bytes = Array(value.utf8)
        guard let first = bytes.first, "0123456789+-.".utf8.contains(first) else { return false }
        let digits = Array("0123456789".utf8)
        if bytes.count >= 8, bytes[4] == UInt8(ascii: "-"), bytes[..<4].allSatisfy(digits.contains) {
            return true
        }
        return bytes.allSatisfy { "0123456789_:.+-eExXoObBabcdfABCDF".utf8.contains($0) }
            && bytes.contains { digits.contains($0) }
    }

    private static func doubleQuoted(_ value: String) -> String {
        var text = "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\t": text += "\\t"
            case "\r": text += "\\r"
            case let other where needsEscapes(String(other)): text += escape(other)
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        let width = scalar.value <= 0xFF ? 2 : scalar.value <= 0xFFFF ? 4 : 8
        let letter = width == 2 ? "x" : width == 4 ? "u" : "U"
        return "\\" + letter + String(repeating: "0", count: width - digits.count) + digits
    }
}

/// The shortest text that reads back as exactly the same number: whole numbers without a fraction (`3`),
/// others as Swift prints them (`0.1`, `1e-05`); infinities and not-a-number in YAML's spelling.
package func numberText(_ value: Double) -> String {
    if value.isNaN { return ".nan" }
    if value.isInfinite { return value < 0 ? "-.inf" : ".inf" }
    if value == value.rounded(), abs(value) < 1e15, !(value == 0 && value.sign == .minus) {
        return String(Int(value))
    }
    return "\(value)"
}
