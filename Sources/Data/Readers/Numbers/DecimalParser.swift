import Foundation

/// Reads decimal numbers, correctly rounded: the nearest double, as `strtod` gives.
///
///     [spaces] [+-] digits [. digits] [e [+-] digits] [spaces]        also  inf, infinity, nan
///
/// Three ways, from fast to slow: up to 2^53 and a power of ten up to 10^22 both are exact, so that one
/// multiplication or division rounds once (W. D. Clinger, "How to read floating point numbers accurately", 1990);
/// on x86, up to 19 digits in the 64-bit significand of the extended type, unless the result is so close to
/// halfway between two doubles that rounding twice could matter; else `strtod`.
package struct DecimalParser: Sendable {
    package var decimal: UInt8
    /// What may stand between groups of digits.
    package var thousands: ThousandsSign?

    package init(decimal: UInt8 = UInt8(ascii: "."), thousands: ThousandsSign? = nil) {
        self.decimal = decimal
        self.thousands = thousands
    }

    package func parse(_ text: String) -> Double? {
        var copy = text
        return copy.withUTF8 { parse($0) }
    }

    /// - Returns: `nil` if the text is not a number.
    package func parse(_ bytes: UnsafeBufferPointer<UInt8>) -> Double? {
        if let value = parseUngrouped(bytes) { return value }
        guard let plain = thousands?.removed(from: bytes, decimal: decimal) else { return nil }
        return plain.withUnsafeBufferPointer { parseUngrouped($0) }
    }

    private func parseUngrouped(_ bytes: UnsafeBufferPointer<UInt8>) -> Double? {
        guard let base = bytes.baseAddress else { return nil }
        var start = base
        var end = base + bytes.count
        while start < end, start.pointee == 0x20 || start.pointee == 0x09 { start += 1 }
        while end > start, end[-1] == 0x20 || end[-1] == 0x09 { end -= 1 }
        guard let parts = DecimalParts(start, end, decimal: decimal) else {
            return DecimalParser.named(UnsafeBufferPointer(start: start, count: end - start))
        }
        if let value = parts.exactValue { return value }
        return strtodValue(start, end)
    }

    private static func named(_ bytes: UnsafeBufferPointer<UInt8>) -> Double? {
        guard (3...9).contains(bytes.count) else { return nil }
        var text = String(decoding: bytes, as: UTF8.self).lowercased()
        let negative = text.hasPrefix("-")
        if negative || text.hasPrefix("+") { text.removeFirst() }
        switch text {
        case "inf", "infinity": return negative ? -.infinity : .infinity
        case "nan": return .nan
        default: return nil
        }
    }

    /// The text is known to be a well-formed number.
    private func strtodValue(_ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> Double? {
        let count = end - start
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: count + 1) { copy in
            for index in 0..<count {
                let byte = start[index] == decimal ? UInt8(ascii: ".") : start[index]
                copy[index] = CChar(bitPattern: byte)
            }
            copy[count] = 0
            guard let address = copy.baseAddress else { return nil }
            return strtod(address, nil)
        }
    }
}

/// A number taken apart: significand × 10^exponent, exact unless more than 19 digits were given.
struct DecimalParts {
    private var significand: UInt64 = 0
    private var exponent = 0
    private var digits = 0
    private var negative = false

    /// `nil` if the bytes are not a number.
    init?(_ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, decimal: UInt8) {
        var position = start
        if position < end, position.pointee == UInt8(ascii: "-") || position.pointee == UInt8(ascii: "+") {
            negative = position.pointee == UInt8(ascii: "-")
            position += 1
        }
        let whole = readDigits(&position, end)
        var fraction = 0
        if position < end, position.pointee == decimal {
            position += 1
            fraction = readDigits(&position, end)
            exponent -= fraction
        }
        guard whole + fraction > 0, readExponent(&position, end), position == end else { return nil }
    }

    private mutating func readDigits(_ position: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>)
        -> Int
    {
        let first = position
        while position < end {
            let digit = position.pointee &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            significand = significand &* 10 &+ UInt64(digit)
            if digits > 0 || digit > 0 { digits += 1 }
            position += 1
        }
        return position - first
    }

    private mutating func readExponent(
        _ position: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>
    ) -> Bool {
        guard position < end, position.pointee | 0x20 == UInt8(ascii: "e") else { return true }
        position += 1
        var down = false
        if position < end, position.pointee == UInt8(ascii: "-") || position.pointee == UInt8(ascii: "+") {
            down = position.pointee == UInt8(ascii: "-")
            position += 1
        }
        let first = position
        var value = 0
        while position < end, position.pointee &- UInt8(ascii: "0") < 10 {
            value = min(value * 10 + Int(position.pointee - UInt8(ascii: "0")), 100_000)
            position += 1
        }
        exponent += down ? -value : value
        return position > first
    }

    /// The correctly rounded value where the fast ways give it.
    var exactValue: Double? {
        guard digits <= 19 else { return nil }
        if significand == 0 { return negative ? -0.0 : 0 }
        let value: Double
        if significand <= 1 << 53, abs(exponent) <= 22 {
            let power = powersOfTen[abs(exponent)]
            value = exponent < 0 ? Double(significand) / power : Double(significand) * power
        } else if let extended = extendedValue {
            value = extended
        } else {
            return nil
        }
        return negative ? -value : value
    }

    private var extendedValue: Double? {
        #if arch(x86_64)
            // 10^27 is the last power of ten that fits 64 bits of significand (5^27 < 2^63).
            guard abs(exponent) <= 27 else { return nil }
            let power = extendedPowersOfTen[abs(exponent)]
            let value = exponent < 0 ? Float80(significand) / power : Float80(significand) * power
            // 64 bits, the lower 11 of which are rounded away: wrong only if they may be exactly half.
            let rest = value.significandBitPattern & 0x7ff
            return (0x3fe...0x402).contains(rest) ? nil : Double(value)
        #else
            return nil
        #endif
    }
}

/// 10^0 … 10^22: exact in a double.
let powersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    1e19,
    1e20, 1e21, 1e22,
]

#if arch(x86_64)
    private let extendedPowersOfTen: [Float80] = (0...27).map { exponent in
        (0..<exponent).reduce(Float80(1)) { power, _ in power * 10 }
    }
#endif
