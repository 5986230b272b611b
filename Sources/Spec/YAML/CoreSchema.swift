/// The types of plain scalars in YAML 1.2: null, booleans, whole numbers (also `0x`, `0o`), numbers with
/// fraction or exponent, infinities, not-a-number; everything else is text. So `yes`, `on`, `1_000` and
/// `12:30` are text.
///
/// - Limits: a whole number beyond 64 bits becomes a number with fraction.
/// - Source: YAML 1.2.2, section 10.3.2 (core schema).
enum CoreSchema {
    static func content(ofPlain text: String) -> SpecContent {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        case ".nan", ".NaN", ".NAN": return .number(.nan)
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": return .number(.infinity)
        case "-.inf", "-.Inf", "-.INF": return .number(-.infinity)
        default: return number(text) ?? .string(text)
        }
    }

    private static func number(_ text: String) -> SpecContent? {
        let bytes = Array(text.utf8)
        if bytes.starts(with: Array("0x".utf8)) { return based(text.dropFirst(2), radix: 16) }
        if bytes.starts(with: Array("0o".utf8)) { return based(text.dropFirst(2), radix: 8) }
        guard let shape = decimalShape(bytes) else { return nil }
        if shape == .whole, let value = Int(text) { return .integer(value) }
        return Double(text).map { .number($0) }
    }

    private static func based(_ digits: Substring, radix: Int) -> SpecContent? {
        guard let first = digits.utf8.first, first != UInt8(ascii: "-"), first != UInt8(ascii: "+") else {
            return nil
        }
        if let value = Int(digits, radix: radix) { return .integer(value) }
        let allDigits = digits.allSatisfy { Int(String($0), radix: radix) != nil }
        guard allDigits else { return nil }
        return .number(digits.reduce(0.0) { $0 * Double(radix) + Double(Int(String($1), radix: radix) ?? 0) })
    }

    private enum DecimalShape {
        case whole
        case fraction
    }

    /// Matches `[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`.
    private static func decimalShape(_ bytes: [UInt8]) -> DecimalShape? {
        var position = 0
        func digits() -> Int {
            let start = position
            while position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) {
                position += 1
            }
            return position - start
        }
        func skip(_ accepted: String) -> Bool {
            guard position < bytes.count, accepted.utf8.contains(bytes[position]) else { return false }
            position += 1
            return true
        }
        _ = skip("+-")
        let whole = digits()
        var shape = DecimalShape.whole
        if skip(".") {
            shape = .fraction
            if digits() == 0, whole == 0 { return nil }
        } else if whole == 0 {
            return nil
        }
        if skip("eE") {
            shape = .fraction
            _ = skip("+-")
            if digits() == 0 { return nil }
        }
        return position == bytes.count ? shape : nil
    }
}
