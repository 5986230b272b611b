import Foundation

/// SHA-256 of files and texts, hexadecimal.
package enum FileHash {
    private static let chunk = 1 << 20

    /// The hash of the file as it lies there.
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

    /// The hash of what a gzip file holds, and of any other file as it lies there.
    package static func ofContent(_ path: String) throws -> String {
        try digest(openByteStream(path: path))
    }

    package static func ofText(_ text: String) -> String {
        var text = text
        return text.withUTF8 { ofBytes(UnsafeRawBufferPointer($0)) }
    }

    /// The first 64 bits of a text's hash, as a number.
    static func leadingBits(ofText text: String) -> UInt64 {
        var text = text
        return text.withUTF8 { bytes in
            var hash = ContentHash()
            hash.update(UnsafeRawBufferPointer(bytes))
            return hash.leadingBits()
        }
    }

    package static func ofBytes(_ bytes: UnsafeRawBufferPointer) -> String {
        var hash = ContentHash()
        hash.update(bytes)
        return hash.hexadecimal()
    }

    private static func digest(_ stream: any ByteStream) throws -> String {
        var hash = ContentHash()
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: chunk, alignment: 64)
        defer { buffer.deallocate() }
        while true {
            let count = try stream.read(into: buffer)
            hash.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            if count < buffer.count { return hash.hexadecimal() }
        }
    }
}
