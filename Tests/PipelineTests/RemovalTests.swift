import Foundation
import Pipeline
import Runs
import TestSupport
import Testing

/// What `rm` and `gc` may take away, and above all what they may not.
@Suite("Removing", .serialized)
struct RemovalTests {
    private let workspace: TestWorkspace

    init() throws { workspace = try TestWorkspace() }

    private var runs: String { workspace.runsFolder }

    private func remove(
        _ words: [String], filter: String? = nil
    ) throws -> (status: CommandStatus, output: CapturedOutput) {
        var status = CommandStatus.done
        let output = try CapturedOutput { output in
            status = RemoveRuns.perform(
                RemoveRuns.Request(
                    runsFolder: runs, runs: words, filter: filter, isTrial: false, isConfirmed: true),
                output: output)
        }
        return (status, output)
    }

    private func sweep() throws -> SweepDirectory {
        try workspace.folder.write(
            "extends: fine.yaml\nsweep: {parameters: {optimizer.lr: [0.1, 0.2]}}\n", to: "sweep.yaml")
        let status = RunSweep.run(
            SweepRequest(
                specification: workspace.folder.file("sweep.yaml"), arguments: [], runsFolder: runs, jobs: 1),
            environment: workspace.environment, output: workspace.silent, gate: OpenGate()
        ) { false }
        #expect(status == .done)
        return try SweepDirectory.find("latest", in: runs)
    }

    private func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    /// Every file below a folder with its bytes, and every link with where it leads.
    private func snapshot(_ folder: String) -> [String: Data] {
        var files: [String: Data] = [:]
        let names = FileManager.default.enumerator(atPath: folder)
        while let name = names?.nextObject() as? String {
            let path = folder + "/" + name
            let link = try? FileManager.default.destinationOfSymbolicLink(atPath: path)
            files[name] = link.map { Data($0.utf8) } ?? FileManager.default.contents(atPath: path) ?? Data()
        }
        return files
    }

    @Test(
        "'latest' is the newest run although a sweep is there; a sweep goes as a whole and can be run again")
    func wholeSweep() throws {
        workspace.run()
        let run = try #require(workspace.runs.first)
        let first = try sweep()
        #expect(try remove(["latest"]).status == .done)
        #expect(!exists(run.path))
        #expect(try first.state().records.count == 2)

        let (status, output) = try remove(["sweeps/latest"])
        #expect(status == .done)
        #expect(output.messages.contains("removed 1 sweep with 2 trials"), "\(output.messages)")
        #expect(snapshot(runs + "/sweeps").isEmpty)
        let again = try sweep()
        let trials = try FileManager.default.contentsOfDirectory(atPath: again.file(SweepFile.trials))
        #expect(trials.count == 2)
    }

    @Test("One trial of a sweep, a filter over a sweep and a sweep at work are refused, and nothing changes")
    func refusals() throws {
        let sweep = try sweep()
        let before = snapshot(runs)
        let trial = try #require(sweep.state().records[0]?.folderName)
        for word in [sweep.trialFolder(trial), "\(sweep.id)/0", "sweeps/latest/1"] {
            let (status, output) = try remove([word])
            #expect(status == .failed)
            #expect(output.messages.contains("as a whole or not at all"), "\(output.messages)")
        }
        #expect(try remove([sweep.id], filter: "seed = 1").status == .failed)
        #expect(snapshot(runs) == before)
        let worker = try SweepWorker(in: sweep)
        let (status, output) = try remove([sweep.id])
        #expect(status == .failed)
        #expect(output.messages.contains("in use by process"), "\(output.messages)")
        withExtendedLifetime(worker) {}
        #expect(try sweep.state().records.count == 2)
    }

    @Test("A folder without the program's mark stays, by name, by path, by pattern and by filter")
    func foreignFolders() throws {
        workspace.run()
        for (name, manifest) in [("a", "{\"scripts\": {}}"), ("b", ""), ("c", "{\"format\": 1, \"id\"")] {
            try workspace.folder.write(manifest, to: "runs/project-\(name)/run.json")
            try workspace.folder.write("int main;", to: "runs/project-\(name)/main.c")
        }
        try workspace.folder.write("x", to: "runs/project-d/run.json/inside")
        try workspace.folder.write("no ledger\n", to: "runs/sweeps/project-e/ledger.jsonl")
        let before = snapshot(runs)
        for word in ["project-a", runs + "/project-b", "project-c", "project-d", "project-*", "project-e"] {
            let (status, output) = try remove([word])
            #expect(status != .done, "\(word)")
            #expect(output.messages.contains("error:"), "\(word): \(output.messages)")
        }
        _ = try remove([], filter: "status = failed")
        #expect(try remove(["latest", "project-a"]).status != .done)
        #expect(snapshot(runs) == before, "not even the run beside it, when one of the names is refused")
    }

    @Test("A link is removed as a link, however it is named; what it leads to stays")
    func links() throws {
        workspace.run()
        let run = try #require(workspace.runs.first)
        let team = workspace.folder.file("shared/team")
        try workspace.folder.write("x", to: "shared/readme")
        try FileManager.default.copyItem(atPath: run.path, toPath: team)
        let kept = snapshot(workspace.folder.file("shared"))
        let link = runs + "/20260101-000000-team-abcde0"
        for word in ["abcde0", link, link + "/", "*team*"] {
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: team)
            let (status, output) = try remove([word])
            #expect(status == .done, "\(word): \(output.messages)")
            #expect(output.messages.contains("removed 1 link"), "\(word): \(output.messages)")
            #expect(lstatExists(link) == false)
            #expect(snapshot(workspace.folder.file("shared")) == kept)
        }
        #expect(exists(run.path))
    }

    private func lstatExists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }
}
