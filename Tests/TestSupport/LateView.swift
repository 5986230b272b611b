import Foundation
import Runs
import Synchronization

/// A shared folder as one machine of several sees it: what others write shows up late, in pieces and in any order,
/// times are those of a server whose clock is not this machine's, and files may have no second names.
///
/// All machines of a test share a `LateServer`; what they make through the view is visible to themselves at once.
package final class LateServer: Sendable {
    /// Seconds for which new names and new bytes may be hidden from others.
    let delay: Double
    /// What the server's clock is ahead by.
    let offset: Double
    fileprivate let births = Mutex<[String: (machine: Int, time: Double)]>([:])

    package init(delay: Double, offset: Double = 0) {
        self.delay = delay
        self.offset = offset
    }

    package static func seconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

package final class LateView: FolderView {
    private let server: LateServer
    private let machine: Int
    /// How much of each file was seen, and when it was looked at first.
    private let seen = Mutex<[String: (size: Int, time: Double)]>([:])
    private let random = Mutex(SystemRandomNumberGenerator())

    package init(_ server: LateServer, machine: Int) {
        self.server = server
        self.machine = machine
    }

    package func isShared(_ folder: String) -> Bool { true }

    private func late() -> Double {
        server.delay > 0 ? random.withLock { Double.random(in: 0...server.delay, using: &$0) } : 0
    }

    /// Names made by others appear after a random part of the delay.
    package func names(in folder: String) -> [String] {
        let now = LateServer.seconds()
        return DirectView().names(in: folder).filter { name in
            let birth = server.births.withLock { $0[folder + "/" + name] }
            guard let birth, birth.machine != machine else { return true }
            return now - birth.time > late()
        }
    }

    /// Bytes that others added appear after a while, first with zeros where the front of them should be.
    package func contents(of path: String, from start: Int, count: Int) throws -> Data? {
        guard var data = try DirectView().contents(of: path, from: start, count: count) else { return nil }
        guard path.hasSuffix(".jsonl"), server.delay > 0 else { return data }
        let now = LateServer.seconds()
        let end = start + data.count
        let known = seen.withLock { seen in
            var known = seen[path] ?? (0, now)
            if end > known.size, now - known.time > late() { known = (end, now) }
            seen[path] = known
            return known
        }
        guard end > known.size else { return data }
        // Half of the time nothing of the new bytes is there, else the rear of them.
        if random.withLock({ Bool.random(using: &$0) }) { return data.prefix(max(0, known.size - start)) }
        let new = max(0, known.size - start)
        let zeros = new + (data.count - new) / 2
        if zeros > new { data.replaceSubrange(new..<zeros, with: Data(count: zeros - new)) }
        return data
    }

    package func link(_ original: String, to path: String) throws -> Bool {
        let isNew = try DirectView().link(original, to: path)
        if isNew { server.births.withLock { $0[path] = (machine, LateServer.seconds()) } }
        return isNew
    }

    private func time(_ time: ServerTime?) -> ServerTime? {
        time.map { ServerTime(milliseconds: $0.milliseconds + Int64(server.offset * 1000)) }
    }

    package func touch(_ path: String) -> ServerTime? { time(DirectView().touch(path)) }
    package func touched(_ path: String) -> ServerTime? { time(DirectView().touched(path)) }
    package func remove(_ path: String) { DirectView().remove(path) }
}
