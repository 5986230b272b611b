import Foundation
import Pipeline
import Runs
import TestSupport
import Testing

/// `ls SWEEP` obeys what `ls` obeys, and shows nothing that is gone.
@Suite("Listing the trials of a sweep", .serialized)
struct ListTrialsTests {
    private let workspace: TestWorkspace
    private let sweep: SweepDirectory

    init() throws {
        workspace = try TestWorkspace()
        try workspace.folder.write(
            "extends: fine.yaml\nsweep: {parameters: {optimizer.lr: [0.3, 0.01, 0.1]}}\n", to: "sweep.yaml")
        let status = RunSweep.run(
            SweepRequest(
                specification: workspace.folder.file("sweep.yaml"), arguments: [],
                runsFolder: workspace.runsFolder, jobs: 1),
            environment: workspace.environment, output: workspace.silent, gate: OpenGate()
        ) { false }
        #expect(status == .done)
        sweep = try SweepDirectory.find("latest", in: workspace.runsFolder)
    }

    private func list(
        _ name: String = "sweeps/latest", asJSON: Bool = true,
        _ change: (inout ListRuns.Request) -> Void = { _ in }
    ) throws -> (status: CommandStatus, output: CapturedOutput) {
        var request = ListRuns.Request(runsFolder: workspace.runsFolder)
        change(&request)
        var status = CommandStatus.done
        let output = try CapturedOutput { output in
            status = ListTrials.perform(name, request, output: asJSON ? output.json : output)
        }
        return (status, output)
    }

    private func numbers(_ output: CapturedOutput) throws -> [Int] {
        let rows = try JSONSerialization.jsonObject(with: Data(output.results.utf8)) as? [[String: Any]]
        return (rows ?? []).compactMap { ($0["trial"] ?? $0["number"]) as? Int }
    }

    @Test("Filter, order, limit and columns")
    func options() throws {
        #expect(try numbers(list().output) == [0, 1, 2])
        #expect(try numbers(list { $0.filter = "optimizer.lr < 0.2" }.output) == [1, 2])
        #expect(try numbers(list { $0.sort = "optimizer.lr" }.output) == [1, 2, 0])
        #expect(try numbers(list { $0.sort = "-optimizer.lr" }.output) == [0, 2, 1])
        let best = try list {
            $0.sort = "optimizer.lr"
            $0.limit = 1
            $0.columns = ["trial", "optimizer.lr", "train.batch_size"]
        }
        #expect(try numbers(best.output) == [1])
        #expect(best.output.results.contains("\"optimizer.lr\":0.01"))
        #expect(best.output.results.contains("\"train.batch_size\":8"), "a key no parameter sweeps")
        #expect(try numbers(list { $0.since = "1h" }.output) == [0, 1, 2])
        let table = try list(asJSON: false) { $0.filter = "trial = 2" }
        #expect(table.output.results.split(separator: "\n").count == 2)
        let fields = try list(asJSON: false) { $0.listsFields = true }
        for name in ["trial", "optimizer.lr", "val_loss", "train.batch_size"] {
            let lines = fields.output.results.split(separator: "\n")
            #expect(lines.contains { $0.hasPrefix(name) }, "\(name)")
        }
    }

    @Test("Unknown names, a run in the place of a sweep, and 'latest', are refused")
    func refused() throws {
        #expect(try list { $0.sort = "val_los" }.output.messages.contains("did you mean 'val_loss'?"))
        #expect(try list { $0.filter = "nope = 1" }.status == .invalid)
        workspace.run()
        let latest = try list("latest")
        #expect(latest.status == .invalid)
        #expect(latest.output.messages.contains("'sweeps/latest' is the newest sweep"))
    }

    @Test("A trial whose directory is gone is left out, and that is said")
    func missing() throws {
        let folder = try #require(sweep.state().records[1]?.folderName)
        try FileManager.default.removeItem(atPath: sweep.trialFolder(folder))
        let (status, output) = try list()
        #expect(status == .done)
        #expect(try numbers(output) == [0, 2])
        #expect(output.messages.contains("1 trial whose directories were removed"))
    }

