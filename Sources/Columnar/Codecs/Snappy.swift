/// The compression of Parquet files unless another one is asked for.
///
///     length (variable) · elements: a tag and, for literals, bytes; for copies, how far back
///
/// - Source: google/snappy, `format_description.txt`
enum Snappy {
    static let damage = ColumnarError.damaged("what snappy has packed cannot be unpacked")

    /// - Errors: `ColumnarError` for bytes that are not snappy's, or more or fewer than the target holds
    static func decompress(_ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer)
        throws
    {
        var cursor = ByteCursor(source)
        guard try cursor.variableCount() == target.count else { throw damage }
        guard target.count > 0, let input = source.baseAddress, let output = target.baseAddress else {
            return
        }
        var position = cursor.position
        var filled = 0
        let (end, room) = (source.count, target.count)
        while position < end {
            let tag = Int(input.load(fromByteOffset: position, as: UInt8.self))
            position += 1
            if tag & 3 == 0 {
                var length = tag >> 2 + 1
                if length > 60 {
                    let bytes = length - 60
                    guard bytes <= end - position else { throw damage }
                    length = 0
                    for index in 0..<bytes {
                        length |=
                            Int(input.load(fromByteOffset: position + index, as: UInt8.self)) << (8 * index)
                    }
                    length += 1
                    position += bytes
                }
                guard length <= end - position, length <= room - filled else { throw damage }
                (output + filled).copyMemory(from: input + position, byteCount: length)
                position += length
                filled += length
                continue
            }
            let length: Int
            let back: Int
            let extra = tag & 3 == 1 ? 1 : tag & 3 == 2 ? 2 : 4
            guard extra <= end - position else { throw damage }
            let low = Int(input.load(fromByteOffset: position, as: UInt8.self))
            switch extra {
            case 1:
                length = tag >> 2 & 7 + 4
                back = (tag >> 5) << 8 | low
            case 2:
                length = tag >> 2 + 1
                back = Int(input.loadUnaligned(fromByteOffset: position, as: UInt16.self))
            default:
                length = tag >> 2 + 1
                back = Int(input.loadUnaligned(fromByteOffset: position, as: UInt32.self))
            }
            position += extra
            guard back > 0, back <= filled, length <= room - filled else { throw damage }
            BackReference.copy(output, filled, back: back, length: length, room: room)
            filled += length
        }
        guard filled == room else { throw damage }
    }
}

/// Copies from what has been unpacked already.
enum BackReference {
    /// Copies `length` bytes from `back` bytes before `filled`; the two may overlap, then the bytes repeat.
    @inline(__always)
    static func copy(
        _ output: UnsafeMutableRawPointer, _ filled: Int, back: Int, length: Int, room: Int
    ) {
        let target = output + filled
        let source = target - back
        if back >= 8, length <= room - filled - 8 {
            // Eight bytes at a time, the last ones too many: what follows is written later.
            var done = 0
            while done < length {
                let word = source.loadUnaligned(fromByteOffset: done, as: UInt64.self)
                target.storeBytes(of: word, toByteOffset: done, as: UInt64.self)
                done += 8
            }
        } else if back >= length {
            target.copyMemory(from: source, byteCount: length)
        } else {
            for index in 0..<length {
                let byte = source.load(fromByteOffset: index, as: UInt8.self)
                target.storeBytes(of: byte, toByteOffset: index, as: UInt8.self)
            }
        }
    }
}
