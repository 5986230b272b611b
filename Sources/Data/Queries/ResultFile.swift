import Foundation

/// A result while it arrives: bytes that are hashed and written under a temporary name.
///
/// Readable by its owner alone, as what databases hold may be.
final class ResultFile {
    let path: String
    private(set) var byteCount = 0
    private var hash: ContentHash?
    private let descriptor: Int32
    private let name: String
    private let progress: DataProgress?
    private var lastReport = Date.distantPast

    /// What never ends would fill the disk.
    static let mostBytes = DownloadTransfer.mostBytes

    /// - Parameter name: what messages and the display of progress call the result
    init(in folder: String, name: String, progress: DataProgress?) throws {
        path = try AtomicFile.temporaryName(for: folder + "/result")
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw DataFileError(file: path, "cannot be written: \(String(cString: strerror(errno)))")
        }
        hash = ContentHash()
        self.name = name
        self.progress = progress
    }

    deinit {
        close(descriptor)
        unlink(path)
    }

    func append(_ bytes: UnsafeRawBufferPointer) throws {
        guard byteCount <= Self.mostBytes - bytes.count else {
            throw DataFileError(file: name, "gives more than \(Self.mostBytes >> 30) GiB")
        }
        hash?.update(bytes)
        try AtomicFile.writeAll(bytes, to: descriptor, path)
        byteCount += bytes.count
        report(isDone: false)
    }

    /// The SHA-256 of everything; nothing can be appended afterwards.
    func finish() -> String {
        report(isDone: true)
        guard let finished = hash.take() else { return "" }
        return finished.hexadecimal()
    }

    /// At most ten times a second.
    private func report(isDone: Bool) {
        guard let progress else { return }
        let now = Date()
        guard isDone || now.timeIntervalSince(lastReport) >= 0.1 else { return }
        lastReport = now
        progress(
            DataProgressReport(url: name, receivedBytes: byteCount, totalBytes: isDone ? byteCount : nil))
    }
}
