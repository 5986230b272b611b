import Foundation

/// A web server for one test: answers every request on 127.0.0.1 with fixed bytes, then closes the connection.
final class LoopbackServer: @unchecked Sendable {
    let port: UInt16
    private let listener: Int32
    private let lock = NSLock()
    private var counted = 0

    /// - Parameter answer: the whole answer, head and body.
    init(answer: Data) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { general in
                bind(listener, general, length) == 0 && listen(listener, 8) == 0
                    && getsockname(listener, general, &length) == 0
            }
        }
        guard listener >= 0, isListening else { throw POSIXError(.EADDRNOTAVAIL) }
        self.listener = listener
        port = UInt16(bigEndian: address.sin_port)
        let thread = Thread { [weak self] in
            while let connection = Self.accept(listener) {
                self?.count()
                Self.serve(connection, answer)
            }
        }
        thread.start()
    }

    deinit { stop() }

    var requests: Int { lock.withLock { counted } }

    func url(_ path: String) -> String { "http://127.0.0.1:\(port)/\(path)" }

    /// Ends listening: further connections are refused.
    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    private func count() { lock.withLock { counted += 1 } }

    private static func accept(_ listener: Int32) -> Int32? {
        let connection = Foundation.accept(listener, nil, nil)
        return connection >= 0 ? connection : nil
    }

    private static func serve(_ connection: Int32, _ answer: Data) {
        var request = Data()
        var buffer = [UInt8](repeating: 0, count: 4096)
        while request.range(of: Data("\r\n\r\n".utf8)) == nil {
            let count = read(connection, &buffer, buffer.count)
            if count <= 0 { break }
            request.append(contentsOf: buffer[..<count])
        }
        answer.withUnsafeBytes { bytes in
            var sent = 0
            while sent < bytes.count {
                let count = send(
                    connection, bytes.baseAddress.map { $0 + sent }, bytes.count - sent, Int32(MSG_NOSIGNAL))
                if count <= 0 { break }
                sent += count
            }
        }
        close(connection)
    }

    static func answer(_ body: Data, status: String = "200 OK", length: Int? = nil) -> Data {
        Data(
            "HTTP/1.1 \(status)\r\nContent-Length: \(length ?? body.count)\r\nConnection: close\r\n\r\n".utf8)
            + body
    }

    static func redirect(to address: String) -> Data {
        Data(
            "HTTP/1.1 302 Found\r\nLocation: \(address)\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                .utf8)
    }
}
