import Foundation
import Runs
import Synchronization
import TestSupport
import Testing

@Suite("Folders shared with other machines")
struct SharedFolderTests {
    private func sweep(
        in folder: String, view: any FolderView = DirectView(), name: String = "s"
    ) throws -> SweepDirectory {
        try SweepDirectory.create(
            in: folder, name: name, key: "0123456789abcdef", specification: "model: []\n", view: view
        ) { id, time in
            SweepOpening(
                id: id, name: "s", key: "0123456789abcdef", created: time, specification: "s.yaml",
                overrides: [],
                commandLine: [], parameters: [], objective: "val_loss", direction: "minimize",
                sampler: "grid",
                pruner: nil, trials: 4, repeats: 1)
        }
    }

    /// A process of another machine.
    private func elsewhere(_ host: String = "elsewhere") -> ProcessIdentity {
        var process = ProcessIdentity.current()
        process.host = host
        return process
    }

    private func age(_ path: String, _ seconds: Double) throws {
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: -seconds)], ofItemAtPath: path)
    }

    @Test("A claim has one worker, until it is released or its worker is gone")
    func claims() throws {
        try withTemporaryFolder { folder in
            let directory = try sweep(in: folder)
            let here = try SweepWorker(in: directory)
            let there = try SweepWorker(in: directory, as: elsewhere())
            let (mine, theirs) = (TrialClaims(here), TrialClaims(there))
            #expect(try mine.take(["a", "b"]) == ["a", "b"])
            #expect(try mine.take(["b"]) == ["b"], "one's own claim stays")
            #expect(try theirs.take(["a", "b", "c"]) == ["c"])
            #expect(mine.owners(of: ["a", "c"]).mapValues(\.id) == ["c": there.id])
            #expect(mine.owners(of: ["c"])["c"]?.name.hasSuffix(" on elsewhere") == true)
            mine.release(["a"])
            #expect(try theirs.take(["a"]) == ["a"])
            // All claims of a worker are as old as its last beat.
            try age(there.path, Lease.seconds - 5)
            #expect(try mine.take(["a", "c"]).isEmpty)
            try age(there.path, Lease.seconds + 5)
            #expect(try mine.take(["a"]) == ["a"])
            theirs.check()
            #expect(theirs.isAnyLost(["a"]) && !theirs.isAnyLost(["c"]))
            // What it lets go of now is not the other one's.
            theirs.releaseAll()
            there.leave()
            let third = TrialClaims(try SweepWorker(in: directory, as: elsewhere("third")))
            #expect(try third.take(["a", "c"]) == ["c"])
        }
    }

    @Test("A claim taken over twice belongs to the last, and its number never comes again while it is held")
    func generations() throws {
        try withTemporaryFolder { folder in
            let directory = try sweep(in: folder)
            var workers: [(SweepWorker, TrialClaims)] = []
            for number in 0..<4 {
                let worker = try SweepWorker(in: directory, as: elsewhere("node\(number)"))
                let claims = TrialClaims(worker)
                #expect(try claims.take(["x"]) == ["x"], "\(number)")
                for (other, theirs) in workers where other.id != worker.id {
                    // Those that were taken for gone come back: they have lost it.
                    _ = directory.view.touch(other.path)
                    #expect(try theirs.take(["x"]) == (theirs.isAnyLost(["x"]) ? [] : ["x"]))
                    theirs.check()
                    #expect(theirs.isAnyLost(["x"]))
                    #expect(try theirs.take(["x"]).isEmpty)
                }
                workers.append((worker, claims))
                for (other, _) in workers { try age(other.path, Lease.seconds + 1) }
            }
        }
    }

    @Test(
        "Of many threads that want the same claims each gets what no other has, also where files have one name"
    )
    func race() throws {
        for hasLinks in [true, false] {
            try withTemporaryFolder { folder in
                let directory = try SweepDirectory(
                    path: sweep(in: folder).path, view: hasLinks ? DirectView() : OneNameView())
                let workers = try (0..<8).map { try SweepWorker(in: directory, as: elsewhere("n\($0)")) }
                let claims = workers.map(TrialClaims.init)
                let names = (0..<100).map { "trial-\($0)" }
                let taken = Mutex<[String]>([])
                DispatchQueue.concurrentPerform(iterations: 8) { index in
                    let mine = (try? claims[index].take(names.shuffled())) ?? []
                    taken.withLock { $0 += mine }
                }
                #expect(taken.withLock { $0.sorted() } == names.sorted())
            }
        }
    }

    @Test("A process of this machine is asked for; a stopped one has three beats, one elsewhere a cache more")
    func leases() throws {
        let now = ServerTime(milliseconds: 1_000_000)
        var process = ProcessIdentity.current()
        #expect(
            Lease.isAlive(process, beat: now.advanced(by: -1e6), now: now), "it is there, whatever it does")
        process.startTicks = 1
        #expect(!Lease.isAlive(process, beat: now, now: now), "its number is another process's")
        // Another start of the system may be another machine with this one's name.
        process.bootId = "another"
        for process in [process, elsewhere()] {
            #expect(Lease.isAlive(process, beat: now.advanced(by: -Lease.seconds + 1), now: now))
            #expect(!Lease.isAlive(process, beat: now.advanced(by: -Lease.seconds - 1), now: now))
            #expect(!Lease.isAlive(process, beat: nil, now: now))
        }
        var inContainer = ProcessIdentity.current()
        inContainer.pidNamespace = "pid:[1]"
        inContainer.startTicks = 1
        #expect(Lease.isAlive(inContainer, beat: now, now: now), "its number says nothing here")
        let child = Process()
        child.executableURL = URL(filePath: "/bin/sleep")
        child.arguments = ["60"]
        try child.run()
        defer { child.terminate() }
        kill(child.processIdentifier, SIGSTOP)
        usleep(50_000)
        var stopped = ProcessIdentity.current()
        stopped.pid = child.processIdentifier
        stopped.startTicks = nil
        #expect(Lease.isAlive(stopped, beat: now.advanced(by: -Lease.shortSeconds + 1), now: now))
        #expect(!Lease.isAlive(stopped, beat: now.advanced(by: -Lease.shortSeconds - 1), now: now))
        kill(child.processIdentifier, SIGCONT)
    }

    @Test("Leases go by the server's clock, however wrong this machine's is", arguments: [-120.0, 120])
    func clocks(offset: Double) throws {
        try withTemporaryFolder { folder in
            let view = LateView(LateServer(delay: 0, offset: offset), machine: 0)
            let directory = try SweepDirectory(path: sweep(in: folder).path, view: view)
            let here = try SweepWorker(in: directory)
            let there = try SweepWorker(in: directory, as: elsewhere())
            #expect(
                abs(here.now.seconds(since: ServerTime(milliseconds: RunTime.now().milliseconds)) - offset)
                    < 2)
            #expect(SweepWorker.isAlive(there.id, in: directory))
            #expect(SweepWorker.all(in: directory).map(\.isAlive) == [true, true])
            try age(there.path, Lease.seconds + 5)
            #expect(!SweepWorker.isAlive(there.id, in: directory))
            #expect(SweepWorker.living(in: directory) == [here.id])
            #expect(!FileManager.default.fileExists(atPath: there.path))
        }
    }

    @Test("A worker whose file was removed makes it again, and learns which claims it lost")
    func removedFile() throws {
        try withTemporaryFolder { folder in
            let directory = try sweep(in: folder)
            let worker = try SweepWorker(in: directory)
            let claims = TrialClaims(worker)
            #expect(try claims.take(["a", "b"]) == ["a", "b"])
            unlink(worker.path)
            unlink(directory.file(SweepFile.claims) + "/a.0")
            #expect(!worker.beat(), "it is not time for a beat yet")
            claims.check()
            #expect(claims.isAnyLost(["a"]) && !claims.isAnyLost(["b"]))
            #expect(try claims.take(["c"]) == ["c"])
            #expect(SweepWorker.all(in: directory).map(\.id) == [worker.id])
        }
    }

    @Test("Lines that arrive late, in pieces and with zeros in front are all read in the end, each once")
    func lateLines() throws {
        try withTemporaryFolder { folder in
            let server = LateServer(delay: 0.05)
            let directory = try SweepDirectory(
                path: sweep(in: folder).path, view: LateView(server, machine: 1))
            let ledgers = try (0..<3).map { _ in try SweepWorker(in: directory, as: elsewhere()).ledger() }
            var reader = LedgerReader()
            var state = SweepState()
            var seen = 0
            func read() throws {
                for line in try reader.read(directory) {
                    if case .trial = line.event { seen += 1 }
                    state.apply(line.event, from: line.source)
                }
            }
            for number in 0..<150 {
                var record = TrialRecord(
                    number: number, hash: "h", state: .completed, reason: nil, attempt: 1, parameters: [:],
                    point: number, repetition: 0, seed: 1, ended: RunTime(milliseconds: 0), worker: "w")
                record.objective = Double(number)
                try ledgers[number % 3].append(.trial(record))
                try read()
            }
            let deadline = LateServer.seconds() + 20
            while state.records.count < 150, LateServer.seconds() < deadline { try read() }
            #expect(state.records.count == 150 && seen == 150)
            #expect(state.workers.count == 3 && state.conflicts.isEmpty)
        }
    }

    @Test("Machines that begin a sweep together agree on one directory, however late they see each other's")
    func election() throws {
        try withTemporaryFolder { folder in
            let server = LateServer(delay: 0.5)
            let made = Mutex<[String]>([])
            DispatchQueue.concurrentPerform(iterations: 8) { machine in
                let sweep = try? sweep(
                    in: folder, view: LateView(server, machine: machine), name: "s\(machine)")
                made.withLock { $0.append(sweep?.id ?? "none") }
            }
            #expect(Set(made.withLock { $0 }).count == 1)
            #expect(SweepDirectory.all(in: folder).count == 1)
            let elected = try #require(SweepDirectory.find(key: "0123456789abcdef", in: folder))
            #expect(elected.id == made.withLock { $0.first })
            // Removed by hand, it is voted for anew.
            try FileManager.default.removeItem(atPath: elected.path)
            #expect(SweepDirectory.find(key: "0123456789abcdef", in: folder) == nil)
            #expect(try sweep(in: folder, name: "again").id.contains("-again-"))
        }
    }

    @Test("A file system is told by its longest mount point, escapes included")
    func mounts() {
        let table = """
            22 1 0:20 / / rw - overlay overlay rw
            23 22 0:21 / /home rw shared:1 - nfs4 server:/home rw
            24 22 0:22 / /home/a\\040b rw - ext4 /dev/sda1 rw
            25 22 0:22 / /home rw - lustre x rw
            """
        #expect(MountTable.type(of: "/work", in: table) == "overlay")
        #expect(MountTable.type(of: "/home/me", in: table) == "lustre")
        #expect(MountTable.type(of: "/homes", in: table) == "overlay")
        #expect(MountTable.type(of: "/home/a b/c", in: table) == "ext4")
        #expect(MountTable.type(of: "/x", in: "nonsense\n1 2 3 4 /x - \n") == nil)
    }
}

/// A file system without second names: FAT, and some network ones.
private struct OneNameView: FolderView {
    func names(in folder: String) -> [String] { DirectView().names(in: folder) }
    func contents(of path: String, from start: Int, count: Int) throws -> Data? {
        try DirectView().contents(of: path, from: start, count: count)
    }
    func link(_ original: String, to path: String) throws -> Bool {
        try DirectView().copy(original, to: path)
    }
    func touch(_ path: String) -> ServerTime? { DirectView().touch(path) }
    func touched(_ path: String) -> ServerTime? { DirectView().touched(path) }
    func remove(_ path: String) { DirectView().remove(path) }
    func isShared(_ folder: String) -> Bool { true }
}
