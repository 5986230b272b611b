/// One text for each value, whatever type its column was read as: what goes into a key that has to last.
///
///     001, 1, +1, 1.0, 1e0   1.0                 a number, as text or as a number
///     TRUE, true, True       true                a truth value
///     90071992547409921      90071992547409921   a whole number that no double holds
///     A1, 0x10, nan          as they are
///
/// A column of numbers becomes one of text as soon as one value is none; the keys of the others must not change with
/// it.
enum KeyText {
    static func of(_ number: Double) -> String {
        // Swift's shortest text, and one zero.
        number == 0 ? "0.0" : "\(number)"
    }

    static func of(_ text: String) -> String {
        var bytes = Array(text.utf8)[...]
        while let last = bytes.last, isBlank(last) { bytes.removeLast() }
        while let first = bytes.first, isBlank(first) { bytes.removeFirst() }
        if let whole = wholeBeyondDouble(bytes) { return whole }
        let trimmed = String(decoding: bytes, as: UTF8.self)
        if isDecimal(bytes), let number = Double(trimmed), number.isFinite { return of(number) }
        switch trimmed.lowercased() {
        case "true": return "true"
        case "false": return "false"
        default: return text
        }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }
    private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

    /// Digits, a sign, a point, an exponent: neither `nan` nor `0x10`.
    private static func isDecimal(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.contains(where: isDigit)
            && bytes.allSatisfy { byte in
                isDigit(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
                    || byte == UInt8(ascii: ".")
                    || byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E")
            }
    }

    /// The digits of a whole number beyond 2^53 that a double would round, without leading zeros.
    private static func wholeBeyondDouble(_ bytes: ArraySlice<UInt8>) -> String? {
        var digits = bytes
        let isNegative = digits.first == UInt8(ascii: "-")
        if isNegative || digits.first == UInt8(ascii: "+") { digits.removeFirst() }
        guard digits.allSatisfy(isDigit) else { return nil }
        digits = digits.drop { $0 == UInt8(ascii: "0") }
        guard digits.count > 15 else { return nil }
        let text = String(decoding: digits, as: UTF8.self)
        // 2^53 and less have a double of their own.
        if let whole = UInt64(text), whole <= 1 << 53 { return nil }
        return (isNegative ? "-" : "") + text
    }
}

extension Column {
    /// The key text of every row, nil where the value is missing; of categories each level is looked at once.
    func keyTexts() -> (Int) -> String? {
        switch self {
        case .numbers(let column): return { row in column[row].map { KeyText.of($0) } }
        case .categories(let column):
            let keys = column.levels.map { KeyText.of($0) }
            return { row in column.codes[row] < 0 ? nil : keys[Int(column.codes[row])] }
        case .text(let column): return { row in column[row].map { KeyText.of($0) } }
        case .booleans, .tensors: return { row in description(row: row) }
        }
    }
}
