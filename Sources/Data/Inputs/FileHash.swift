import Crypto
import Foundation

/// SHA-256 of files and texts, hexadecimal.
package enum FileHash {
    private static let chunk = 1 << 20

    /// Of the file as it lies there.
    package static func ofFile(_ path: String) throws -> String {
        try stamped(path) { $0 }.sha256
    }

    /// The same, with the stamp of the file that was read.
    ///
    /// - Errors: `DataFileError` when the file changes while it is read
    static func stamped(
        _ path: String, opening: (FileStream) throws -> any ByteStream = { $0 }
    ) throws -> (sha256: String, stamp: FileStamp?) {
        let file = try FileStream(path: path)
        let before = file.stamp
        let hash = try digest(try opening(file))
        guard file.stamp == before else { throw LocatedSource.changed(path) }
        return (hash, before)
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
