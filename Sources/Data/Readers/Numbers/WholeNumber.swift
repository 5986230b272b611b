import Foundation

/// Whole numbers as texts: which of them a double cannot hold, and how two of them compare, exactly.
///
/// A double holds every whole number up to 2^53 = 9,007,199,254,740,992 and only some of the larger ones:
/// 9007199254740993 becomes 9007199254740992. Identifiers of 16 and more digits, such as times in nanoseconds and
/// numbers of messages, would become equal to one another.
enum WholeNumber {
    /// Whether the field is a whole number, in digits alone, that the double nearest to it is not.
    static func isRounded(_ content: UnsafeBufferPointer<UInt8>, _ value: Double) -> Bool {
        // Up to 15 digits always fit.
        guard content.count > 15, abs(value) >= 0x1p53, value.isFinite else { return false }
        guard let parts = WholeNumberParts(content) else { return false }
        if let number = UInt64(parts.digits) {
            // The largest doubles below 2^64 are exact here; 2^64 itself is not below.
            return abs(value) >= 0x1p64 || UInt64(abs(value)) != number
        }
        return exactDigits(abs(value)) != parts.digits
    }

    /// All digits of a double that is a whole number.
    private static func exactDigits(_ value: Double) -> String { String(format: "%.0f", value) }

    /// The same of a text.
    static func isRounded(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            guard let value = DecimalParser().parse(bytes) else { return false }
            return isRounded(bytes, value)
        }
    }

    /// Why a column of whole numbers is not a number column.
    static func remark(_ example: String, line: Int?) -> String {
        (line.map { "line \($0) holds " } ?? "it holds ")
            + "\(example), a whole number that no double holds exactly"
    }

    /// -1, 0 or 1 as the first is smaller than, equal to or greater than the second; nil where one is not a whole
    /// number.
    static func comparison(_ first: String, _ second: String) -> Int? {
        guard let first = WholeNumberParts(first), let second = WholeNumberParts(second) else { return nil }
        guard first.isNegative == second.isNegative else { return first.isNegative ? -1 : 1 }
        let order = first.magnitudeComparison(second)
        return first.isNegative ? -order : order
    }
}

/// A whole number as its sign and its digits, without leading zeros; zero is not negative.
private struct WholeNumberParts {
    var isNegative = false
    var digits: String

    init?(_ text: String) {
        var text = text
        guard let parts = text.withUTF8({ WholeNumberParts($0) }) else { return nil }
        self = parts
    }

    init?(_ bytes: UnsafeBufferPointer<UInt8>) {
        var rest = bytes[...]
        while let first = rest.first, first == 0x20 || first == 0x09 { rest = rest.dropFirst() }
        while let last = rest.last, last == 0x20 || last == 0x09 { rest = rest.dropLast() }
        if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            isNegative = sign == UInt8(ascii: "-")
            rest = rest.dropFirst()
        }
        guard !rest.isEmpty, rest.allSatisfy({ $0 &- UInt8(ascii: "0") < 10 }) else { return nil }
        while rest.count > 1, rest.first == UInt8(ascii: "0") { rest = rest.dropFirst() }
        digits = String(decoding: rest, as: UTF8.self)
        if digits == "0" { isNegative = false }
    }

    func magnitudeComparison(_ other: WholeNumberParts) -> Int {
        let (left, right) = (digits.utf8, other.digits.utf8)
        if left.count != right.count { return left.count < right.count ? -1 : 1 }
        for (first, second) in zip(left, right) where first != second { return first < second ? -1 : 1 }
        return 0
    }
}