    @Test("gc takes what killed processes left in runs and sweeps, and nothing else")
    func garbage() throws {
        workspace.run()
        let run = try #require(workspace.runs.first)
        let old = [
            run.path + "/report.html.tmp-999999",
            run.file(RunFile.checkpoints) + "/last.safetensors.tmp-999999",
            sweep.file(SweepFile.table) + ".tmp-999999",
            workspace.runsFolder + "/.removed-20260101-000000-x-1",
        ]
        let kept = [run.path + "/notes.tmp", run.path + "/x.tmp-4a", workspace.runsFolder + "/.hidden"]
        for path in old + kept { try Data("x".utf8).write(to: URL(filePath: path)) }
        let fresh = run.path + "/metrics.json.tmp-999998"
        try Data("x".utf8).write(to: URL(filePath: fresh))
        let claim = sweep.file(SweepFile.claims) + "/elsewhere-1-abc.json"
        try Data("{".utf8).write(to: URL(filePath: claim))
        let days = Date(timeIntervalSinceNow: -3 * 86_400)
        for path in old + kept + [claim] {
            try FileManager.default.setAttributes([.modificationDate: days], ofItemAtPath: path)
        }
        // A cache folder with other people's files, and one behind a link.
        let cache = workspace.folder.file("elsewhere-cache")
        let foreign = try workspace.folder.write("mine", to: "elsewhere-cache/prepared/thesis.data")
        let linked = try workspace.folder.write("mine", to: "disk/0123456789abcdef-x.csv")
        try FileManager.default.createSymbolicLink(
            atPath: cache + "/downloads", withDestinationPath: workspace.folder.file("disk"))
        let output = try CapturedOutput { output in
            let status = CollectGarbage.perform(
                CollectGarbage.Request(runsFolder: workspace.runsFolder, removesAll: true),
                output: output, caches: CacheFolders(environment: ["ASSAY_CACHE": cache]))
            #expect(status == .done)
        }
        for path in old + [claim] { #expect(!FileManager.default.fileExists(atPath: path), "\(path)") }
        for path in kept + [fresh, foreign, linked] {
            #expect(FileManager.default.fileExists(atPath: path), "\(path)")
        }
        #expect(output.messages.contains("is a link"))
        #expect(try run.manifest().status == .completed)
    }
}

@Suite("Where the cache is")
struct CacheFolderTests {
    @Test("Never in the working folder, whatever the environment lacks")
    func never() {
        for variables in [
            [:], ["HOME": ""], ["HOME": "relative"], ["XDG_CACHE_HOME": "relative", "HOME": ""],
            ["HOME": "", "TMPDIR": "/var/tmp"],
        ] {
            let caches = CacheFolders(environment: variables)
            for folder in [caches.prepared, caches.downloads, caches.indexes] {
                #expect(folder.hasPrefix("/"), "\(variables): \(folder)")
            }
        }
        let home = CacheFolders(environment: ["HOME": "/home/x", "XDG_CACHE_HOME": "./here"])
        #expect(home.downloads == "/home/x/.cache/assay/downloads")
    }
}

@Suite("First words")
struct CommandNameTests {
    @Test("A word that is no command is told, with a near one")
    func words() {
        let commands = ["run", "resume", "ls"]
        #expect(CommandNames.problem(["run", "x.yaml"], commands: commands) == nil)
        #expect(CommandNames.problem(["--help"], commands: commands) == nil)
        #expect(CommandNames.problem([], commands: commands) == nil)
        #expect(
            CommandNames.problem(["runn"], commands: commands)
                == "there is no command 'runn'; did you mean 'assay run'?")
        #expect(
            CommandNames.problem(["xyzzy"], commands: commands)
                == "there is no command 'xyzzy'; 'assay --help' lists the commands")
    }
}
