/// Why data could not be fetched.
package struct DownloadError: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Reason: Sendable, Equatable {
        /// No connection: the network is off, the name is unknown, nobody listens there …
        case unreachable(String)
        case status(Int)
        /// The connection ended before everything was there.
        case truncated(received: Int, expected: Int)
        case wrongHash(expected: String, found: String)
        case notAllowed
        /// The library that downloads is not on this machine; the loader's words.
        case noLibrary(String)
    }

    package let url: String
    package let reason: Reason

    package init(url: String, _ reason: Reason) {
        self.url = url
        self.reason = reason
    }

    package var description: String {
        "cannot download \(url): \(what)\n  help: \(help)"
    }

    private var what: String {
        switch reason {
        case .unreachable(let detail): detail
        case .status(let code): "the server answered with status \(code)"
        case .truncated(let received, let expected):
            "the connection ended after \(received) of \(expected) bytes"
        case .wrongHash(let expected, let found): "its sha256 is \(found), not \(expected)"
        case .notAllowed: "downloads are switched off"
        case .noLibrary(let detail): "libcurl, which downloads, cannot be loaded (\(detail))"
        }
    }

    private var help: String {
        switch reason {
        case .unreachable, .notAllowed:
            "put the file into the folder named by ASSAY_DATA, or where 'path' says"
        case .status: "check 'url'"
        case .truncated: "try again"
        case .noLibrary:
            "install libcurl (Debian: libcurl4), or put the file into the folder named by ASSAY_DATA"
        case .wrongHash: "the file has changed or is damaged; check 'url' and 'sha256'"
        }
    }
}
