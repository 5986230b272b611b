/// LZ4: blocks as Parquet has them, and frames as Arrow has them.
///
///     block: tag (literals, copy) · more of the length · literals · how far back (2 bytes) · more …
///     frame: 04224d18 · flags · … · blocks with their sizes · 0
///
/// - Limits: check sums of frames are not compared
/// - Source: lz4, `lz4_Block_format.md` and `lz4_Frame_format.md`
enum LZ4 {
    static let damage = ColumnarError.damaged("what LZ4 has packed cannot be unpacked")

    /// Unpacks a block behind what has been filled.
    ///
    /// - Returns: how much is filled then
    /// - Errors: `ColumnarError` for bytes that are no block, or more than there is room for
    static func block(
        _ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer, from start: Int = 0
    ) throws -> Int {
        guard let input = source.baseAddress, let output = target.baseAddress else {
            guard source.isEmpty else { throw damage }
            return start
        }
        var position = 0
        var filled = start
        let (end, room) = (source.count, target.count)
        while position < end {
            let tag = Int(input.load(fromByteOffset: position, as: UInt8.self))
            position += 1
            var length = tag >> 4
            if length == 15 { length = try extended(length, input, &position, end) }
            guard length <= end - position, length <= room - filled else { throw damage }
            (output + filled).copyMemory(from: input + position, byteCount: length)
            position += length
            filled += length
            // The last element has literals only.
            if position == end { return filled }
            guard end - position >= 2 else { throw damage }
            let back = Int(input.loadUnaligned(fromByteOffset: position, as: UInt16.self))
            position += 2
            length = tag & 15
            if length == 15 { length = try extended(length, input, &position, end) }
            length += 4
            guard back > 0, back <= filled, length <= room - filled else { throw damage }
            BackReference.copy(output, filled, back: back, length: length, room: room)
            filled += length
        }
        return filled
    }

    private static func extended(
        _ length: Int, _ input: UnsafeRawPointer, _ position: inout Int, _ end: Int
    ) throws -> Int {
        var length = length
        while true {
            guard position < end else { throw damage }
            let byte = Int(input.load(fromByteOffset: position, as: UInt8.self))
            position += 1
            length += byte
            if byte < 255 { return length }
        }
    }

    /// - Errors: `ColumnarError` for bytes that are no frames, or more or fewer than the target holds
    static func frames(_ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer) throws {
        var cursor = ByteCursor(source)
        var filled = 0
        while cursor.left > 0 { filled = try frame(&cursor, into: target, from: filled) }
        guard filled == target.count else { throw damage }
    }

    private static func frame(
        _ cursor: inout ByteCursor, into target: UnsafeMutableRawBufferPointer, from start: Int
    ) throws -> Int {
        guard try cursor.integer(UInt32.self) == 0x184D_2204 else { throw damage }
        let flags = try cursor.byte()
        guard flags >> 6 == 1 else { throw damage }
        _ = try cursor.take(1 + (flags & 8 != 0 ? 8 : 0) + (flags & 1 != 0 ? 4 : 0) + 1)
        var filled = start
        while true {
            let size = try cursor.integer(UInt32.self)
            if size == 0 { break }
            let bytes = try cursor.take(Int(size & 0x7fff_ffff))
            if size >> 31 == 1 {
                guard bytes.count <= target.count - filled else { throw damage }
                UnsafeMutableRawBufferPointer(rebasing: target[filled..<filled + bytes.count])
                    .copyMemory(from: bytes)
                filled += bytes.count
            } else {
                filled = try block(bytes, into: target, from: filled)
            }
            if flags & 16 != 0 { _ = try cursor.take(4) }
        }
        if flags & 4 != 0 { _ = try cursor.take(4) }
        return filled
    }

    /// Blocks with their sizes before them, as Hadoop writes them; else one block, else frames.
    static func anyForm(_ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer) throws {
        if (try? hadoop(source, into: target)) != nil { return }
        if (try? block(source, into: target)) == target.count { return }
        try frames(source, into: target)
    }

    private static func hadoop(
        _ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer
    ) throws {
        var cursor = ByteCursor(source)
        var filled = 0
        while cursor.left > 0 {
            let size = Int(UInt32(bigEndian: try cursor.integer(UInt32.self)))
            let packed = Int(UInt32(bigEndian: try cursor.integer(UInt32.self)))
            let end = try block(try cursor.take(packed), into: target, from: filled)
            guard end - filled == size else { throw damage }
            filled = end
        }
        guard filled == target.count else { throw damage }
    }
}
