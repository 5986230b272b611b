/// A number with a fixed number of decimals, from its bytes.
///
///     value = unscaled / 10^scale
package enum DecimalNumber {
    private static let powers: [Double] = (0...22).map { power in
        (0..<power).reduce(1.0) { product, _ in product * 10 }
    }

    /// The nearest double; whether it is a whole number that no double holds.
    package static func number(_ unscaled: Int64, scale: Int) -> (value: Double, isRounded: Bool) {
        guard scale != 0 else {
            let value = Double(unscaled)
            return (value, Int64(exactly: value) != unscaled)
        }
        // Both are exact, so that the quotient is rounded once.
        if unscaled.magnitude <= 1 << 53, (0..<powers.count).contains(scale) {
            return (Double(unscaled) / powers[scale], false)
        }
        return (Double(text(unscaled, scale: scale)) ?? .nan, false)
    }

    /// - Parameter bytes: the unscaled value, the highest byte first, as a two's complement
    package static func number(_ bytes: UnsafeRawBufferPointer, scale: Int) -> (
        value: Double, isRounded: Bool
    ) {
        if let small = integer(bytes) { return number(small, scale: scale) }
        let value = Double(text(bytes, scale: scale)) ?? .nan
        // Nearly all of what needs more than 64 bits lies between doubles.
        return (value, scale <= 0)
    }

    package static func text(_ bytes: UnsafeRawBufferPointer, scale: Int) -> String {
        if let small = integer(bytes) { return text(small, scale: scale) }
        let isNegative = bytes.first.map { $0 >= 0x80 } ?? false
        var magnitude = bytes.map { isNegative ? ~$0 : $0 }
        if isNegative {
            var index = magnitude.count - 1
            while index >= 0 {
                magnitude[index] &+= 1
                if magnitude[index] != 0 { break }
                index -= 1
            }
        }
        var digits: [UInt8] = []
        while magnitude.contains(where: { $0 != 0 }) {
            var rest = 0
            for index in magnitude.indices {
                let value = rest << 8 | Int(magnitude[index])
                magnitude[index] = UInt8(value / 10)
                rest = value % 10
            }
            digits.append(UInt8(ascii: "0") + UInt8(rest))
        }
        return (isNegative ? "-" : "") + pointed(digits.reversed(), scale: scale)
    }

    package static func text(_ unscaled: Int64, scale: Int) -> String {
        (unscaled < 0 ? "-" : "") + pointed(Array("\(unscaled.magnitude)".utf8), scale: scale)
    }

    /// The digits with a point before the last `scale` of them.
    private static func pointed(_ digits: [UInt8], scale: Int) -> String {
        guard scale > 0 else {
            let zeros = String(repeating: "0", count: min(-scale, 400))
            return String(decoding: digits, as: UTF8.self) + (digits == [UInt8(ascii: "0")] ? "" : zeros)
        }
        let scale = min(scale, 400)
        let padding = [UInt8](repeating: UInt8(ascii: "0"), count: max(0, scale + 1 - digits.count))
        let all = padding + digits
        let whole = String(decoding: all[..<(all.count - scale)], as: UTF8.self)
        return whole + "." + String(decoding: all[(all.count - scale)...], as: UTF8.self)
    }

    /// nil for more than 64 bits.
    private static func integer(_ bytes: UnsafeRawBufferPointer) -> Int64? {
        guard let first = bytes.first else { return 0 }
        let sign: UInt8 = first >= 0x80 ? 0xff : 0
        var rest = bytes[...]
        while rest.count > 8, let head = rest.first, head == sign { rest = rest.dropFirst() }
        guard rest.count <= 8, let head = rest.first, bytes.count <= 8 || (head >= 0x80) == (sign != 0) else {
            return nil
        }
        var value: UInt64 = sign == 0 ? 0 : .max
        for byte in rest { value = value << 8 | UInt64(byte) }
        return Int64(bitPattern: value)
    }
}
