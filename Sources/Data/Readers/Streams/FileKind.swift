import Foundation

/// What stands under a path, as far as it matters to whoever wants to read data from it.
enum FileKind: Equatable {
    case regular, directory, pipe, device, socket, other

    init(mode: mode_t) {
        switch mode & S_IFMT {
        case S_IFREG: self = .regular
        case S_IFDIR: self = .directory
        case S_IFIFO: self = .pipe
        case S_IFCHR, S_IFBLK: self = .device
        case S_IFSOCK: self = .socket
        default: self = .other
        }
    }

    /// Why no data can be read from it; nil where they can.
    ///
    /// - Parameter readsOnce: whether the bytes are read once, in order
    func problem(path: String, readsOnce: Bool) -> (message: String, help: String?)? {
        switch self {
        case .regular: return nil
        case .directory:
            return ("is a directory, not a data file", "name the files in it: data/*.csv")
        case .pipe:
            if readsOnce { return nil }
            return (
                "is a pipe, which can be read only once, and data are hashed before they are read",
                "write what it gives into a file first: cat \(path) > data.csv"
            )
        case .device:
            if readsOnce, Self.isOwnInput(path) { return nil }
            return ("is a device, not a data file", nil)
        case .socket, .other: return ("is no data file", nil)
        }
    }

    private static func isOwnInput(_ path: String) -> Bool {
        path == "/dev/stdin" || path.hasPrefix("/dev/fd/") || path.hasPrefix("/proc/self/fd/")
    }

    /// What a system call said, as the end of a sentence that begins with the file's name.
    static func failure(_ code: Int32) -> String {
        switch code {
        case ELOOP: "cannot be read: its links lead in a circle"
        case ENXIO, ENODEV: "is no data file"
        default: "cannot be read: \(String(cString: strerror(code)))"
        }
    }
}

/// The first moment of a named pipe.
enum PipeOpening {
    /// How long somebody may take to begin to write.
    private static let patience: Int32 = 10_000

    /// Waits for the first byte or for somebody who is going to write it.
    ///
    /// - Returns: a byte that had to be read to find that out
    /// - Errors: `DataFileError` when nobody writes
    static func waitForWriter(_ descriptor: Int32, path: String) throws -> UInt8? {
        var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        var left = patience
        while left > 0 {
            let found = poll(&waiting, 1, min(left, 200))
            if found > 0 { return nil }
            if found < 0 && errno != EINTR { break }
            var byte: UInt8 = 0
            let count = Foundation.read(descriptor, &byte, 1)
            // With a writer that has nothing yet there is no end of the file, only nothing to read.
            if count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK) { return nil }
            if count == 1 { return byte }
            left -= 200
        }
        throw DataFileError(
            file: path, "is a pipe that nobody writes to",
            help: "start what writes to it before, or give a file")
    }
}
