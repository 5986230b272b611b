import Foundation
import Runs
import Testing

func makeSweep(in folder: String, name: String, key: String) throws -> SweepDirectory {
    try SweepDirectory.create(in: folder, name: name, key: key, specification: "seed: 7\n") { id, time in
        SweepOpening(
            id: id, name: name, key: key, created: time, specification: "s.yaml", overrides: [],
            commandLine: [], parameters: [], objective: "val_loss", direction: "minimize", sampler: "grid",
            pruner: nil, trials: 4, repeats: 1)
    }
}

/// A run directory as `makeRun` makes it; the suite has another function of that name.
private func makeDemo(in folder: String, name: String = "demo") throws -> RunDirectory {
    try makeRun(in: folder, name: name)
}

@Suite("What a name stands for")
struct NamedResultTests {
    /// A run directory whose name shows another clock's time than the moment inside it.
    private func makeRun(in folder: String, stamp: String, name: String, created: String) throws {
        let id = "\(stamp)-\(name)-00000\(created.suffix(5).prefix(1))"
        let time = try #require(RunTime(text: created))
        try FileManager.default.createDirectory(
            atPath: folder + "/" + id, withIntermediateDirectories: true)
        try RunJSON.encode(makeManifest(id: id, time: time, name: name)).write(
            to: URL(fileURLWithPath: "\(folder)/\(id)/run.json"))
    }

    @Test("Names tell local times; the order and the newest go by the moment inside")
    func order() throws {
        try withTemporaryFolder { folder in
            // The same hour, begun in Tokyo (UTC+9), Los Angeles (UTC-8) and Reykjavik (UTC), in this order.
            let runs = [
                ("20261121-230000", "tokyo", "2026-11-21T14:00:01.000Z"),
                ("20261121-060000", "angeles", "2026-11-21T14:00:02.000Z"),
                ("20261121-140000", "reykjavik", "2026-11-21T14:00:03.000Z"),
                ("20261120-140000", "before", "2026-11-20T14:00:04.000Z"),
            ]
            for (stamp, name, created) in runs {
                try makeRun(in: folder, stamp: stamp, name: name, created: created)
            }
            let index = RunIndex(folder: folder)
            #expect(
                index.entries().compactMap(\.manifest?.name) == ["before", "tokyo", "angeles", "reykjavik"])
            #expect(try index.find("latest").manifest().name == "reykjavik")
            // A link to a run that was removed points to the newest one left.
            try FileManager.default.createSymbolicLink(
                atPath: folder + "/latest", withDestinationPath: try index.find("reykjavik").id)
            try FileManager.default.removeItem(atPath: try index.find("reykjavik").path)
            RunDirectory.repairLatest(in: folder)
            #expect(try RunDirectory(path: folder + "/latest").manifest().name == "angeles")
            #expect(try index.find(folder + "/latest").manifest().name == "angeles")
        }
    }

    @Test("'latest' is the newest run, however new a sweep is; sweeps are named as sweeps")
    func latest() throws {
        try withTemporaryFolder { folder in
            let run = try makeDemo(in: folder)
            let sweep = try makeSweep(in: folder, name: "rates", key: "0123456789abcdef")
            let index = RunIndex(folder: folder)
            #expect(try index.result("latest").path == run.path)
            for word in [
                "sweeps/latest", sweep.id, "sweeps/012345", "012345", "rates", sweep.path,
                folder + "/sweeps/latest",
            ] {
                #expect((try index.result(word).path as NSString).lastPathComponent == sweep.id, "\(word)")
                #expect(throws: RunError.isASweep(name: word, id: sweep.id)) { try index.find(word) }
            }
            try FileManager.default.removeItem(atPath: run.path)
            #expect(throws: RunError.noRuns(folder: folder)) { try index.result("latest") }
        }
    }

    @Test("An experiment's name is its newest run; a beginning that several have is refused")
    func experiments() throws {
        try withTemporaryFolder { folder in
            let old = try makeDemo(in: folder, name: "heavy model")
            let other = try makeDemo(in: folder, name: "light")
            // Times have milliseconds: of two runs within one, none is the newer.
            usleep(2000)
            let new = try makeDemo(in: folder, name: "heavy model")
            _ = try makeSweep(in: folder, name: "light", key: "0123456789abcdef")
            let index = RunIndex(folder: folder)
            #expect(try index.find("heavy model").id == new.id)
            #expect(try index.find("light").id == other.id)
            #expect(try index.find(old.id).id == old.id)
            #expect(throws: RunError.self) { try index.find(String(old.id.prefix(4))) }
            #expect(throws: RunError.unknownRun(name: "heavy", folder: folder, suggestion: nil)) {
                try index.find("heavy")
            }
        }
    }

    @Test("Only what this program wrote carries its mark", arguments: 0..<5)
    func marks(kind: Int) throws {
        try withTemporaryFolder { folder in
            let contents = [
                "{\"scripts\": {\"start\": \"node\"}}", "", "[]", "{\"format\": 1, \"id\": \"x\"}",
            ]
            let path = folder + "/project"
            try FileManager.default.createDirectory(
                atPath: path + (kind == 4 ? "/run.json" : ""), withIntermediateDirectories: true)
            if kind < 4 {
                try Data(contents[kind].utf8).write(to: URL(fileURLWithPath: path + "/run.json"))
            }
            let directory = try RunDirectory(path: path)
            #expect(throws: RunError.self) { try directory.requireMark() }
            #expect(RunIndex.entry(of: directory).state == nil, "an unreadable manifest is no failed run")
            try makeDemo(in: folder).requireMark()
        }
    }

    @Test("A process that ended without anybody asking is gone; one that is stopped is there")
    func processes() throws {
        let child = Process()
        child.executableURL = URL(fileURLWithPath: "/bin/sleep")
        child.arguments = ["60"]
        try child.run()
        let pid = child.processIdentifier
        func identity() -> ProcessIdentity {
            ProcessIdentity(
                pid: pid, startTicks: nil, bootId: nil, host: ProcessIdentity.current().host)
        }
        #expect(identity().isAlive == true)
        kill(pid, SIGSTOP)
        for _ in 0..<200 where identity().activity != .isStopped { usleep(10_000) }
        #expect(identity().activity == .isStopped)
        #expect(identity().isAlive == true)
        #expect(identity().inWords.contains("kill -CONT \(pid)"))
        kill(pid, SIGKILL)
        child.waitUntilExit()
        #expect(identity().isAlive == false)
    }
}
