import Foundation
import Runs

/// Where predictions go: standard output, or a file that gets its name only when it is complete.
final class PredictionOutput {
    private let path: String
    private let temporary: String?
    private let descriptor: Int32
    private var pending: [UInt8] = []
    private var isFinished = false

    private static let capacity = 1 << 16

    /// - Parameter path: `-` for standard output
    init(path: String) throws {
        self.path = path == "-" ? "standard output" : path
        if path == "-" {
            temporary = nil
            descriptor = STDOUT_FILENO
        } else {
            Self.removeLeftovers(of: path)
            let name = path + ".tmp-\(getpid())"
            temporary = name
            descriptor = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
            guard descriptor >= 0 else {
                throw RunError.system(action: "write", path: path, code: errno)
            }
        }
        pending.reserveCapacity(Self.capacity + 1024)
    }

    /// What processes that were killed in the middle have left beside the file.
    private static func removeLeftovers(of path: String) {
        let folder = (path as NSString).deletingLastPathComponent
        let prefix = (path as NSString).lastPathComponent + ".tmp-"
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

    deinit {
        guard let temporary, !isFinished else { return }
        close(descriptor)
        unlink(temporary)
    }

    func line(_ fields: [String]) throws {
        for (index, field) in fields.enumerated() {
            if index > 0 { pending.append(UInt8(ascii: ",")) }
            pending.append(contentsOf: field.utf8)
        }
        pending.append(UInt8(ascii: "\n"))
        if pending.count >= Self.capacity { try flush() }
    }

    /// Writes the rest, waits until it is on the disk, and gives the file its name.
    func finish() throws {
        try flush()
        guard let temporary else { return }
        guard fsync(descriptor) == 0, rename(temporary, path) == 0 else {
            throw RunError.system(action: "write", path: path, code: errno)
        }
        isFinished = true
        close(descriptor)
    }

    private func flush() throws {
        try pending.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let buffer = UnsafeRawBufferPointer(rebasing: rest)
                let written = write(descriptor, buffer.baseAddress, buffer.count)
                if written > 0 {
                    rest = rest.dropFirst(written)
                } else if written == 0 || errno != EINTR {
                    throw RunError.system(action: "write", path: path, code: errno)
                }
            }
        }
        pending.removeAll(keepingCapacity: true)
    }
}
