internal import CZlib
import Foundation

/// A gzip file, inflated as it is read; several members one after another count as one.
///
/// - Limits: two buffers of 64 KiB and zlib's window, whatever the size of the file.
/// - Errors: `DataFileError` for a file that ends early, is damaged, or whose check sum does not match.
final class GzipStream: ByteStream {
    private static let chunk = 64 << 10

    private let file: FileStream
    private let state: UnsafeMutablePointer<z_stream>
    private let input: UnsafeMutablePointer<UInt8>
    private var memberFinished = false
    private var anyMember = false

    init(_ file: FileStream) throws {
        self.file = file
        state = .allocate(capacity: 1)
        state.initialize(to: z_stream())
        input = .allocate(capacity: GzipStream.chunk)
        // 15 + 16: the largest window, gzip format only.
        let size = Int32(MemoryLayout<z_stream>.size)
        let status = inflateInit2_(state, 15 + 16, ZLIB_VERSION, size)
        guard status == Z_OK else {
            throw DataFileError(file: file.path, "cannot be decompressed: zlib reports status \(status)")
        }
    }

    deinit {
        inflateEnd(state)
        state.deallocate()
        input.deallocate()
    }

    /// Deflate packs 1032 bytes into one at best.
    var mostBytes: Int {
        let (most, overflow) = file.byteCount.multipliedReportingOverflow(by: 1032)
        return overflow || file.byteCount == 0 ? .max : most
    }

    var progress: Double { file.progress(without: Int(state.pointee.avail_in)) }

    func read(into target: UnsafeMutableRawBufferPointer) throws -> Int {
        guard let base = target.baseAddress else { return 0 }
        state.pointee.next_out = base.assumingMemoryBound(to: UInt8.self)
        state.pointee.avail_out = UInt32(clamping: target.count)
        while state.pointee.avail_out > 0 {
            if state.pointee.avail_in == 0, try refill() == 0 { break }
            if memberFinished, try !startNextMember() { break }
            try inflateStep()
        }
        return target.count - Int(state.pointee.avail_out)
    }

    /// Reads more of the file; 0 at its end, which must be the end of a member.
    private func refill() throws -> Int {
        let buffer = UnsafeMutableRawBufferPointer(start: input, count: GzipStream.chunk)
        let count = try file.read(into: buffer)
        if count == 0 && !memberFinished {
            throw DataFileError(
                file: file.path, "the gzip file ends early: it is truncated",
                help: "fetch or write the file again")
        }
        state.pointee.next_in = input
        state.pointee.avail_in = UInt32(count)
        return count
    }

    private func inflateStep() throws {
        let status = inflate(state, Z_NO_FLUSH)
        switch status {
        case Z_OK, Z_BUF_ERROR: return
        case Z_STREAM_END:
            memberFinished = true
            anyMember = true
        default:
            let reason = state.pointee.msg.map { String(cString: $0) } ?? "zlib status \(status)"
            throw DataFileError(
                file: file.path, "the gzip file is damaged: \(reason)", help: "fetch or write the file again")
        }
    }

    /// After a member: another one, or padding that ends the data. At least one byte of input is there.
    private func startNextMember() throws -> Bool {
        // Zero bytes pad files on tapes and are not data; anything but a new member's first byte is ignored,
        // as gzip does.
        guard let next = state.pointee.next_in, next.pointee == 0x1f else {
            state.pointee.avail_in = 0
            return false
        }
        memberFinished = false
        return inflateReset(state) == Z_OK
    }
}
