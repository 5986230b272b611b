import Foundation
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
        descriptor = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
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

    /// All lines at once, as one array; one by one only when some line is no event.
    private static func decode(_ data: Data, into reading: inout Reading) {
        let lines = data.split(separator: UInt8(ascii: "\n"))
        var array = Data([UInt8(ascii: "[")])
        for (index, line) in lines.enumerated() {
            if index > 0 { array.append(UInt8(ascii: ",")) }
            array.append(line)
        }
        array.append(UInt8(ascii: "]"))
        let decoder = JSONDecoder()
        if let events = try? decoder.decode([SweepEvent].self, from: array) {
            reading.events = events
            return
        }
        for line in lines {
            if let event = try? decoder.decode(SweepEvent.self, from: line) {
                reading.events.append(event)
            } else {
                reading.damagedLines += 1
            }
        }
    }
}
