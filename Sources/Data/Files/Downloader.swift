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
        try refusePage(temporary)
        try check(temporary)
        try AtomicFile.move(temporary, to: target)
    }

    /// Servers answer with pages, and status 200, where a login or a confirmation is missing. None of the data formats
    /// begins like one.
    private func refusePage(_ path: String) throws {
        guard sha256 == nil, let file = FileHandle(forReadingAtPath: path) else { return }
        defer { try? file.close() }
        let start = String(decoding: (try? file.read(upToCount: 1024)) ?? Data(), as: UTF8.self)
        let begins = start.drop { $0.isWhitespace || $0 == "\u{feff}" }.prefix(16).lowercased()
        guard begins.hasPrefix("<!doctype html") || begins.hasPrefix("<html") else { return }
        throw DownloadError(url: url.absoluteString, .page)
    }

    private func check(_ path: String) throws {
        guard let sha256 else { return }
        let found = try FileHash.ofFile(path)
        if found == sha256.lowercased() { return }
        if let content = try? FileHash.ofContent(path), content == sha256.lowercased() { return }
        throw DownloadError(url: url.absoluteString, .wrongHash(expected: sha256, found: found))
    }
}
