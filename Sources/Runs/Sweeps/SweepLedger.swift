import Foundation
import Machine
import Synchronization

/// `ledger.jsonl`: everything that happened to a sweep, one JSON object per line, only ever added to.
///
/// A line is written by one system call to a file opened for appending, so that several processes may write to it and
/// all of them read the lines in the same order (on a local file system). What was written survives the end of the
/// process at any moment; `sync`, called about once a second, makes it survive the end of the machine. A line torn by a
/// full disk or the end of the machine is passed over: its trial counts as not done.
package final class SweepLedger: Sendable {
    package let path: String
    private let descriptor: Int32
    private let gate: any WriteGate
    private let needsSync = Atomic(false)

    package init(path: String, gate: any WriteGate = OpenGate()) throws {
        self.path = path
        self.gate = gate
        descriptor = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else {
            throw RunError.system(action: "open", path: path, code: errno)
        }
        let length = lseek(descriptor, 0, SEEK_END)
        var last: UInt8 = 0
        // The next line must not become part of a torn one.
        if length > 0, pread(descriptor, &last, 1, length - 1) == 1, last != UInt8(ascii: "\n") {
            try writeAll(Data([UInt8(ascii: "\n")]), to: descriptor, path: path)
        }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Writes events, all of them by one call.
    package func append(_ events: [SweepEvent]) throws {
        guard !events.isEmpty else { return }
        var data = Data()
        for event in events {
            data.append(contentsOf: try RunJSON.encodeLine(event).utf8)
            data.append(UInt8(ascii: "\n"))
        }
        try gate.pass(.beforeAppend, path: path)
        try writeAll(data, to: descriptor, path: path)
        needsSync.store(true, ordering: .relaxed)
        try gate.pass(.afterAppend, path: path)
    }

    package func append(_ event: SweepEvent) throws { try append([event]) }

    /// Waits until what was written is on the disk; does nothing when it is already.
    package func sync() throws {
        guard needsSync.exchange(false, ordering: .relaxed) else { return }
        if fdatasync(descriptor) != 0 {
            throw RunError.system(action: "sync", path: path, code: errno)
        }
    }

    /// What was read from a ledger.
    package struct Reading: Sendable {
        package var events: [SweepEvent] = []
        /// Where the next reading begins: after the last whole line.
        package var end = 0
        /// Whole lines that are not events.
        package var damagedLines = 0
    }

    /// Reads the whole lines from a position on; a file that is not there has none.
    package static func read(_ path: String, from start: Int = 0) throws -> Reading {
        var reading = Reading(end: start)
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return reading }
            throw RunError.system(action: "read", path: path, code: errno)
        }
        defer { close(descriptor) }
        var data = Data()
        var part = [UInt8](repeating: 0, count: 1 << 18)
        var position = start
        while true {
            let count = pread(descriptor, &part, part.count, off_t(position))
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw RunError.system(action: "read", path: path, code: errno) }
            if count == 0 { break }
            data.append(contentsOf: part[..<count])
            position += count
        }
        guard let last = data.lastIndex(of: UInt8(ascii: "\n")) else { return reading }
        let whole = data[...last]
        reading.end = start + whole.count
        decode(whole, into: &reading)
        return reading
    }

    /// Bytes that one thread decodes at a time.
    private static let pieceBytes = 1 << 18

    /// In pieces of whole lines, on all cores.
    private static func decode(_ data: Data, into reading: inout Reading) {
        for piece in pieces(of: data).concurrentMap(pieceSize: 1, { $0.map(decode) }) {
            reading.events += piece.events
            reading.damagedLines += piece.damagedLines
        }
    }

    private static func pieces(of data: Data) -> [Data] {
        var pieces: [Data] = []
        var rest = data[...]
        while rest.count > pieceBytes {
            let middle = rest.startIndex + pieceBytes
            guard let end = rest[middle...].firstIndex(of: UInt8(ascii: "\n")) else { break }
            pieces.append(rest[...end])
            rest = rest[(end + 1)...]
        }
        if !rest.isEmpty { pieces.append(rest) }
        return pieces
    }

    /// All lines at once, as one array; one by one only when some line is not an event.
    private static func decode(_ data: Data) -> (events: [SweepEvent], damagedLines: Int) {
        var array: [UInt8] = [UInt8(ascii: "[")]
        array.reserveCapacity(data.count + 1)
        array.append(contentsOf: data.dropLast())
        array.withUnsafeMutableBufferPointer { bytes in
            for index in bytes.indices where bytes[index] == UInt8(ascii: "\n") {
                bytes[index] = UInt8(ascii: ",")
            }
        }
        array.append(UInt8(ascii: "]"))
        let decoder = JSONDecoder()
        if let events = try? decoder.decode([SweepEvent].self, from: Data(array)) { return (events, 0) }
        var events: [SweepEvent] = []
        var damagedLines = 0
        for line in data.split(separator: UInt8(ascii: "\n")) {
            if let event = try? decoder.decode(SweepEvent.self, from: line) {
                events.append(event)
            } else {
                damagedLines += 1
            }
        }
        return (events, damagedLines)
    }
}
