import Foundation

/// Files that appear whole or not at all: written under a temporary name, renamed.
enum AtomicFile {
    /// Writes without waiting for the disk, which takes as long as much of the work that is to be saved: for what can
    /// be rebuilt. When the machine stops, the file may be damaged; its check sums tell.
    ///
    /// - Errors: `DataFileError` when the folder or the file cannot be written.
    static func write(_ bytes: [UInt8], to path: String) throws {
        try bytes.withUnsafeBytes { try write([$0], to: path) }
    }

    /// The parts one after another.
    static func write(_ parts: [UnsafeRawBufferPointer], to path: String) throws {
        let temporary = try temporaryName(for: path)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure(temporary) }
        do {
            for part in parts { try writeAll(part, to: descriptor, temporary) }
        } catch {
            close(descriptor)
            unlink(temporary)
            throw error
        }
        close(descriptor)
        try rename(temporary, to: path)
    }

    /// Puts a complete, synced file in its place, and the name on disk.
    static func move(_ temporary: String, to path: String) throws {
        try rename(temporary, to: path)
        let folder = open(parent(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if folder >= 0 {
            fsync(folder)
            close(folder)
        }
    }

    private static func rename(_ temporary: String, to path: String) throws {
        guard Foundation.rename(temporary, path) == 0 else {
            let error = failure(path)
            unlink(temporary)
            throw error
        }
    }

    /// A name beside `path` that no other process or thread uses; its folder is made.
    static func temporaryName(for path: String) throws -> String {
        let folder = parent(of: path)
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw DataFileError(
                file: folder, "the folder cannot be made: \(String(cString: strerror(errno)))")
        }
        return path + ".\(getpid()).\(UInt32.random(in: 0 ... .max)).tmp"
    }

    static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    static func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, _ path: String) throws {
        var rest = bytes
        while !rest.isEmpty {
            let count = Foundation.write(descriptor, rest.baseAddress, rest.count)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw failure(path) }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    private static func failure(_ path: String) -> DataFileError {
        DataFileError(file: path, "cannot be written: \(String(cString: strerror(errno)))")
    }
}
