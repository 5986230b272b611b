import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

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
        let receiver = DownloadReceiver(
            url: url.absoluteString, path: temporary, descriptor: descriptor, progress: progress)
        let result = Result { try receiver.fetch(url) }
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

/// Writes what arrives into a file. Called by the session on its own queue, one call at a time; `fetch` waits for
/// the end, so that what the queue wrote is visible to it.
private final class DownloadReceiver: NSObject, URLSessionDataDelegate, @unchecked Sendable {
    private let url: String
    private let path: String
    private let descriptor: Int32
    private let progress: DataProgress?
    private let finished = DispatchSemaphore(value: 0)
    private var received = 0
    private var expected: Int?
    private var failure: (any Error)?
    private var lastReport = Date.distantPast

    init(url: String, path: String, descriptor: Int32, progress: DataProgress?) {
        self.url = url
        self.path = path
        self.descriptor = descriptor
        self.progress = progress
    }

    func fetch(_ address: URL) throws {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.timeoutIntervalForRequest = 30
        let session = URLSession(configuration: configuration, delegate: self, delegateQueue: nil)
        var request = URLRequest(url: address)
        request.setValue("identity", forHTTPHeaderField: "Accept-Encoding")
        session.dataTask(with: request).resume()
        finished.wait()
        session.invalidateAndCancel()
        if let failure { throw failure }
        if let expected, received != expected {
            throw DownloadError(url: url, .truncated(received: received, expected: expected))
        }
        report(always: true)
    }

    func urlSession(
        _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
        completionHandler: @escaping (URLSession.ResponseDisposition) -> Void
    ) {
        guard let answer = response as? HTTPURLResponse else { return completionHandler(.allow) }
        guard (200..<300).contains(answer.statusCode) else {
            failure = DownloadError(url: url, .status(answer.statusCode))
            return completionHandler(.cancel)
        }
        // The length of an encoded body is not the length of what arrives here.
        if answer.value(forHTTPHeaderField: "Content-Encoding") == nil {
            expected = answer.value(forHTTPHeaderField: "Content-Length").flatMap { Int($0) }
        }
        completionHandler(.allow)
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        guard failure == nil else { return }
        do {
            for region in data.regions {
                try region.withUnsafeBytes { try AtomicFile.writeAll($0, to: descriptor, path) }
            }
            received += data.count
            report(always: false)
        } catch {
            failure = error
            dataTask.cancel()
        }
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        if failure == nil, let error {
            if let expected, received < expected {
                failure = DownloadError(url: url, .truncated(received: received, expected: expected))
            } else {
                failure = DownloadError(url: url, .unreachable(DownloadReceiver.words(for: error)))
            }
        }
        finished.signal()
    }

    private static func words(for error: any Error) -> String {
        switch (error as? URLError)?.code {
        case .cannotConnectToHost: "the connection was refused"
        case .cannotFindHost, .dnsLookupFailed: "there is no such host, or no network"
        case .notConnectedToInternet, .networkConnectionLost: "there is no network"
        case .timedOut: "the server does not answer"
        case .secureConnectionFailed, .serverCertificateUntrusted: "the secure connection failed"
        default: error.localizedDescription
        }
    }

    /// At most ten times a second.
    private func report(always: Bool) {
        guard let progress else { return }
        let now = Date()
        guard always || now.timeIntervalSince(lastReport) >= 0.1 else { return }
        lastReport = now
        progress(DataProgressReport(url: url, receivedBytes: received, totalBytes: expected))
    }
}
