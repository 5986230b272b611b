import Foundation

/// Bytes of a data file in order, decompressed if need be.
protocol ByteStream: AnyObject {
    /// Fills `target` as far as possible; fewer bytes than asked for, including 0, means the end of the data.
    func read(into target: UnsafeMutableRawBufferPointer) throws -> Int
    /// No more bytes than this are left: what a header announces beyond it is not there. `Int.max` where that is not
    /// known.
    var mostBytes: Int { get }
    /// The share of the file that has been read, 0 to 1; 0 where its size is not known.
    var progress: Double { get }
}

/// Opens a data file; files packed with gzip or zstd are recognized by how they begin, whatever their name.
///
/// - Parameter readsOnce: whether the file is read from its start to its end and never again, so that it may be a pipe
/// - Errors: `DataFileError` when the file is missing, a directory, a device, a pipe, unreadable.
func openByteStream(path: String, readsOnce: Bool = false) throws -> any ByteStream {
    let file = try FileStream(path: path, readsOnce: readsOnce)
    if try file.starts(with: [0x1f, 0x8b]) { return try InflatedGzip(file) ?? GzipStream(file) }
    if try file.starts(with: ZstandardFile.magic) { return try ZstandardFile(file) }
    return file
}

/// A plain file, or a pipe that is read once.
final class FileStream: ByteStream {
    let path: String
    private let descriptor: Int32
    private let size: Int
    private var consumed = 0
    /// A byte that was read to find out whether anybody writes.
    private var head: UInt8?

    init(path: String, readsOnce: Bool = false) throws {
        self.path = path
        // A pipe that nobody writes to would keep `open` waiting.
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw DataFileError(file: path, FileKind.failure(errno)) }
        do {
            var status = stat()
            guard fstat(descriptor, &status) == 0 else {
                throw DataFileError(file: path, FileKind.failure(errno))
            }
            let kind = FileKind(mode: status.st_mode)
            size = kind == .regular ? Int(status.st_size) : 0
            if let problem = kind.problem(path: path, readsOnce: readsOnce) {
                throw DataFileError(file: path, problem.message, help: problem.help)
            }
            if kind == .pipe {
                head = try PipeOpening.waitForWriter(descriptor, path: path)
            }
            let flags = fcntl(descriptor, F_GETFL, 0)
            if flags >= 0 { _ = fcntl(descriptor, F_SETFL, flags & ~O_NONBLOCK) }
        } catch {
            close(descriptor)
            throw error
        }
        posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
    }

    /// What the process was given as its input, from where it stands.
    static func standardInput() throws -> FileStream { try FileStream(duplicating: STDIN_FILENO) }

    private init(duplicating other: Int32) throws {
        path = "standard input"
        descriptor = fcntl(other, F_DUPFD_CLOEXEC, 0)
        size = 0
        guard descriptor >= 0 else { throw DataFileError(file: path, FileKind.failure(errno)) }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    var progress: Double { progress(without: 0) }

    /// The share that has been read and used, of what was read.
    func progress(without unused: Int) -> Double {
        size > 0 ? min(1, Double(consumed - unused) / Double(size)) : 0
    }

    /// The size, times and identity of the file that is open.
    var stamp: FileStamp? { FileStamp(descriptor: descriptor) }

    /// Bytes of the file; 0 for a pipe.
    var byteCount: Int { size }

    var mostBytes: Int { size > 0 ? max(0, size - consumed) : .max }

    /// Looks at the first bytes without consuming them.
    func starts(with magic: [UInt8]) throws -> Bool {
        var bytes = [UInt8](repeating: 0, count: magic.count)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        return count == magic.count && bytes == magic
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
        if let byte = head, !target.isEmpty {
            target[0] = byte
            head = nil
            filled = 1
        }
        while filled < target.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: target[filled...])
            let count = Foundation.read(descriptor, rest.baseAddress, rest.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw DataFileError(file: path, FileKind.failure(errno)) }
            if count == 0 { break }
            filled += count
            consumed += count
        }
        return filled
    }
}
