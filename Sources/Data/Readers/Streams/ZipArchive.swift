internal import CZlib
import Foundation

/// The members of a ZIP file that lies in memory, stored or deflated.
///
/// - Limits: no encryption, no other methods, no archives in parts; members below 4 GiB
/// - Errors: `DataFileError` for no ZIP file, a damaged directory, a member that does not inflate or has another check
///   sum
/// - Source: PKWARE, "APPNOTE.TXT, .ZIP file format specification", sections 4.3 and 4.4
struct ZipArchive {
    struct Member: Equatable {
        var name: String
        var method: Int
        /// CRC-32 of the content, as the directory has it.
        var checkSum: Int
        var packedSize: Int
        var size: Int
        var headerOffset: Int
    }

    let path: String
    let bytes: [UInt8]
    let members: [Member]

    init(path: String, bytes: [UInt8]) throws {
        self.path = path
        self.bytes = bytes
        members = try ZipArchive.directory(bytes, path)
    }

    /// The content of a member.
    func content(of member: Member) throws -> [UInt8] {
        let header = member.headerOffset
        guard ZipArchive.number(bytes, header, 4) == 0x0403_4b50,
            let nameLength = ZipArchive.number(bytes, header + 26, 2),
            let extraLength = ZipArchive.number(bytes, header + 28, 2)
        else { throw damaged("the member '\(member.name)' is not where the directory says") }
        let start = header + 30 + nameLength + extraLength
        guard start >= 0, member.packedSize >= 0, start <= bytes.count - member.packedSize else {
            throw damaged("the member '\(member.name)' ends early")
        }
        let packed = bytes[start..<(start + member.packedSize)]
        let content: [UInt8]
        switch member.method {
        case 0: content = Array(packed)
        case 8: content = try inflated(packed, member)
        default: throw damaged("the member '\(member.name)' is packed by method \(member.method)")
        }
        guard content.count == member.size else {
            throw damaged("the member '\(member.name)' is not as long as the directory says")
        }
        guard ZipArchive.checkSum(content) == member.checkSum else {
            throw damaged("the member '\(member.name)' does not have its check sum")
        }
        return content
    }

    /// CRC-32 (ISO 3309), as the format has it.
    private static func checkSum(_ bytes: [UInt8]) -> Int {
        bytes.withUnsafeBufferPointer { bytes in
            var sum = crc32(0, nil, 0)
            var start = 0
            while start < bytes.count {
                let count = min(bytes.count - start, 1 << 30)
                sum = crc32(sum, bytes.baseAddress.map { $0 + start }, uInt(count))
                start += count
            }
            return Int(sum)
        }
    }

    private func inflated(_ packed: ArraySlice<UInt8>, _ member: Member) throws -> [UInt8] {
        // Deflate packs 1032 bytes into one at best: more cannot come out, whatever the directory says.
        guard member.size <= (packed.count + 1) * 1032 else {
            throw damaged("the member '\(member.name)' announces more than it can hold")
        }
        guard packed.count <= Int(UInt32.max), member.size <= Int(UInt32.max) else {
            throw damaged("the member '\(member.name)' is too large to be inflated")
        }
        var stream = z_stream()
        // Negative: no header around the deflated data.
        guard inflateInit2_(&stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw damaged("zlib does not start")
        }
        defer { inflateEnd(&stream) }
        var source = Array(packed)
        var failed = false
        let result = [UInt8](unsafeUninitializedCapacity: max(1, member.size)) { target, count in
            source.withUnsafeMutableBufferPointer { source in
                stream.next_in = source.baseAddress
                stream.avail_in = UInt32(source.count)
                stream.next_out = target.baseAddress
                stream.avail_out = UInt32(member.size)
                failed = inflate(&stream, Z_FINISH) != Z_STREAM_END || stream.avail_out != 0
                count = failed ? 0 : member.size
            }
        }
        if failed { throw damaged("the member '\(member.name)' does not inflate") }
        return result
    }

    private func damaged(_ message: String) -> DataFileError {
        DataFileError(file: path, message, help: "fetch or write the file again")
    }

    private static func directory(_ bytes: [UInt8], _ path: String) throws -> [Member] {
        let damaged = DataFileError(
            file: path, "is no ZIP file, or a damaged one", help: "fetch or write the file again")
        // The end record is the last thing, before a comment of at most 65,535 bytes.
        let earliest = max(0, bytes.count - 22 - 65_535)
        guard bytes.count >= 22,
            let end = stride(from: bytes.count - 22, through: earliest, by: -1).first(where: {
                number(bytes, $0, 4) == 0x0605_4b50
            }), let count = number(bytes, end + 10, 2), var position = number(bytes, end + 16, 4)
        else { throw damaged }
        var members: [Member] = []
        for _ in 0..<count {
            guard number(bytes, position, 4) == 0x0201_4b50, let method = number(bytes, position + 10, 2),
                let checkSum = number(bytes, position + 16, 4),
                let packedSize = number(bytes, position + 20, 4), let size = number(bytes, position + 24, 4),
                let nameLength = number(bytes, position + 28, 2),
                let extraLength = number(bytes, position + 30, 2),
                let commentLength = number(bytes, position + 32, 2),
                let offset = number(bytes, position + 42, 4),
                position + 46 + nameLength + extraLength <= bytes.count
            else { throw damaged }
            let name = String(decoding: bytes[(position + 46)..<(position + 46 + nameLength)], as: UTF8.self)
            members.append(
                Member(
                    name: name, method: method, checkSum: checkSum, packedSize: packedSize, size: size,
                    headerOffset: offset))
            position += 46 + nameLength + extraLength + commentLength
        }
        return members
    }

    /// A little-endian number; `nil` beyond the end.
    private static func number(_ bytes: [UInt8], _ position: Int, _ size: Int) -> Int? {
        guard position >= 0, position <= bytes.count - size else { return nil }
        return (0..<size).reduce(0) { $0 | Int(bytes[position + $1]) << (8 * $1) }
    }
}
