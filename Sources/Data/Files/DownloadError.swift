/// Why data could not be fetched.
package struct DownloadError: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Reason: Sendable, Equatable {
        /// No connection: the network is off, the name is unknown, nobody listens there …
        case unreachable(String)
        case status(Int)
        /// The connection ended before everything was there.
        case truncated(received: Int, expected: Int)
        /// An answer without content.
        case empty
        /// A page where a data file was asked for: of a login, of an error.
        case page
        case tooLong(bytes: Int)
        /// From one address to the next without end.
        case redirects
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
        "cannot download \(Self.shown(url)): \(what)\n  help: \(help)"
    }

    /// The address without the user and the password in it.
    static func shown(_ url: String) -> String { url.replacing(/:\/\/[^\/@?#]*@/, with: "://***@") }

    private var what: String {
        switch reason {
        case .unreachable(let detail): detail
        case .status(let code): "the server answered with status \(code)"
        case .truncated(let received, let expected):
            "the connection ended after \(received) of \(expected) bytes"
        case .empty: "the server's answer is empty"
        case .page: "the server sent a web page, not a data file"
        case .tooLong(let bytes): "it has more than \(bytes >> 30) GiB"
        case .redirects: "the server sends the request from one address to the next without end"
        case .wrongHash(let expected, let found): "its sha256 is \(found), not \(expected)"
        case .notAllowed: "downloads are switched off"
        case .noLibrary(let detail): "libcurl, which downloads, cannot be loaded (\(detail))"
        }
    }

    private var help: String {
        switch reason {
        case .unreachable, .notAllowed:
            "put the file into the folder named by ASSAY_DATA, or where 'path' says"
        case .status, .empty, .redirects: "check 'url'"
        case .page: "open 'url' in a browser: does it ask for a login or a confirmation?"
        case .tooLong: "fetch it by other means and put it where 'path' says"
        case .truncated: "try again"
        case .noLibrary:
            "install libcurl (Debian: libcurl4), or put the file into the folder named by ASSAY_DATA"
        case .wrongHash: "the file has changed or is damaged; check 'url' and 'sha256'"
        }
    }
}
