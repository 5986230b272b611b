import Foundation
import Runs
import Testing

func makeManifest(id: String, time: RunTime, name: String = "demo") -> RunManifest {
    RunManifest(
        id: id, name: name, description: nil, created: time, seed: 7, specification: "demo.yaml",
        specificationFolder: "/data", overrides: [], commandLine: ["assay", "run", "demo.yaml"],
        versions: ["assay": "0"], process: .current())
}

func makeRun(in folder: String, name: String = "demo", gate: any WriteGate = OpenGate()) throws
    -> RunDirectory
{
    try RunDirectory.create(
        in: folder, name: name, gate: gate,
        firstFiles: .init(specification: "seed: 7\n", resolved: "seed: 7\n") { id, time in
            makeManifest(id: id, time: time, name: name)
        })
}

@Suite("Run directories")
struct RunDirectoryTests {
    @Test("Name: local time, reduced experiment name, six hexadecimal digits")
    func name() {
        // 1795269802 s is 2026-11-21 14:03:22 UTC (date -u -d @1795269802).
        let time = RunTime(milliseconds: 1_795_269_802_125)
        #expect(time.text == "2026-11-21T14:03:22.125Z")
        let name = RunName.make(name: "SGEMM: regression/ü", at: time, tag: 0x3fa9c1)
        #expect(name == "\(time.nameStamp)-sgemm-regression-3fa9c1")
        #expect(RunName.make(name: "../..", at: time, tag: 5) == "\(time.nameStamp)-run-000005")
    }

    @Test("Runs started in the same second have different directories")
    func unique() throws {
        try withTemporaryFolder { folder in
            let names = try (0..<20).map { _ in try makeRun(in: folder).id }
            #expect(Set(names).count == 20)
            let latest = try FileManager.default.destinationOfSymbolicLink(atPath: folder + "/latest")
            #expect(latest == names.last)
        }
    }

    @Test("A crash while creating leaves either nothing to see or a complete first state", arguments: 0..<10)
    func crashWhileCreating(moment: Int) throws {
        try withTemporaryFolder { folder in
            _ = Result { try makeRun(in: folder, gate: CrashingGate(after: moment)) }
            for entry in RunIndex(folder: folder).entries() {
                #expect(entry.manifest != nil)
                #expect(entry.directory.exists(RunFile.specification))
                #expect(entry.directory.exists(RunFile.resolved))
            }
        }
    }

    @Test("The manifest survives writing and reading")
    func roundTrip() throws {
        try withTemporaryFolder { folder in
            let run = try makeRun(in: folder)
            var manifest = try run.manifest()
            #expect(manifest.status == .running)
            manifest.git = .init(commit: "abc", branch: "main", dirty: true)
            manifest.data = [.init(path: "../data/x.csv", sha256: "00", bytes: 12)]
            _ = manifest.apply(
                .ended(.completed), at: RunTime(milliseconds: manifest.created.milliseconds + 1500))
            try run.write(manifest)
            #expect(try run.manifest() == manifest)
            #expect(manifest.seconds == 1.5)
            #expect(manifest.attempts.map(\.status) == [.completed])
        }
    }

    @Test("A damaged manifest is an error that names the file")
    func damaged() throws {
        try withTemporaryFolder { folder in
            let run = try makeRun(in: folder)
            try run.replace(RunFile.manifest, with: "{\"format\": 1}")
            #expect(
                throws: RunError.damaged(
                    path: run.file(RunFile.manifest), reason: "the field 'id' is missing")
            ) { try run.manifest() }
            let entry = RunIndex.entry(of: run)
            #expect(entry.state == nil)
            #expect(entry.problem?.contains("'id' is missing") == true)
        }
    }

    @Test("Two processes cannot hold one run")
    func lock() throws {
        try withTemporaryFolder { folder in
            let run = try makeRun(in: folder)
            let lock = try RunLock(directory: run.path)
            #expect(throws: RunError.inUse(path: run.path, process: nil)) {
                _ = try RunLock(directory: run.path)
            }
            withExtendedLifetime(lock) {}
        }
    }
}

@Suite("Listing runs")
struct RunIndexTests {
    @Test("A running run whose process is gone is shown as interrupted")
    func processGone() throws {
        try withTemporaryFolder { folder in
            let run = try makeRun(in: folder)
            #expect(RunIndex.entry(of: run).state == .running)
            var manifest = try run.manifest()
            manifest.process.startTicks = 1  // The number is alive, but it is another process.
            try run.write(manifest)
            #expect(RunIndex.entry(of: run).state == .interrupted)
            manifest.process = ProcessIdentity(
                pid: 1, startTicks: nil, bootId: "another-start", host: currentHost())
            try run.write(manifest)
            #expect(RunIndex.entry(of: run).state == .interrupted)
        }
    }

    @Test("On another machine the heartbeat decides")
    func heartbeat() throws {
        try withTemporaryFolder { folder in
            let run = try makeRun(in: folder)
            var manifest = try run.manifest()
            manifest.process.host = "elsewhere.example"
            try run.write(manifest)
            #expect(RunIndex.entry(of: run).state == .running)
            let old = [timeval(tv_sec: 1_000_000, tv_usec: 0), timeval(tv_sec: 1_000_000, tv_usec: 0)]
            utimes(run.file(RunFile.manifest), old)
            #expect(RunIndex.entry(of: run).state == .interrupted)
            run.beat()
            #expect(RunIndex.entry(of: run).state == .running)
        }
    }

    @Test("Runs are found by path, name, beginning, last digits and 'latest'")
    func finding() throws {
        try withTemporaryFolder { folder in
            let first = try makeRun(in: folder, name: "first")
            let second = try makeRun(in: folder, name: "second")
            let index = RunIndex(folder: folder)
            #expect(try index.find(first.path).id == first.id)
            #expect(try index.find(first.id).id == first.id)
            #expect(try index.find(String(first.id.suffix(6))).id == first.id)
            #expect(try index.find(String(second.id.dropLast(3))).id == second.id)
            #expect(try index.find("latest").id == second.id)
            #expect(try index.find(folder + "/latest").id == second.id)
            #expect(try index.find("first").id == first.id)
            #expect(throws: RunError.unknownRun(name: "third", folder: folder, suggestion: nil)) {
                try index.find("third")
            }
        }
    }

    @Test("An empty or missing folder says so")
    func empty() {
        let index = RunIndex(folder: "/nonexistent/runs")
        #expect(index.entries().isEmpty)
        #expect(throws: RunError.noRuns(folder: "/nonexistent/runs")) { try index.find("latest") }
    }

    @Test("The list is by time, and leaves out what is no run")
    func listing() throws {
        try withTemporaryFolder { folder in
            let runs = try (0..<3).map { number in
                // Two runs of the same millisecond are in the order of their names.
                usleep(2000)
                return try makeRun(in: folder, name: "run\(number)").id
            }
            try FileManager.default.createDirectory(
                atPath: folder + "/notes", withIntermediateDirectories: true)
            #expect(RunIndex(folder: folder).entries().map(\.directory.id) == runs)
        }
    }

    private func currentHost() -> String {
        ProcessIdentity.current().host
    }
}
