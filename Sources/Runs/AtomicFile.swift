import Foundation

/// Replaces files so that a reader, or a process that was killed, only ever finds the old or the new content.
///
/// The content goes to a temporary name in the same folder, is synced to the disk, and is renamed over the target.
package struct AtomicFile: Sendable {
    private let gate: any WriteGate

    package init(gate: any WriteGate = OpenGate()) {
        self.gate = gate
    }

    package func write(_ text: String, to path: String) throws {
        try write(Data(text.utf8), to: path)
    }

    package func write(_ data: Data, to path: String) throws {
        try gate.pass(.beforeTemporary, path: path)
        let temporary = path + ".tmp-\(getpid())"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw RunError.system(action: "write", path: path, code: errno)
        }
        do {
            try writeAll(data, to: descriptor, path: path)
            try check(fsync(descriptor), "sync", path)
        } catch {
            close(descriptor)
            unlink(temporary)
            throw error
        }
        close(descriptor)
        try gate.pass(.beforeRename, path: path)
        try check(rename(temporary, path), "replace", path)
        syncFolder(of: path)
        try gate.pass(.afterRename, path: path)
    }

    private func check(_ result: Int32, _ action: String, _ path: String) throws {
        if result != 0 {
            throw RunError.system(action: action, path: path, code: errno)
        }
    }

    /// Makes the rename itself durable. A file system that cannot sync folders is not an error.
    private func syncFolder(of path: String) {
        let folder = (path as NSString).deletingLastPathComponent
        let descriptor = open(folder.isEmpty ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
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
