/// Reads a plain decimal number of up to 19 digits and the byte that ends its field, eight digits at a time.
///
///     [-] digits [. digits]        value = significand / 10^(digits after the point)
///
/// Correctly rounded in the same two ways as `DecimalParser`: a significand up to 2^53 and its power of ten are exact,
/// so the division rounds once; above, on x86, the quotient has 64 bits, and is taken unless it is so close to halfway
/// between two doubles that rounding twice could matter. Everything else is left to that one.
enum LongNumber {
    /// - Returns: the number of bytes used, with the terminator; 0 if this field is not such a number.
    @inline(never)
    static func read(
        _ start: UnsafePointer<UInt8>, terminator: UInt8, decimal: UInt8, powers: NumberPowers,
        into target: UnsafeMutablePointer<Double>
    ) -> Int {
        let isNegative = start[0] == UInt8(ascii: "-")
        var position = start + (isNegative ? 1 : 0)
        var significand: UInt64 = 0
        var digits = readDigits(&position, &significand, powers.whole)
        var fraction = 0
        if position.pointee == decimal, digits <= mostDigits {
            position += 1
            fraction = readDigits(&position, &significand, powers.whole)
            digits += fraction
        }
        guard position.pointee == terminator, digits &- 1 < mostDigits, digits > 0 else { return 0 }
        guard let magnitude = quotient(significand, fraction, powers) else { return 0 }
        // A whole number that a double cannot hold is looked at more closely.
        if fraction == 0, significand > 1 << 53, UInt64(magnitude) != significand { return 0 }
        target.pointee = isNegative ? -magnitude : magnitude
        return position - start + 1
    }

    /// As many as a significand of 64 bits holds.
    private static let mostDigits = 19

    /// Takes up to 24 digits; the significand of more than 19 is not right and not used.
    @inline(__always)
    private static func readDigits(
        _ position: inout UnsafePointer<UInt8>, _ significand: inout UInt64, _ powers: UnsafePointer<UInt64>
    ) -> Int {
        let first = position
        // No more than fit into the bytes that may be read ahead.
        for _ in 0..<2 {
            let bytes = FastNumber.load(position) ^ 0x3030_3030_3030_3030
            let count = FastNumber.digitCount(bytes)
            guard count == 8 else {
                significand = significand &* powers[Int(count)] &+ FastNumber.value(bytes, count)
                position += Int(count)
                return position - first
            }
            significand = significand &* 100_000_000 &+ FastNumber.value(ofEight: bytes)
            position += 8
        }
        while position - first < 20, position.pointee &- 0x30 < 10 {
            significand = significand &* 10 &+ UInt64(position.pointee &- 0x30)
            position += 1
        }
        return position - first
    }

    @inline(__always)
    private static func quotient(_ significand: UInt64, _ fraction: Int, _ powers: NumberPowers) -> Double? {
        if significand <= 1 << 53 { return Double(Int64(bitPattern: significand)) / powers.double[fraction] }
        #if arch(x86_64)
            guard significand <= UInt64(Int64.max) else { return nil }
            let value = Float80(Int64(bitPattern: significand)) / powers.extended[fraction]
            // 64 bits, the lower 11 of which are rounded away: wrong only if they may be exactly half.
            let rest = value.significandBitPattern & 0x7ff
            return (0x3fe...0x402).contains(rest) ? nil : Double(value)
        #else
            return nil
        #endif
    }
}

/// Powers of ten where a loop over fields finds them without asking whether they have been made.
final class NumberPowers {
    /// 10^0 … 10^7.
    let whole: UnsafePointer<UInt64>
    /// 10^0 … 10^20, exact.
    let double: UnsafePointer<Double>
    #if arch(x86_64)
        /// The same in 64 bits of significand.
        let extended: UnsafePointer<Float80>
    #endif

    private static let count = 21

    init() {
        let whole = UnsafeMutablePointer<UInt64>.allocate(capacity: 8)
        let double = UnsafeMutablePointer<Double>.allocate(capacity: Self.count)
        var power: UInt64 = 1
        for index in 0..<8 {
            (whole + index).initialize(to: power)
            power *= 10
        }
        for index in 0..<Self.count { (double + index).initialize(to: powersOfTen[index]) }
        self.whole = UnsafePointer(whole)
        self.double = UnsafePointer(double)
        #if arch(x86_64)
            let extended = UnsafeMutablePointer<Float80>.allocate(capacity: Self.count)
            for index in 0..<Self.count { (extended + index).initialize(to: Float80(powersOfTen[index])) }
            self.extended = UnsafePointer(extended)
        #endif
    }

    deinit {
        whole.deallocate()
        double.deallocate()
        #if arch(x86_64)
            extended.deallocate()
        #endif
    }
}
