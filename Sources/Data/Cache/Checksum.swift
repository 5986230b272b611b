/// A fast 64-bit check of bytes against damage (not against intent): four independent lanes of multiply and rotate,
/// 32 bytes a round, mixed at the end.
///
/// - Source: the construction of Y. Collet's xxHash64, with its multipliers; the values are our own.
enum Checksum {
    private static let first: UInt64 = 0x9E37_79B1_85EB_CA87
    private static let second: UInt64 = 0xC2B2_AE3D_27D4_EB4F

    static func of(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var lanes = SIMD4<UInt64>(1, 2, 3, 4)
        let whole = bytes.count / 32
        if let base = bytes.baseAddress {
            for index in 0..<whole {
                let words = base.loadUnaligned(fromByteOffset: index &* 32, as: SIMD4<UInt64>.self)
                lanes = lanes ^ (words &* second)
                lanes = ((lanes &<< 31) | (lanes &>> 33)) &* first
            }
        }
        var result = UInt64(bytes.count) &* first
        for lane in 0..<4 { result = mix(result ^ lanes[lane]) }
        for index in (whole * 32)..<bytes.count { result = mix(result ^ UInt64(bytes[index])) }
        return result
    }

    private static func mix(_ value: UInt64) -> UInt64 {
        let shifted = (value ^ (value &>> 29)) &* second
        return shifted ^ (shifted &>> 32)
    }
}
