internal import CDeflate

/// How pages and buffers are packed.
package enum Codec: Sendable, Equatable {
    case none, snappy, gzip, zstd, lz4Block, lz4Frame, lz4Hadoop
    /// One that is not read, by its name.
    case unknown(String)

    /// - Errors: `ColumnarError` for damaged bytes, more or fewer of them than the target holds, a library that is not
    ///   installed, and compression that is not read
    package func decompress(_ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer)
        throws
    {
        switch self {
        case .none:
            guard source.count == target.count else {
                throw ColumnarError.damaged("a page of it has another size than it says")
            }
            target.copyMemory(from: source)
        case .snappy: try Snappy.decompress(source, into: target)
        case .gzip: try inflate(source, into: target)
        case .zstd: try ZstandardLibrary.shared().unpack(source, into: target)
        case .lz4Block:
            guard try LZ4.block(source, into: target) == target.count else { throw LZ4.damage }
        case .lz4Frame: try LZ4.frames(source, into: target)
        case .lz4Hadoop: try LZ4.anyForm(source, into: target)
        case .unknown(let name):
            throw ColumnarError(
                "is packed with \(name), which is not read",
                help: "write it again with compression zstd, snappy, gzip, lz4 or none")
        }
    }

    /// Gzip members one after another.
    private func inflate(_ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer) throws
    {
        guard let decompressor = libdeflate_alloc_decompressor() else {
            throw ColumnarError("does not fit into memory")
        }
        defer { libdeflate_free_decompressor(decompressor) }
        var (position, filled) = (0, 0)
        while position < source.count || filled < target.count {
            let packed = UnsafeRawBufferPointer(rebasing: source[position...])
            let rest = UnsafeMutableRawBufferPointer(rebasing: target[filled...])
            guard let input = packed.baseAddress else { break }
            var (used, produced) = (0, 0)
            let status = libdeflate_gzip_decompress_ex(
                decompressor, input, packed.count, rest.baseAddress, rest.count, &used, &produced)
            guard status == LIBDEFLATE_SUCCESS, used > 0 else { break }
            position += used
            filled += produced
        }
        guard filled == target.count else {
            throw ColumnarError.damaged("what gzip has packed cannot be unpacked")
        }
    }

    /// The check sum of gzip, which pages of Parquet have as well.
    static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        libdeflate_crc32(0, bytes.baseAddress, bytes.count)
    }
}
