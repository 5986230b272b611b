import Foundation
import Machine

/// A file that a person names for results: written so that nothing that is there is destroyed.
///
/// A regular file, or a new name, appears when it is complete: the content goes to a temporary name beside it and is
/// renamed, through a link at its target, and the file's mode stays. Everything else (a device, a pipe, `/dev/stdout`,
/// `/dev/fd/3`) is opened and written. Used by one thread.
package final class OutputFile {
    /// The reader of a pipe went away: it has what it wanted, and writing ends without an error.
    package struct ReaderIsGone: Error {}

    private let name: String
    private let descriptor: Int32
    /// The rename to make when the file is complete; nil for one that is written in place.
    private let replacement: (temporary: String, target: String)?
    private var isFinished = false

    /// - Parameter path: `-` for standard output
    /// - Errors: `RunError.system` with the system's reason
    package init(path: String) throws {
        name = path == "-" ? "standard output" : path
        if let stream = Self.stream(path) {
            replacement = nil
            descriptor = fcntl(stream, F_DUPFD_CLOEXEC, 3)
            guard descriptor >= 0 else { throw RunError.system(action: "write", path: name, code: errno) }
            return
        }
        var status = stat()
        let isThere = stat(path, &status) == 0
        if isThere, status.st_mode & S_IFMT != S_IFREG {
            replacement = nil
            descriptor = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY)
            guard descriptor >= 0 else { throw RunError.system(action: "write", path: path, code: errno) }
            return
        }
        let target = Self.target(of: path)
        let temporary = target + AtomicFile.temporaryMark + "\(getpid())"
        Self.removeLeftovers(of: target)
        let opened = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        if opened >= 0 {
            if isThere { Self.keep(status, on: opened) }
            replacement = (temporary, target)
            descriptor = opened
            return
        }
        let failure = errno
        // A file in a folder that takes no new ones is written in place.
        descriptor = isThere ? open(target, O_WRONLY | O_TRUNC | O_CLOEXEC) : -1
        guard descriptor >= 0 else { throw RunError.system(action: "write", path: path, code: failure) }
        replacement = nil
    }

    deinit {
        guard !isFinished else { return }
        close(descriptor)
        if let replacement { unlink(replacement.temporary) }
    }

    /// Writes a whole text.
    package static func write(_ text: String, to path: String) throws {
        let file = try OutputFile(path: path)
        do {
            try file.write(Array(text.utf8))
            try file.finish()
        } catch is ReaderIsGone {}
    }

    /// - Errors: `ReaderIsGone`, `RunError.system`
    package func write(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let buffer = UnsafeRawBufferPointer(rebasing: rest)
                let written = Foundation.write(descriptor, buffer.baseAddress, buffer.count)
                if written > 0 {
                    rest = rest.dropFirst(written)
                } else {
                    try fail(written == 0 ? EIO : errno)
                }
            }
        }
    }

    /// Returns when the write is to be tried again.
    private func fail(_ code: Int32) throws {
        switch code {
        case EINTR: return
        case EAGAIN:
            var stream = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            guard poll(&stream, 1, -1) >= 0 || errno == EINTR else { break }
            return
        case EPIPE: throw ReaderIsGone()
        default: break
        }
        throw RunError.system(action: "write", path: name, code: code)
    }

    /// Waits until the content is on the disk, and gives the file its name.
    package func finish() throws {
        guard let replacement else {
            isFinished = true
            guard close(descriptor) == 0 || errno == EINTR else {
                throw RunError.system(action: "write", path: name, code: errno)
            }
            return
        }
        guard fsync(descriptor) == 0, rename(replacement.temporary, replacement.target) == 0 else {
            throw RunError.system(action: "write", path: name, code: errno)
        }
        isFinished = true
        close(descriptor)
    }

    /// The open stream a path stands for.
    private static func stream(_ path: String) -> Int32? {
        switch path {
        case "-", "/dev/stdout": return STDOUT_FILENO
        case "/dev/stderr": return STDERR_FILENO
        default:
            let folder = path.parentPath
            guard ["/dev/fd", "/proc/self/fd"].contains(folder) else { return nil }
            return Int32((path as NSString).lastPathComponent)
        }
    }

    /// Where a chain of links leads, also when nothing is there yet; another path as it is.
    static func target(of path: String) -> String {
        var path = path
        for _ in 0..<40 where ResultPath.isLink(path) { path = RunIndex.resolvingLink(path) }
        return path
    }

    /// What an existing file had besides its content; an owner that cannot be kept is not an error.
    private static func keep(_ status: stat, on descriptor: Int32) {
        _ = fchown(descriptor, status.st_uid, status.st_gid)
        fchmod(descriptor, status.st_mode & 0o7777)
    }

    /// What processes that were killed in the middle have left beside the file.
    private static func removeLeftovers(of target: String) {
        let folder = target.parentPath
        let prefix = (target as NSString).lastPathComponent + AtomicFile.temporaryMark
        let names =
            (try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)) ?? []
        for name in names where name.hasPrefix(prefix) {
            guard let process = Int32(name.dropFirst(prefix.count)), process > 0, process != getpid() else {
                continue
            }
            if kill(process, 0) != 0, errno == ESRCH {
                unlink(folder.isEmpty ? name : folder + "/" + name)
            }
        }
    }
}
