import Foundation
import Pipeline
import Runs
import Synchronization
import TestSupport
import Testing

/// Several processes, on several machines, on one sweep in a folder they see late.
@Suite("Sweeps in shared folders")
struct SharedSweepTests {
    /// Searches with and without decisions that depend on earlier results.
    private static let searches = ["random", "tpe", "successive_halving", "repeats", "listed"]

    @Test(
        "Workers that see each other's files late, in pieces, and by a clock two minutes off get the table of one",
        arguments: searches, [-120.0, 120])
    func lateFolders(name: String, offset: Double) throws {
        let workspace = try SweepWorkspace()
        let section = SweepTests.searches[name] ?? ""
        #expect(try workspace.sweep(section, runs: "alone") == .done)
        let table = try workspace.table("alone")
        let server = LateServer(delay: 0.3, offset: offset)
        let workers = Mutex<[(status: CommandStatus?, messages: String)]>([])
        DispatchQueue.concurrentPerform(iterations: 3) { machine in
            var status: CommandStatus?
            let captured = try? CapturedOutput { output in
                status = workspace.sweepAsWritten(
                    runs: "shared", jobs: 1 + machine % 2, view: LateView(server, machine: machine),
                    output: output)
            }
            workers.withLock { $0.append((status, captured?.messages ?? "")) }
        }
        for worker in workers.withLock({ $0 }) { #expect(worker.status == .done, "\(worker.messages)") }
        #expect(SweepDirectory.all(in: workspace.folder("shared")).count == 1)
        #expect(try workspace.table("shared") == table)
        let directory = try workspace.directory("shared")
        let state = try directory.state()
        #expect(state.conflicts.isEmpty && state.records.count == table.count - 1)
        let claims = try FileManager.default.contentsOfDirectory(atPath: directory.file(SweepFile.claims))
        #expect(claims.isEmpty, "\(claims)")
    }

    @Test("A sweep that is over before its first line is seen ends like any other")
    func lateOpening() throws {
        let workspace = try SweepWorkspace()
        for name in ["random", "successive_halving"] {
            #expect(try workspace.sweep(SweepTests.searches[name] ?? "", runs: "alone-\(name)") == .done)
            let view = LateView(LateServer(delay: 100_000), machine: 0)
            #expect(workspace.sweepAsWritten(runs: "late-\(name)", view: view) == .done)
            #expect(try workspace.table("late-\(name)") == workspace.table("alone-\(name)"))
        }
    }

    @Test("Workers that are killed at any write leave nothing that keeps the others from the same table")
    func killedWorkers() throws {
        let workspace = try SweepWorkspace()
        for name in ["random", "median"] {
            let section = SweepTests.searches[name] ?? ""
            #expect(try workspace.sweep(section, runs: "alone-\(name)") == .done)
            let table = try workspace.table("alone-\(name)")
            for limit in [3, 11, 29, 53, 97] {
                let runs = "killed-\(name)-\(limit)"
                DispatchQueue.concurrentPerform(iterations: 3) { machine in
                    let gate: any WriteGate = machine == 0 ? OpenGate() : CrashingGate(after: limit * machine)
                    _ = workspace.sweepAsWritten(runs: runs, gate: gate)
                }
                #expect(workspace.sweepAsWritten(runs: runs) == .done)
                #expect(try workspace.table(runs) == table, "\(name), killed after \(limit) writes")
            }
        }
    }

    @Test("A sweep that 0.4 began, with everything in one ledger, is continued")
    func oldLedger() throws {
        let workspace = try SweepWorkspace()
        let section = SweepTests.searches["random"] ?? ""
        #expect(try workspace.sweep(section, runs: "alone") == .done)
        let table = try workspace.table("alone")
        #expect(try workspace.sweep(section, runs: "old") == .done)
        let directory = try workspace.directory("old")
        let ledgers = try FileManager.default.contentsOfDirectory(atPath: directory.file(SweepFile.ledgers))
        let name = try #require(ledgers.first)
        let path = directory.file(SweepFile.ledgers) + "/" + name
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        // As it stood when four of seven trials had ended, one of them twice, with the claims between them.
        let trials = lines.filter { $0.contains("\"event\":\"trial\"") }.prefix(4)
        let claim =
            "{\"event\":\"claim\",\"time\":\"2026-11-21T14:03:22.125Z\",\"trials\":[0,1],\"worker\":\"vm-1-abc\"}"
        var text = try String(contentsOfFile: directory.file(SweepFile.ledger), encoding: .utf8)
        text += ([Substring(claim)] + trials + trials.prefix(1)).joined(separator: "\n") + "\n"
        try text.write(toFile: directory.file(SweepFile.ledger), atomically: true, encoding: .utf8)
        try FileManager.default.removeItem(atPath: directory.file(SweepFile.ledgers))
        try FileManager.default.removeItem(atPath: directory.file(SweepFile.claims))
        for key in try FileManager.default.contentsOfDirectory(atPath: workspace.folder("old") + "/sweeps")
        where key.hasPrefix(".key-") {
            try FileManager.default.removeItem(atPath: workspace.folder("old") + "/sweeps/" + key)
        }
        #expect(try directory.state().records.count == 4)
        #expect(try workspace.sweep(section, runs: "old") == .done)
        #expect(try workspace.table("old") == table)
        #expect(SweepDirectory.all(in: workspace.folder("old")).count == 1)
        let again = try FileManager.default.contentsOfDirectory(atPath: directory.file(SweepFile.ledgers))
        #expect(again.count == 1)
        // Its line that cancels names no rounds.
        let lost = "{\"event\":\"lost\",\"time\":\"2026-11-21T14:03:22.125Z\",\"trials\":[0]}\n"
        text += lost
        try text.write(toFile: directory.file(SweepFile.ledger), atomically: true, encoding: .utf8)
        #expect(try directory.state().records[0] == nil)
    }

    @Test("Two records of a trial that differ are told, and the first worker's counts")
    func differingRecords() throws {
        let workspace = try SweepWorkspace()
        let section = SweepTests.searches["random"] ?? ""
        #expect(try workspace.sweep(section) == .done)
        let directory = try workspace.directory()
        var record = try #require(try directory.state().records[2])
        record.worker = "a-1-zz"
        record.objective = 12.5
        let line = try RunJSON.encodeLine(SweepEvent.trial(record)) + "\n"
        try line.write(
            toFile: directory.file(SweepFile.ledgers) + "/a-1-zz.jsonl", atomically: true, encoding: .utf8)
        let captured = try CapturedOutput { output in
            _ = try workspace.sweep(section, output: output)
        }
        #expect(
            captured.messages.contains("trial 2 was recorded twice and differently"), "\(captured.messages)")
        #expect(try directory.state().records[2]?.objective == 12.5)
    }
}

extension SweepWorkspace {
    fileprivate func folder(_ runs: String) -> String { workspace.folder.file(runs) }
}
