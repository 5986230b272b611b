/// How numbers of a fixed width lie in the bytes.
enum NumberForm: Sendable, Equatable {
    case int8, int16, int32, int64
    case uint8, uint16, uint32, uint64
    case float16, float, double
    case decimal32(scale: Int)
    case decimal64(scale: Int)
    /// A two's complement of so many bytes.
    case decimal(width: Int, scale: Int, isBigEndian: Bool)

    var width: Int {
        switch self {
        case .int8, .uint8: 1
        case .int16, .uint16, .float16: 2
        case .int32, .uint32, .float, .decimal32: 4
        case .int64, .uint64, .double, .decimal64: 8
        case .decimal(let width, _, _): width
        }
    }

    /// Takes `count` values to doubles. The source has that many, whatever its alignment.
    func convert(
        _ source: UnsafeRawPointer, _ count: Int, into target: UnsafeMutablePointer<Double>
    ) -> NumberFacts {
        switch self {
        case .double: return doubles(source, count, target)
        case .float: return floats(source, count, target)
        case .float16:
            var facts = NumberFacts()
            for index in 0..<count {
                let bits = source.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self)
                target[index] = Double(HalfNumber.float(bits))
                facts.hasMissing = facts.hasMissing || target[index].isNaN
            }
            return facts
        case .int8: return small(source, count, target, Int8.self)
        case .int16: return small(source, count, target, Int16.self)
        case .int32: return small(source, count, target, Int32.self)
        case .uint8: return small(source, count, target, UInt8.self)
        case .uint16: return small(source, count, target, UInt16.self)
        case .uint32: return small(source, count, target, UInt32.self)
        case .int64: return large(source, count, target, Int64.self)
        case .uint64: return large(source, count, target, UInt64.self)
        case .decimal32(let scale):
            return decimals(count, target) { index in
                let value = source.loadUnaligned(fromByteOffset: 4 * index, as: Int32.self)
                return DecimalNumber.number(Int64(value), scale: scale)
            }
        case .decimal64(let scale):
            return decimals(count, target) { index in
                let value = source.loadUnaligned(fromByteOffset: 8 * index, as: Int64.self)
                return DecimalNumber.number(value, scale: scale)
            }
        case .decimal(let width, let scale, let isBigEndian):
            return decimals(count, target) { index in
                let bytes = UnsafeRawBufferPointer(start: source + width * index, count: width)
                if isBigEndian { return DecimalNumber.number(bytes, scale: scale) }
                return bytes.reversed().withUnsafeBytes { DecimalNumber.number($0, scale: scale) }
            }
        }
    }

    private func doubles(
        _ source: UnsafeRawPointer, _ count: Int, _ target: UnsafeMutablePointer<Double>
    ) -> NumberFacts {
        UnsafeMutableRawPointer(target).copyMemory(from: source, byteCount: 8 * count)
        // The sign of infinity's bits less those of a magnitude is set for what is not a number; eight are looked at
        // at once.
        var signs: UInt64 = 0
        for index in 0..<count {
            signs |= 0x7ff0_0000_0000_0000 &- (target[index].bitPattern & 0x7fff_ffff_ffff_ffff)
        }
        return NumberFacts(hasMissing: signs >> 63 != 0)
    }

    private func floats(
        _ source: UnsafeRawPointer, _ count: Int, _ target: UnsafeMutablePointer<Double>
    ) -> NumberFacts {
        var signs: UInt32 = 0
        for index in 0..<count {
            let value = source.loadUnaligned(fromByteOffset: 4 * index, as: Float.self)
            target[index] = Double(value)
            signs |= 0x7f80_0000 &- (value.bitPattern & 0x7fff_ffff)
        }
        return NumberFacts(hasMissing: signs >> 31 != 0)
    }

    @inline(__always)
    private func small<Number: FixedWidthInteger>(
        _ source: UnsafeRawPointer, _ count: Int, _ target: UnsafeMutablePointer<Double>, _: Number.Type
    ) -> NumberFacts {
        let size = MemoryLayout<Number>.size
        for index in 0..<count {
            target[index] = Double(source.loadUnaligned(fromByteOffset: size * index, as: Number.self))
        }
        return NumberFacts()
    }

    @inline(__always)
    private func large<Number: FixedWidthInteger & BitwiseCopyable>(
        _ source: UnsafeRawPointer, _ count: Int, _ target: UnsafeMutablePointer<Double>, _: Number.Type
    ) -> NumberFacts {
        var isLarge = false
        for index in 0..<count {
            let value = source.loadUnaligned(fromByteOffset: 8 * index, as: Number.self)
            target[index] = Double(value)
            isLarge = isLarge || abs(target[index]) >= 0x1p53
        }
        guard isLarge else { return NumberFacts() }
        for index in 0..<count {
            let value = source.loadUnaligned(fromByteOffset: 8 * index, as: Number.self)
            if Number(exactly: target[index]) != value { return NumberFacts(isRounded: true) }
        }
        return NumberFacts()
    }

    @inline(__always)
    private func decimals(
        _ count: Int, _ target: UnsafeMutablePointer<Double>, _ number: (Int) -> (Double, Bool)
    ) -> NumberFacts {
        var facts = NumberFacts()
        for index in 0..<count {
            let (value, isRounded) = number(index)
            target[index] = value
            facts.isRounded = facts.isRounded || isRounded
        }
        return facts
    }

    /// The number as it is written.
    func append(_ source: UnsafeRawPointer, to bytes: inout [UInt8]) {
        let text: String
        switch self {
        case .int8: text = "\(source.loadUnaligned(as: Int8.self))"
        case .int16: text = "\(source.loadUnaligned(as: Int16.self))"
        case .int32: text = "\(source.loadUnaligned(as: Int32.self))"
        case .int64: text = "\(source.loadUnaligned(as: Int64.self))"
        case .uint8: text = "\(source.loadUnaligned(as: UInt8.self))"
        case .uint16: text = "\(source.loadUnaligned(as: UInt16.self))"
        case .uint32: text = "\(source.loadUnaligned(as: UInt32.self))"
        case .uint64: text = "\(source.loadUnaligned(as: UInt64.self))"
        case .float16, .float, .double:
            var value = 0.0
            _ = convert(source, 1, into: &value)
            text = abs(value) < 0x1p53 && value == value.rounded() ? "\(Int64(value))" : "\(value)"
        case .decimal32(let scale):
            text = DecimalNumber.text(Int64(source.loadUnaligned(as: Int32.self)), scale: scale)
        case .decimal64(let scale):
            text = DecimalNumber.text(source.loadUnaligned(as: Int64.self), scale: scale)
        case .decimal(let width, let scale, let isBigEndian):
            let value = UnsafeRawBufferPointer(start: source, count: width)
            text =
                isBigEndian
                ? DecimalNumber.text(value, scale: scale)
                : value.reversed().withUnsafeBytes { DecimalNumber.text($0, scale: scale) }
        }
        bytes.append(contentsOf: text.utf8)
    }
}

/// Numbers of 16 bits, without asking whether the processor has them.
package enum HalfNumber {
    package static func float(_ bits: UInt16) -> Float {
        let sign = UInt32(bits >> 15) << 31
        let exponent = UInt32(bits >> 10 & 31)
        let fraction = UInt32(bits & 1023)
        switch exponent {
        case 0:
            let magnitude = Float(fraction) * 0x1p-24
            return sign == 0 ? magnitude : -magnitude
        case 31: return Float(bitPattern: sign | 0x7f80_0000 | fraction << 13)
        default: return Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
        }
    }
}
