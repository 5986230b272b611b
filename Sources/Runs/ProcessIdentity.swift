import Foundation

/// Names one process for ever: a process number alone is used again by the system.
package struct ProcessIdentity: Codable, Equatable, Sendable {
    package var pid: Int32
    /// Clock ticks from the start of the machine to the start of the process.
    package var startTicks: UInt64?
    /// The machine's identifier of this start of the system.
    package var bootId: String?
    package var host: String

    private enum CodingKeys: String, CodingKey {
        case pid
        case startTicks = "start_ticks"
        case bootId = "boot_id"
        case host
    }

    package init(pid: Int32, startTicks: UInt64?, bootId: String?, host: String) {
        self.pid = pid
        self.startTicks = startTicks
        self.bootId = bootId
        self.host = host
    }

    package static func current() -> ProcessIdentity {
        ProcessIdentity(
            pid: getpid(), startTicks: startTicks(of: getpid()), bootId: currentBootId(), host: hostName())
    }

    /// Whether the process is still there. `nil` when this machine cannot tell, because it ran on another
    /// one.
    package var isAlive: Bool? {
        guard host == hostName() else { return nil }
        if let bootId, let now = currentBootId(), bootId != now {
            return false
        }
        guard kill(pid, 0) == 0 || errno == EPERM else { return false }
        guard let startTicks, let now = Self.startTicks(of: pid) else { return true }
        return startTicks == now
    }

    /// Field 22 of `/proc/<pid>/stat`; the second field is the command in parentheses and may hold anything.
    private static func startTicks(of pid: Int32) -> UInt64? {
        guard let text = readSmallFile("/proc/\(pid)/stat"), let end = text.lastIndex(of: ")") else {
            return nil
        }
        let fields = text[text.index(after: end)...].split(separator: " ")
        guard fields.count > 19 else { return nil }
        return UInt64(fields[19])
    }
}

/// The name of this machine, as `uname` gives it.
func hostName() -> String {
    var information = utsname()
    guard uname(&information) == 0 else { return "unknown" }
    return withUnsafeBytes(of: &information.nodename) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
}

private func currentBootId() -> String? {
    readSmallFile("/proc/sys/kernel/random/boot_id")?.trimmingCharacters(in: .whitespacesAndNewlines)
}

/// The content of a small file of the system; these report a size of zero, so they are read until they end.
func readSmallFile(_ path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while bytes.count < 1 << 20 {
        let count = read(descriptor, &chunk, chunk.count)
        if count <= 0 { break }
        bytes.append(contentsOf: chunk.prefix(count))
    }
    return String(decoding: bytes, as: UTF8.self)
}
