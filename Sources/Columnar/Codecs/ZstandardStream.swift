/// Bytes that zstd has packed, unpacked as they come; several frames one after another count as one.
///
/// Lifetime: made for one file; `unpack` until the input is used up. One thread.
package final class ZstandardStream {
    /// `ZSTD_inBuffer` and `ZSTD_outBuffer`: bytes, how many, and how many of them have been used.
    private struct Buffer {
        var bytes: UnsafeMutableRawPointer?
        var size: Int
        var position = 0
    }

    private let library: ZstandardLibrary
    private let state: OpaquePointer
    /// Whether a frame has begun and not ended.
    package private(set) var isInFrame = false

    /// - Errors: `ColumnarError` when the library is not installed
    package init() throws {
        library = try ZstandardLibrary.shared()
        guard let state = library.createStream() else { throw ColumnarError("does not fit into memory") }
        self.state = state
    }

    deinit { _ = library.freeStream(state) }

    /// Fills the target as far as the input goes.
    ///
    /// - Returns: bytes of the input that were used, and of the target that were filled
    /// - Errors: `ColumnarError` for bytes that zstd did not write
    package func unpack(
        _ input: UnsafeMutableRawBufferPointer, into target: UnsafeMutableRawBufferPointer
    ) throws -> (used: Int, filled: Int) {
        var from = Buffer(bytes: input.baseAddress, size: input.count)
        var to = Buffer(bytes: target.baseAddress, size: target.count)
        let code = library.decompressStream(state, &to, &from)
        guard library.isError(code) == 0 else {
            throw ColumnarError.damaged("what zstd has packed cannot be unpacked (\(library.name(of: code)))")
        }
        if from.position > 0 || to.position > 0 { isInFrame = code != 0 }
        return (from.position, to.position)
    }
}
