import Columnar
import Foundation

/// A file that is read at any place of it, by several threads at once.
final class PlacedFile: Sendable {
    private let path: String
    private let descriptor: Int32
    private let size: Int

    /// - Errors: `DataFileError` when the file is missing, a directory, a device, a pipe, unreadable
    init(path: String) throws {
        self.path = path
        let opened = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard opened >= 0 else { throw DataFileError(file: path, FileKind.failure(errno)) }
        var status = stat()
        guard fstat(opened, &status) == 0 else {
            let failure = errno
            close(opened)
            throw DataFileError(file: path, FileKind.failure(failure))
        }
        if let problem = FileKind(mode: status.st_mode).problem(path: path, readsOnce: false) {
            close(opened)
            throw DataFileError(file: path, problem.message, help: problem.help)
        }
        descriptor = opened
        size = Int(status.st_size)
    }

    deinit { close(descriptor) }

    var source: ColumnarSource {
        ColumnarSource(count: size) { try self.read(at: $0, into: $1) }
    }

    private func read(at offset: Int, into target: UnsafeMutableRawBufferPointer) throws {
        var filled = 0
        while filled < target.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: target[filled...])
            let count = pread(descriptor, rest.baseAddress, rest.count, off_t(offset + filled))
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw DataFileError(file: path, FileKind.failure(errno)) }
            guard count > 0 else { throw LocatedSource.changed(path) }
            filled += count
        }
    }
}
