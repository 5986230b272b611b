internal import CCurl
import Foundation

/// One transfer over http or https, on the calling thread.
///
/// libcurl is loaded by the first transfer; a machine without it can do everything but download.
///
/// - Errors: `DownloadError`; whatever the writer throws.
final class DownloadTransfer {
    private let url: String
    private let progress: DataProgress?
    private let write: (UnsafeRawBufferPointer) throws -> Void
    private let handle: OpaquePointer
    private var received = 0
    private var failure: (any Error)?
    private var lastReport = Date.distantPast

    /// - Parameters:
    ///   - library: the file name of libcurl, as the system's loader knows it.
    ///   - write: takes what arrives, in order.
    init(
        url: String, library: String = "libcurl.so.4", progress: DataProgress? = nil,
        write: @escaping (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        var message = [CChar](repeating: 0, count: 512)
        guard let loaded = curl_library_load(library, &message, message.count) else {
            let bytes = message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
            throw DownloadError(url: url, .noLibrary(String(decoding: bytes, as: UTF8.self)))
        }
        guard let handle = curl_transfer_create(loaded, url, "assay") else {
            throw DownloadError(url: url, .unreachable("libcurl could not set up the transfer"))
        }
        self.url = url
        self.progress = progress
        self.write = write
        self.handle = handle
    }

    deinit { curl_transfer_free(handle) }

    func run() throws {
        let receiver: curl_receiver = { bytes, count, context in
            guard let bytes, let context else { return 0 }
            let transfer = Unmanaged<DownloadTransfer>.fromOpaque(context).takeUnretainedValue()
            return transfer.receive(UnsafeRawBufferPointer(start: bytes, count: count)) ? count : 0
        }
        let ending = withExtendedLifetime(self) {
            curl_transfer_run(handle, receiver, Unmanaged.passUnretained(self).toOpaque())
        }
        if let failure { throw failure }
        if ending == curl_ending_redirected { throw DownloadError(url: url, .redirects) }
        let status = curl_transfer_status(handle)
        if status != 0, !DownloadTransfer.isSuccess(status) {
            throw DownloadError(url: url, .status(status))
        }
        if ending != curl_ending_done { throw DownloadError(url: url, reason(ending)) }
        guard received > 0 else { throw DownloadError(url: url, .empty) }
        report(always: true)
    }

    /// The length of the body, once the server has announced it.
    private var expected: Int? {
        let count = curl_transfer_expected_bytes(handle)
        return count < 0 ? nil : Int(count)
    }

    /// Whether the transfer goes on.
    private func receive(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard DownloadTransfer.isSuccess(curl_transfer_status(handle)) else { return false }
        guard received <= Self.mostBytes - bytes.count else {
            failure = DownloadError(url: url, .tooLong(bytes: Self.mostBytes))
            return false
        }
        do {
            try write(bytes)
        } catch {
            failure = error
            return false
        }
        received += bytes.count
        report(always: false)
        return true
    }

    /// Anything else is not a file: 204 has none, 206 has a part of one.
    private static func isSuccess(_ status: Int) -> Bool { status == 200 }

    /// A server that never ends would fill the disk.
    static let mostBytes = 64 << 30

    private func reason(_ ending: curl_ending) -> DownloadError.Reason {
        // A connection may also break in ways the library does not call partial.
        if let expected, received < expected, received > 0 || ending == curl_ending_partial {
            return .truncated(received: received, expected: expected)
        }
        switch ending {
        case curl_ending_refused: return .unreachable("the connection was refused")
        case curl_ending_no_host: return .unreachable("there is no such host, or no network")
        case curl_ending_timeout:
            return .unreachable(
                received > 0
                    ? "the server sends less than 1 KiB a second" : "the server does not answer")
        case curl_ending_insecure: return .unreachable("the secure connection failed (\(words))")
        default: return .unreachable(words)
        }
    }

    private var words: String { String(cString: curl_transfer_message(handle)) }

    /// At most ten times a second.
    private func report(always: Bool) {
        guard let progress else { return }
        let now = Date()
        guard always || now.timeIntervalSince(lastReport) >= 0.1 else { return }
        lastReport = now
        progress(
            DataProgressReport(url: DownloadError.shown(url), receivedBytes: received, totalBytes: expected))
    }
}
