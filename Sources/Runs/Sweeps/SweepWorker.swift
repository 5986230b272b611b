import Foundation
import Synchronization

/// A process that works on a sweep: a file in `claims` that says who it is and is touched every five seconds.
///
/// Claims are further names of the same file, so that one touch renews all of them. See `Lease` for when a worker
/// counts as gone. No lock is held at any time.
package final class SweepWorker: Sendable {
    package let id: String
    let directory: SweepDirectory
    package let path: String
    private let card: Card
    private let beats: Mutex<Beats>

    /// What its file says.
    package struct Card: Codable, Equatable, Sendable {
        package var worker: String
        package var process: ProcessIdentity
        /// What the cluster calls it.
        package var job: String?
    }

    private struct Beats {
        /// When it was last touched, by the server's clock and by this machine's steady one.
        var server: ServerTime
        var steady: Double
        var hasLeft = false
    }

    /// Makes the file; it goes when the worker leaves or is released.
    package convenience init(in directory: SweepDirectory) throws {
        try self.init(in: directory, as: .current())
    }

    package init(in directory: SweepDirectory, as process: ProcessIdentity) throws {
        let tag = String(UInt32.random(in: 0...0xff_ffff), radix: 16)
        id = "\(process.host)-\(process.pid)-\(tag)"
        self.directory = directory
        path = Self.path(id, in: directory)
        card = Card(worker: id, process: process, job: Self.clusterJob())
        beats = Mutex(Beats(server: ServerTime(milliseconds: 0), steady: steadySeconds()))
        try write()
    }

    private func write() throws {
        // The folder may have been removed with the claims of those who are gone.
        mkdir(directory.file(SweepFile.claims), 0o777)
        mkdir(directory.file(SweepFile.ledgers), 0o777)
        try AtomicFile(gate: directory.gate).replace(try RunJSON.encode(card), at: path)
        let now = directory.view.touch(path) ?? ServerTime(milliseconds: RunTime.now().milliseconds)
        beats.withLock { $0 = Beats(server: now, steady: steadySeconds()) }
    }

    deinit { leave() }

    /// The worker's own ledger.
    package func ledger() -> SweepLedger {
        let opening = SweepWorkerOpening(id: id, process: card.process, job: card.job, time: .now())
        return SweepLedger(
            path: directory.ledgerPath(of: id), opening: .worker(opening), gate: directory.gate)
    }

    package func leave() {
        beats.withLock { $0.hasLeft = true }
        directory.view.remove(path)
    }

    /// Renews the lease when it is time to.
    ///
    /// - Returns: whether beats were missed, so that others may have taken the worker for gone
    @discardableResult
    package func beat() -> Bool {
        let now = steadySeconds()
        let last = beats.withLock { $0.hasLeft ? nil : $0.steady }
        guard let last, now - last >= Lease.beatSeconds - 0.5 else { return false }
        if let time = directory.view.touch(path) {
            beats.withLock {
                $0.server = time
                $0.steady = now
            }
            return now - last > 2 * Lease.beatSeconds
        }
        // Somebody took the process for gone and removed its file.
        try? write()
        return true
    }

    /// Makes sure that its file is there, for claims are names of it.
    func renew() throws {
        if directory.view.touched(path) == nil { try write() }
    }

    /// The server's time.
    package var now: ServerTime { beats.withLock { $0.server.advanced(by: steadySeconds() - $0.steady) } }

    // MARK: Others

    /// Whether a worker is still there.
    package static func isAlive(_ id: String, in directory: SweepDirectory) -> Bool {
        isAlive(id, in: directory, now: now(in: directory))
    }

    static func isAlive(_ id: String, in directory: SweepDirectory, now: ServerTime?) -> Bool {
        let path = path(id, in: directory)
        guard let card = card(of: path, directory) else { return false }
        return Lease.isAlive(card.process, beat: directory.view.touched(path), now: now)
    }

    static func now(in directory: SweepDirectory) -> ServerTime? {
        ServerClock.now(in: directory.file(SweepFile.claims), directory.view)
    }

    /// What the file of a worker, or a claim, says; nil while it is not there or not written to its end.
    static func card(of path: String, _ directory: SweepDirectory) -> Card? {
        guard let data = try? directory.view.contents(of: path, from: 0, count: 1 << 16) else { return nil }
        if let card = try? JSONDecoder().decode(Card.self, from: data) { return card }
        // As 0.4 wrote it.
        guard let process = try? JSONDecoder().decode(ProcessIdentity.self, from: data) else { return nil }
        let name = (path as NSString).lastPathComponent
        return Card(worker: name.hasSuffix(".json") ? String(name.dropLast(5)) : name, process: process)
    }

    /// What a worker's process is called in messages, with its machine if it runs on another one.
    package static func inWords(_ card: Card) -> String {
        let job = card.job.map { " (job \($0))" } ?? ""
        return card.process.inWords + (card.process.host == hostName() ? "" : " on \(card.process.host)")
            + job
    }

    /// The workers that are still there; files of the others are removed.
    package static func living(in directory: SweepDirectory) -> [String] {
        let all = all(in: directory)
        for worker in all where !worker.isAlive { directory.view.remove(worker.path) }
        return all.filter(\.isAlive).map(\.id)
    }

    /// Every worker that has a file, in the order of their names, and whether it is still there; nothing is removed.
    package static func all(in directory: SweepDirectory) -> [(id: String, path: String, isAlive: Bool)] {
        let names = directory.view.names(in: directory.file(SweepFile.claims))
        let files = names.sorted().filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") }
        let now = files.isEmpty ? nil : now(in: directory)
        return files.map { name in
            let id = String(name.dropLast(5))
            return (id, path(id, in: directory), isAlive(id, in: directory, now: now))
        }
    }

    /// The process of a worker, as far as its file can be read.
    package static func process(_ id: String, in directory: SweepDirectory) -> ProcessIdentity? {
        card(of: path(id, in: directory), directory)?.process
    }

    private static func path(_ id: String, in directory: SweepDirectory) -> String {
        directory.file(SweepFile.claims) + "/" + id + ".json"
    }

    /// `123_4` for a task of a Slurm array, `123` for another job.
    private static func clusterJob() -> String? {
        func value(_ name: String) -> String? {
            guard let text = getenv(name).map({ String(cString: $0) }), !text.isEmpty else { return nil }
            return text
        }
        if let array = value("SLURM_ARRAY_JOB_ID"), let task = value("SLURM_ARRAY_TASK_ID") {
            return "\(array)_\(task)"
        }
        return value("SLURM_JOB_ID") ?? value("JOB_COMPLETION_INDEX")
    }
}
