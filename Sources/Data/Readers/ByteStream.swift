import Foundation

/// Bytes of a data file in order, decompressed if need be.
protocol ByteStream: AnyObject {
    /// Fills `target` as far as possible; fewer bytes than asked for, including 0, means the end of the data.
    func read(into target: UnsafeMutableRawBufferPointer) throws -> Int
    /// The share of the file that has been read, 0 to 1; 0 where its size is not known.
    var progress: Double { get }
}

/// Opens a data file; a gzip file is recognised by its first two bytes, whatever its name.
///
/// - Errors: `DataFileError` when the file is missing, a directory, unreadable.
func openByteStream(path: String) throws -> any ByteStream {
    let file = try FileStream(path: path)
    if try file.startsWithGzipMagic() { return try InflatedGzip(file) ?? GzipStream(file) }
    return file
}

/// A plain file.
final class FileStream: ByteStream {
    let path: String
    private let descriptor: Int32
    private let size: Int
    private var consumed = 0

    init(path: String) throws {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw DataFileError(file: path, "cannot be read: \(String(cString: strerror(errno)))")
        }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT != S_IFDIR else {
            close(descriptor)
            throw DataFileError(file: path, "is a directory, not a data file")
        }
        size = Int(status.st_size)
        posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
    }

    deinit { close(descriptor) }

    var progress: Double { progress(without: 0) }

    /// The share that has been read and used, of what was read.
    func progress(without unused: Int) -> Double {
        size > 0 ? min(1, Double(consumed - unused) / Double(size)) : 0
    }

    /// Looks at the first two bytes without consuming them.
    func startsWithGzipMagic() throws -> Bool {
        var magic: [UInt8] = [0, 0]
        let count = pread(descriptor, &magic, 2, 0)
        return count == 2 && magic == [0x1f, 0x8b]
    }

    /// All bytes, without consuming them; nil when there are more than the limit or they cannot be read.
    func content(upTo limit: Int) -> [UInt8]? {
        guard size <= limit else { return nil }
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { bytes, filled in
            while filled < size {
                let whole = UnsafeMutableRawBufferPointer(bytes)
                let rest = UnsafeMutableRawBufferPointer(rebasing: whole[filled...])
                let count = pread(descriptor, rest.baseAddress, rest.count, off_t(filled))
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else { break }
                filled += count
            }
        }
        return bytes.count == size ? bytes : nil
    }

    func read(into target: UnsafeMutableRawBufferPointer) throws -> Int {
        var filled = 0
        while filled < target.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: target[filled...])
            let count = Foundation.read(descriptor, rest.baseAddress, rest.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else {
                throw DataFileError(file: path, "cannot be read: \(String(cString: strerror(errno)))")
            }
            if count == 0 { break }
            filled += count
            consumed += count
        }
        return filled
    }
}
