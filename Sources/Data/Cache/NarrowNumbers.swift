/// Numbers that are all small and whole, as they are on disk: one or two bytes each instead of eight.
enum NarrowNumbers {
    /// The values as unsigned integers of a width; nil where one of them is another number, -0 and NaN included.
    static func narrowed<Small: FixedWidthInteger & UnsignedInteger>(
        _ values: UnsafeBufferPointer<Double>, as type: Small.Type
    ) -> [Small]? {
        var isExact = true
        let result = [Small](unsafeUninitializedCapacity: values.count) { small, filled in
            var start = 0
            // In stretches: most columns that do not fit show it in the first one.
            while isExact, start < values.count {
                let end = min(start &+ 4096, values.count)
                var difference: UInt64 = 0
                for index in start..<end {
                    let value = values[index]
                    // Added to 2⁵², a small whole number stands in the lowest bits.
                    let bits = Small(truncatingIfNeeded: (value + 0x1p52).bitPattern)
                    small[index] = bits
                    difference |= Double(bits).bitPattern ^ value.bitPattern
                }
                isExact = difference == 0
                start = end
            }
            filled = isExact ? values.count : 0
        }
        return isExact ? result : nil
    }

    static func widen<Small: FixedWidthInteger & UnsignedInteger>(
        _ values: [Small], into target: UnsafeMutablePointer<Double>
    ) {
        values.withUnsafeBufferPointer { values in
            for index in values.indices { target[index] = Double(values[index]) }
        }
    }
}
