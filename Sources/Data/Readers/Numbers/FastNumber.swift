/// Reads a short decimal number and the byte that ends its field, eight digits at a time and almost without
/// branches: most fields of most data files are one to seven digits, a point, and up to seven digits.
///
/// The significand has at most 14 digits, so it and the power of ten are exact and the division rounds once:
/// the result is the same as `DecimalParser`'s. Everything else is left to that one.
enum FastNumber {
    /// How many bytes may be read beyond the start of a field.
    static let readAhead = 32

    /// - Returns: the number of bytes used, with the terminator; 0 if this field is not such a number.
    @inline(__always)
    static func read(
        _ start: UnsafePointer<UInt8>, terminator: UInt8, decimal: UInt8, powers: UnsafePointer<UInt64>,
        into target: UnsafeMutablePointer<Double>
    ) -> Int {
        let first = start[0] &- 0x30
        if first < 10 {
            // One to three digits by branches: the processor guesses them, and goes on to the next field before
            // this one is loaded.
            if start[1] == terminator {
                target.pointee = Double(first)
                return 2
            }
            let second = start[1] &- 0x30
            if second < 10 {
                let both = Int32(first) &* 10 &+ Int32(second)
                if start[2] == terminator {
                    target.pointee = Double(both)
                    return 3
                }
                let third = start[2] &- 0x30
                if third < 10, start[3] == terminator {
                    target.pointee = Double(both &* 10 &+ Int32(third))
                    return 4
                }
            }
        }
        let bytes = load(start)
        let negative: UInt64 = bytes & 0xff == 0x2d ? 1 : 0
        let digits = (bytes &>> (negative &* 8)) ^ 0x3030_3030_3030_3030
        let count = digitCount(digits)
        guard count &- 1 < 7 else { return 0 }
        let whole = value(digits, count)
        let length = Int(count &+ negative)
        let sign = negative &<< 63
        if start[length] == decimal {
            let fraction = load(start + length + 1) ^ 0x3030_3030_3030_3030
            let fractionCount = digitCount(fraction)
            guard fractionCount < 8 else { return 0 }
            let end = length &+ 1 &+ Int(fractionCount)
            guard start[end] == terminator else { return 0 }
            let power = powers[Int(fractionCount)]
            let significand = whole &* power &+ value(fraction, fractionCount)
            let magnitude = Double(Int64(bitPattern: significand)) / Double(Int64(bitPattern: power))
            target.pointee = Double(bitPattern: magnitude.bitPattern | sign)
            return end &+ 1
        }
        guard start[length] == terminator else { return 0 }
        let magnitude = Double(Int64(bitPattern: whole))
        target.pointee = Double(bitPattern: magnitude.bitPattern | sign)
        return length &+ 1
    }

    @inline(__always)
    static func load(_ pointer: UnsafePointer<UInt8>) -> UInt64 {
        UInt64(littleEndian: UnsafeRawPointer(pointer).loadUnaligned(as: UInt64.self))
    }

    /// How many of the lowest bytes are digits, given bytes with the digit zero's pattern taken away.
    @inline(__always)
    static func digitCount(_ digits: UInt64) -> UInt64 {
        // A byte above 9 gets its top bit set; a carry only reaches bytes above the first such one.
        let others = ((digits &+ 0x7676_7676_7676_7676) | digits) & 0x8080_8080_8080_8080
        return UInt64(others.trailingZeroBitCount) &>> 3
    }

    /// The value of the lowest `count` (0 to 7) digits, the first digit in the lowest byte.
    @inline(__always)
    static func value(_ digits: UInt64, _ count: UInt64) -> UInt64 {
        // In two shifts, because one by 64 would be none.
        value(ofEight: (digits &<< 8) &<< (56 &- 8 &* count))
    }

    /// The value of eight digits, the first in the lowest byte.
    @inline(__always)
    static func value(ofEight aligned: UInt64) -> UInt64 {
        let pairs = (aligned &* 10) &+ (aligned &>> 8)
        let low = (pairs & 0x0000_00ff_0000_00ff) &* 0x000f_4240_0000_0064
        let high = ((pairs &>> 16) & 0x0000_00ff_0000_00ff) &* 0x0000_2710_0000_0001
        return (low &+ high) &>> 32
    }
}
