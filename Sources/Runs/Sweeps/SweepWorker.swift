import Foundation

/// A process that works on a sweep: a file in `claims` whose time of last change is its lease.
///
/// A claim of trials counts while the process is there: on the same machine the system is asked, for one on another
/// machine the lease must not be older than a minute. No lock is held at any time.
package final class SweepWorker: Sendable {
    package let id: String
    private let path: String

    /// Seconds after which a process on another machine counts as gone.
    package static let leaseSeconds = 60.0

    /// Makes the file; it goes when the worker leaves or is released.
    package init(in directory: SweepDirectory) throws {
        let tag = String(UInt32.random(in: 0...0xff_ffff), radix: 16)
        id = "\(hostName())-\(getpid())-\(tag)"
        path = Self.path(id, in: directory)
        try AtomicFile(gate: directory.gate).writeUnseen(
            try RunJSON.encode(ProcessIdentity.current()), to: path)
    }

    deinit { leave() }

    /// Gives up every claim that has no result yet.
    package func leave() {
        unlink(path)
    }

    /// Renews the lease.
    package func beat() {
        utimes(path, nil)
    }

    /// Whether a worker is still there.
    package static func isAlive(_ id: String, in directory: SweepDirectory) -> Bool {
        let path = path(id, in: directory)
        guard let identity = try? RunJSON.decode(ProcessIdentity.self, from: path) else { return false }
        if let isAlive = identity.isAlive { return isAlive }
        var information = stat()
        guard stat(path, &information) == 0 else { return false }
        let beat = RunTime(milliseconds: Int64(information.st_mtim.tv_sec) * 1000)
        return RunTime.now().seconds(since: beat) <= leaseSeconds
    }

    /// What a worker's process is called in messages, with its machine if it runs on another one.
    package static func inWords(_ id: String, in directory: SweepDirectory) -> String {
        guard let identity = try? RunJSON.decode(ProcessIdentity.self, from: path(id, in: directory)) else {
            return "worker \(id)"
        }
        return identity.inWords + (identity.host == hostName() ? "" : " on \(identity.host)")
    }

    /// The workers that are still there; files of the others are removed.
    package static func living(in directory: SweepDirectory) -> [String] {
        let all = all(in: directory)
        for worker in all where !worker.isAlive { unlink(worker.path) }
        return all.filter(\.isAlive).map(\.id)
    }

    /// Every worker that has a file, in the order of their names, and whether it is still there; nothing is removed.
    package static func all(in directory: SweepDirectory) -> [(id: String, path: String, isAlive: Bool)] {
        let names =
            (try? FileManager.default.contentsOfDirectory(atPath: directory.file(SweepFile.claims))) ?? []
        return names.sorted().filter { $0.hasSuffix(".json") }.map { name in
            let id = String(name.dropLast(5))
            return (id, path(id, in: directory), isAlive(id, in: directory))
        }
    }

    /// The process of a worker, as far as its file can be read.
    package static func process(_ id: String, in directory: SweepDirectory) -> ProcessIdentity? {
        try? RunJSON.decode(ProcessIdentity.self, from: path(id, in: directory))
    }

    private static func path(_ id: String, in directory: SweepDirectory) -> String {
        directory.file(SweepFile.claims) + "/" + id + ".json"
    }
}
