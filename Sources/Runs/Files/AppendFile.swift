import Foundation
import Synchronization

/// A file that only grows: rows are collected in memory and written in one call by `flush`.
///
/// Its length at a checkpoint is stored in the checkpoint; on resume the file is cut back to it, so that
/// rows written after the checkpoint, whole or torn, disappear and are written again.
///
/// `append` and `flush` may be called from different threads (training, and the once-a-second flusher).
package final class AppendFile: Sendable {
    package let path: String
    private let descriptor: Int32
    private let gate: any WriteGate
    private let state: Mutex<State>

    private struct State {
        var pending = Data()
        var length: Int
        var failure: (any Error)?
    }

    var syncDescriptor: Int32 { descriptor }

    /// Opens or creates the file and cuts it to `length` bytes.
    ///
    /// - Errors: the file is shorter than `length`: it is not the file the checkpoint was written with.
    package init(path: String, cutTo length: Int, gate: any WriteGate = OpenGate()) throws {
        self.path = path
        self.gate = gate
        try gate.pass(.beforeTruncate, path: path)
        descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o666)
        state = Mutex(State(length: length))
        guard descriptor >= 0 else {
            throw RunError.system(action: "open", path: path, code: errno)
        }
        let present = Int(lseek(descriptor, 0, SEEK_END))
        guard present >= length else {
            throw RunError.damaged(
                path: path,
                reason: "it has \(present) bytes, the checkpoint was written when it had \(length)")
        }
        guard ftruncate(descriptor, off_t(length)) == 0, lseek(descriptor, off_t(length), SEEK_SET) >= 0
        else {
            throw RunError.system(action: "cut", path: path, code: errno)
        }
    }

    deinit {
        if descriptor >= 0 {
            close(descriptor)
        }
    }

    /// The length the file has once everything appended so far is written.
    package var length: Int {
        state.withLock { $0.length + $0.pending.count }
    }

    package func append(_ text: String) {
        state.withLock { $0.pending.append(contentsOf: text.utf8) }
    }

    package func append(_ bytes: [UInt8]) {
        state.withLock { $0.pending.append(contentsOf: bytes) }
    }

    /// Writes what was appended. A failure (a full disk) is thrown here and by every later call.
    package func flush() throws {
        try state.withLock { state in
            if let failure = state.failure { throw failure }
            guard !state.pending.isEmpty else { return }
            do {
                try gate.pass(.beforeAppend, path: path)
                try writeAll(state.pending, to: descriptor, path: path)
                state.length += state.pending.count
                state.pending.removeAll(keepingCapacity: true)
                try gate.pass(.afterAppend, path: path)
            } catch {
                state.failure = error
                throw error
            }
        }
    }

    /// Writes what was appended and waits until it is on the disk: called before a checkpoint names its
    /// length.
    package func sync() throws {
        try flush()
        if fdatasync(descriptor) != 0 {
            throw RunError.system(action: "sync", path: path, code: errno)
        }
    }

    /// The length of the header line and the first `rows` rows of a table; nil when the file has fewer
    /// whole ones.
    ///
    /// How many rows a checkpoint covers follows from its epoch and step, so checkpoints need not name
    /// lengths, which differ between runs that are otherwise the same (the table has a column of times).
    package static func length(ofRows rows: Int, in path: String) throws -> Int? {
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        return data.withUnsafeBytes { bytes in
            var remaining = rows + 1
            for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") {
                remaining -= 1
                if remaining == 0 { return index + 1 }
            }
            return nil
        }
    }

    /// The first `length` bytes of a file as text; nil when there is no such file.
    package static func text(of path: String, length: Int) throws -> String? {
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        return String(decoding: data.prefix(length), as: UTF8.self)
    }
}
