import Foundation
import Synchronization

/// A ledger that one worker writes: what happened to a sweep, one JSON object per line, only ever added to.
///
/// A line is written by one system call. What was written survives the end of the process at any moment; `sync`, called
/// about once a second, makes it survive the end of the machine, and shows it to other machines. A line torn by a full
/// disk or the end of the machine is passed over: its trial counts as not done.
package final class SweepLedger: Sendable {
    package let path: String
    private let gate: any WriteGate
    /// Written before the first event; the file is made with it, so that a worker without work leaves none.
    private let opening: SweepEvent?
    private let needsSync = Atomic(false)
    private let descriptor = Mutex<Int32>(-1)

    /// - Parameter opening: the first line of a new ledger
    package init(path: String, opening: SweepEvent? = nil, gate: any WriteGate = OpenGate()) {
        self.path = path
        self.opening = opening
        self.gate = gate
    }

    deinit {
        descriptor.withLock { if $0 >= 0 { close($0) } }
    }

    /// Whether anything was written.
    package var hasBegun: Bool { descriptor.withLock { $0 >= 0 } }

    private func begin() throws -> Int32 {
        let new = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0o666)
        guard new >= 0 else {
            throw RunError.system(action: "open", path: path, code: errno)
        }
        let length = lseek(new, 0, SEEK_END)
        var last: UInt8 = 0
        do {
            if length > 0 {
                // The next line must not become part of a torn one.
                if pread(new, &last, 1, length - 1) == 1, last != UInt8(ascii: "\n") {
                    try writeAll(Data([UInt8(ascii: "\n")]), to: new, path: path)
                }
            } else if let opening {
                try writeAll(Data((try RunJSON.encodeLine(opening) + "\n").utf8), to: new, path: path)
            }
        } catch {
            close(new)
            throw error
        }
        return new
    }

    /// Writes events, all of them by one call.
    ///
    /// - Returns: the events as a reader finds them, the ledger's first one included
    @discardableResult
    package func append(_ events: [SweepEvent]) throws -> [SweepEvent] {
        guard !events.isEmpty else { return [] }
        var data = Data()
        for event in events {
            data.append(contentsOf: try RunJSON.encodeLine(event).utf8)
            data.append(UInt8(ascii: "\n"))
        }
        let isFirst = try descriptor.withLock { descriptor in
            try gate.pass(.beforeAppend, path: path)
            let isFirst = descriptor < 0
            if isFirst { descriptor = try begin() }
            try writeAll(data, to: descriptor, path: path)
            return isFirst
        }
        needsSync.store(true, ordering: .relaxed)
        try gate.pass(.afterAppend, path: path)
        return (isFirst ? opening.map { [$0] } ?? [] : []) + LedgerReading(data).events
    }

    @discardableResult
    package func append(_ event: SweepEvent) throws -> [SweepEvent] { try append([event]) }

    /// Waits until what was written is on the disk; does nothing when it is already.
    package func sync() throws {
        guard needsSync.exchange(false, ordering: .relaxed) else { return }
        let descriptor = descriptor.withLock { $0 }
        if descriptor >= 0, fdatasync(descriptor) != 0 {
            throw RunError.system(action: "sync", path: path, code: errno)
        }
    }
}
