import Columnar

/// A file packed with zstd, unpacked as it is read.
///
/// - Errors: `DataFileError` for a file that ends early or is damaged, and where libzstd is not installed
final class ZstandardFile: ByteStream {
    /// How such a file begins.
    static let magic: [UInt8] = [0x28, 0xb5, 0x2f, 0xfd]
    private static let chunk = 128 << 10

    private let file: FileStream
    private let stream: ZstandardStream
    private let input: UnsafeMutableRawBufferPointer
    private var unused: Range<Int> = 0..<0
    /// Whether there may be more bytes to come of what was put in.
    private var hasMore = false

    init(_ file: FileStream) throws {
        self.file = file
        do {
            stream = try ZstandardStream()
        } catch let error as ColumnarError {
            throw DataFileError(file: file.path, error.message, help: error.help)
        }
        input = .allocate(byteCount: Self.chunk, alignment: 64)
    }

    deinit { input.deallocate() }

    var mostBytes: Int { .max }

    var progress: Double { file.progress(without: unused.count) }

    func read(into target: UnsafeMutableRawBufferPointer) throws -> Int {
        var filled = 0
        while filled < target.count {
            if unused.isEmpty, !hasMore {
                unused = 0..<(try file.read(into: input))
                if unused.isEmpty {
                    guard !stream.isInFrame else {
                        throw DataFileError(
                            file: file.path, "the zstd file ends early: it is truncated",
                            help: "fetch or write the file again")
                    }
                    return filled
                }
            }
            let rest = UnsafeMutableRawBufferPointer(rebasing: target[filled...])
            let packed = UnsafeMutableRawBufferPointer(rebasing: input[unused])
            do {
                let (used, new) = try stream.unpack(packed, into: rest)
                unused = unused.lowerBound + used..<unused.upperBound
                filled += new
                hasMore = new == rest.count
            } catch let error as ColumnarError {
                throw DataFileError(file: file.path, error.message, help: error.help)
            }
        }
        return filled
    }
}
