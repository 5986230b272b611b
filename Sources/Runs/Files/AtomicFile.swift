import Foundation
import Machine
import Synchronization

/// Replaces files so that a reader, or a process that was killed, only ever finds the old or the new content.
///
/// The content goes to a temporary name in the same folder, is synced to the disk, and is renamed over the
/// target. Several files are written together: their syncs wait for the disk at the same time instead of
/// one after another.
package struct AtomicFile: Sendable {
    private let gate: any WriteGate

    /// A file to be replaced.
    package struct Content: Sendable {
        package var path: String
        package var data: Data

        package init(path: String, data: Data) {
            self.path = path
            self.data = data
        }
    }

    package init(gate: any WriteGate = OpenGate()) {
        self.gate = gate
    }

    package func write(_ text: String, to path: String) throws {
        try write(Data(text.utf8), to: path)
    }

    package func write(_ data: Data, to path: String) throws {
        try write([Content(path: path, data: data)])
    }

    /// Replaces the files in the given order, after all of them are on the disk under temporary names.
    ///
    /// - Parameter tables: append-only files to sync with them, before the first rename
    /// - Parameter others: paths of files and folders to sync with them
    package func write(
        _ contents: [Content], syncing tables: [AppendFile] = [], others: [String] = []
    ) throws {
        for table in tables { try table.flush() }
        var descriptors: [Int32] = []
        defer {
            for descriptor in descriptors { close(descriptor) }
        }
        for content in contents {
            try gate.pass(.beforeTemporary, path: content.path)
            descriptors.append(try writeTemporary(content))
        }
        for path in others {
            let descriptor = open(path, O_RDONLY | O_CLOEXEC)
            if descriptor >= 0 { descriptors.append(descriptor) }
        }
        try Self.sync(descriptors + tables.map(\.syncDescriptor), path: contents.first?.path ?? "")
        for content in contents {
            try gate.pass(.beforeRename, path: content.path)
            guard rename(Self.temporaryName(content.path), content.path) == 0 else {
                throw RunError.system(action: "replace", path: content.path, code: errno)
            }
            try gate.pass(.afterRename, path: content.path)
        }
        Self.syncFolders(Set(contents.map { folder(of: $0.path) }).sorted())
    }

    private func writeTemporary(_ content: Content) throws -> Int32 {
        let name = Self.temporaryName(content.path)
        let descriptor = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else {
            throw RunError.system(action: "write", path: content.path, code: errno)
        }
        do {
            Self.keepMode(of: content.path, on: descriptor)
            try writeAll(content.data, to: descriptor, path: content.path)
        } catch {
            close(descriptor)
            unlink(name)
            throw error
        }
        return descriptor
    }

    /// Replaces a file without waiting for the disk: for files that can be rebuilt.
    ///
    /// A reader still finds the old or the new content; after a crash of the machine it may be neither.
    package func replace(_ data: Data, at path: String) throws {
        try gate.pass(.beforeTemporary, path: path)
        close(try writeTemporary(Content(path: path, data: data)))
        try gate.pass(.beforeRename, path: path)
        guard rename(Self.temporaryName(path), path) == 0 else {
            throw RunError.system(action: "replace", path: path, code: errno)
        }
        try gate.pass(.afterRename, path: path)
    }

    /// Writes a file that nobody can see yet, without waiting for the disk.
    func writeUnseen(_ data: Data, to path: String) throws {
        try gate.pass(.beforeTemporary, path: path)
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else {
            throw RunError.system(action: "write", path: path, code: errno)
        }
        defer { close(descriptor) }
        try writeAll(data, to: descriptor, path: path)
    }

    /// A file that is replaced keeps who may read it; a new one has what the process's mask leaves.
    private static func keepMode(of path: String, on descriptor: Int32) {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return }
        fchmod(descriptor, status.st_mode & 0o7777)
    }

    /// What stands between a file's name and the thread that writes it anew.
    package static let temporaryMark = ".tmp-"

    /// Process numbers of two machines that share a folder may be equal.
    private static let processTag = UInt32.random(in: .min ... .max)

    /// Names the thread, since two workers of one process may replace the same file at once.
    private static func temporaryName(_ path: String) -> String {
        path + temporaryMark + "\(getpid())\(pthread_self())\(processTag)"
    }

    /// Waits for all of them at once.
    private static func sync(_ descriptors: [Int32], path: String) throws {
        let failure = Atomic<Int32>(0)
        if descriptors.count == 1 {
            if fsync(descriptors[0]) != 0 { failure.store(errno, ordering: .relaxed) }
        } else {
            // They wait for the disk, not for a processor.
            concurrentPerform(descriptors.count, workers: 4) { index in
                if fsync(descriptors[index]) != 0 { failure.store(errno, ordering: .relaxed) }
            }
        }
        let code = failure.load(ordering: .relaxed)
        if code != 0 {
            throw RunError.system(action: "sync", path: path, code: code)
        }
    }

    private func folder(of path: String) -> String {
        let folder = path.parentPath
        return folder.isEmpty ? "." : folder
    }

    /// Makes renames themselves durable. A file system that cannot sync folders is not an error.
    private static func syncFolders(_ folders: [String]) {
        let descriptors = folders.map { open($0, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }.filter { $0 >= 0 }
        try? sync(descriptors, path: "")
        for descriptor in descriptors { close(descriptor) }
    }
}

/// Writes every byte, continuing after short writes and interrupted calls.
func writeAll(_ data: Data, to descriptor: Int32, path: String) throws {
    try data.withUnsafeBytes { bytes in
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = Foundation.write(
                descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if written > 0 {
                rest = rest.dropFirst(written)
            } else if written < 0, errno != EINTR {
                throw RunError.system(action: "write", path: path, code: errno)
            }
        }
    }
}
