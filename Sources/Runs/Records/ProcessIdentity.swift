import Foundation
import Machine

/// Names one process forever: a process number alone is used again by the system.
package struct ProcessIdentity: Codable, Equatable, Sendable {
    package var pid: Int32
    /// Clock ticks from the start of the machine to the start of the process.
    package var startTicks: UInt64?
    /// The machine's identifier of this start of the system.
    package var bootId: String?
    package var host: String
    /// The numbering of processes the number belongs to: containers on one machine have their own.
    package var pidNamespace: String?

    private enum CodingKeys: String, CodingKey {
        case pid
        case startTicks = "start_ticks"
        case bootId = "boot_id"
        case host
        case pidNamespace = "pid_namespace"
    }

    package init(pid: Int32, startTicks: UInt64?, bootId: String?, host: String) {
        self.pid = pid
        self.startTicks = startTicks
        self.bootId = bootId
        self.host = host
        pidNamespace = nil
    }

    package static func current() -> ProcessIdentity {
        var identity = ProcessIdentity(
            pid: getpid(), startTicks: startTicks(of: getpid()), bootId: currentBootId(), host: hostName())
        identity.pidNamespace = currentPidNamespace()
        return identity
    }

    /// What a process does, as far as it matters to others.
    package enum Activity: Sendable {
        case works
        /// Suspended, by Ctrl-Z or a signal: it goes on when somebody says so.
        case isStopped
        /// Ended, even if nobody has collected its exit status yet, as in a container without an init process.
        case isGone
    }

    /// What the process does. `nil` when this machine cannot tell, because it ran on another one.
    package var activity: Activity? {
        guard host == hostName() else { return nil }
        if let bootId, let now = currentBootId(), bootId != now {
            return .isGone
        }
        // In another container of this machine the number means another process, or none.
        if let pidNamespace, let own = currentPidNamespace(), pidNamespace != own { return nil }
        guard kill(pid, 0) == 0 || errno == EPERM else { return .isGone }
        guard let status = ProcessStatus(pid) else { return .works }
        if let startTicks, startTicks != status.startTicks { return .isGone }
        return status.activity
    }

    /// As `activity`, but `nil` also where another start of the system may be another machine of the same name.
    var certainActivity: Activity? {
        if let bootId, let now = currentBootId(), bootId != now { return nil }
        return activity
    }

    /// Whether the process is still there. `nil` when this machine cannot tell.
    package var isAlive: Bool? { activity.map { $0 != .isGone } }

    /// What it is called in messages; a stopped one would keep others waiting without a reason.
    package var inWords: String {
        guard activity == .isStopped else { return "process \(pid)" }
        return "process \(pid), which is stopped ('kill -CONT \(pid)' lets it go on)"
    }

    private static func startTicks(of pid: Int32) -> UInt64? { ProcessStatus(pid)?.startTicks }
}

/// `/proc/<pid>/stat`, as far as it is needed.
private struct ProcessStatus {
    var activity: ProcessIdentity.Activity
    var startTicks: UInt64

    /// The second field is the command in parentheses and may hold anything; the third is the state, the 22nd the
    /// start.
    init?(_ pid: Int32) {
        guard let text = readSmallFile("/proc/\(pid)/stat"), let end = text.lastIndex(of: ")") else {
            return nil
        }
        let fields = text[text.index(after: end)...].split(separator: " ")
        guard fields.count > 19, let ticks = UInt64(fields[19]) else { return nil }
        startTicks = ticks
        switch fields[0] {
        case "Z", "X", "x": activity = .isGone
        case "T", "t": activity = .isStopped
        default: activity = .works
        }
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

private func currentPidNamespace() -> String? {
    try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid")
}

private func currentBootId() -> String? {
    readSmallFile("/proc/sys/kernel/random/boot_id")?.trimmingCharacters(in: .whitespacesAndNewlines)
}
