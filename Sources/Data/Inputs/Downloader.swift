import Foundation

/// Fetches a file over http or https: to a temporary name, checked, then renamed.
struct Downloader: Sendable {
    let url: URL
    let target: String
    /// SHA-256 that the file, or what it holds when it is gzipped, must have.
    let sha256: String?

    /// - Errors: `DownloadError`; `DataFileError` when the file cannot be written. Nothing is left behind then.
    func run(progress: DataProgress?) throws {
        let temporary = try AtomicFile.temporaryName(for: target)
        defer { unlink(temporary) }
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw DataFileError(
                file: temporary, "cannot be written: \(String(cString: strerror(errno)))")
        }
        let result = Result {
            let transfer = try DownloadTransfer(url: url.absoluteString, progress: progress) { bytes in
                try AtomicFile.writeAll(bytes, to: descriptor, temporary)
            }
            try transfer.run()
        }
        fsync(descriptor)
        close(descriptor)
        try result.get()
        try check(temporary)
        try AtomicFile.move(temporary, to: target)
    }

    private func check(_ path: String) throws {
        guard let sha256 else { return }
        let found = try FileHash.ofFile(path)
        if found == sha256.lowercased() { return }
        if let content = try? FileHash.ofContent(path), content == sha256.lowercased() { return }
        throw DownloadError(url: url.absoluteString, .wrongHash(expected: sha256, found: found))
    }
}
