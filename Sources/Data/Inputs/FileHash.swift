import Crypto
import Foundation

/// SHA-256 of files and texts, hexadecimal.
package enum FileHash {
    private static let chunk = 1 << 20

    /// Of the file as it lies there.
    package static func ofFile(_ path: String) throws -> String {
        try digest(FileStream(path: path))
    }

    /// Of what a gzip file holds; of any other file as it lies there.
    package static func ofContent(_ path: String) throws -> String {
        try digest(openByteStream(path: path))
    }

    package static func ofText(_ text: String) -> String { hexadecimal(SHA256.hash(data: Array(text.utf8))) }

    private static func digest(_ stream: any ByteStream) throws -> String {
        var hash = SHA256()
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: chunk, alignment: 64)
        defer { buffer.deallocate() }
        while true {
            let count = try stream.read(into: buffer)
            hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            if count < buffer.count { return hexadecimal(hash.finalize()) }
        }
    }

    private static func hexadecimal(_ digest: SHA256.Digest) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in digest {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
