import Foundation
import Pipeline
import Report
import Runs
import Synchronization
import TestSupport
import Testing

@Suite("Commands about runs")
struct RunCommandTests {
    private let workspace: TestWorkspace
    private var runs: String { workspace.runsFolder }

    /// Two runs that differ in the learning rate, and one of another seed.
    init() throws {
        workspace = try TestWorkspace()
        workspace.run()
        workspace.run(["optimizer.lr=0.2"])
        workspace.run(["seed=2"])
    }

    /// The run that was made with these overrides; names of runs made within a second are in no certain order.
    private func run(_ overrides: [String]) throws -> RunDirectory {
        try #require(try workspace.runs.first { try $0.manifest().overrides == overrides })
    }

    private func captured(_ body: (CommandOutput) -> CommandStatus) throws -> (CapturedOutput, CommandStatus?)
    {
        var status: CommandStatus?
        let output = try CapturedOutput { status = body($0) }
        return (output, status)
    }

    private var caches: CacheFolders { CacheFolders(environment: workspace.environment) }

    @Test("ls: chosen columns, filters, mistakes at their place, JSON")
    func listing() throws {
        var request = ListRuns.Request(runsFolder: runs)
        request.columns = ["run", "optimizer.lr", "seed"]
        request.filter = "seed = 1"
        request.sort = "-optimizer.lr"
        var (output, status) = try captured {
            ListRuns.perform(request, output: $0, caches: caches)
        }
        #expect(status == .done)
        let rows = output.results.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        #expect(
            rows.map { $0.dropFirst() } == [["optimizer.lr", "seed"], ["0.20000", "1"], ["0.050000", "1"]])
        (output, status) = try captured {
            ListRuns.perform(request, output: $0.json, caches: caches)
        }
        let objects = try JSONSerialization.jsonObject(with: Data(output.results.utf8)) as? [[String: Any]]
        #expect(objects?.map { $0["optimizer.lr"] as? Double } == [0.2, 0.05])
        request.filter = "sed = 1"
        (output, status) = try captured {
            ListRuns.perform(request, output: $0, caches: caches)
        }
        #expect(status == .invalid)
        #expect(output.messages.contains("--where:1: no run has a field 'sed'"))
        #expect(output.messages.contains("did you mean 'seed'?"))
    }

    @Test("label: added, shown, found and removed")
    func labelling() throws {
        let run = try self.run(["optimizer.lr=0.2"])
        func label(_ add: [String], remove: [String] = [], note: String? = nil) throws -> CommandStatus? {
            try captured {
                LabelRun.perform(
                    LabelRun.Request(
                        runsFolder: runs, run: run.id, adding: add, removing: remove, note: note), output: $0)
            }.1
        }
        #expect(try label(["good", "fast", "good"], note: "keep this") == .done)
        #expect(try run.labels() == RunLabels(labels: ["good", "fast"], note: "keep this"))
        var request = ListRuns.Request(runsFolder: runs)
        request.filter = "label = good"
        let (output, _) = try captured {
            ListRuns.perform(request, output: $0, caches: caches)
        }
        #expect(output.results.contains("good fast") && output.results.split(separator: "\n").count == 2)
        let (shown, _) = try captured { ShowRun.perform(run.id, runsFolder: runs, output: $0) }
        #expect(shown.results.contains("keep this"))
        #expect(try label([], remove: ["good", "fast"], note: "") == .done)
        #expect(!run.exists(RunFile.labels))
        #expect(try label(["two words"]) == .invalid)
    }

    @Test("rm: asks, obeys a dry run, leaves a running one, mends 'latest'")
    func removing() throws {
        let newest = try RunIndex(folder: runs).find("latest")
        func remove(_ names: [String], trial: Bool = false, yes: Bool = false) throws -> CommandStatus? {
            try captured {
                RemoveRuns.perform(
                    RemoveRuns.Request(
                        runsFolder: runs, runs: names, filter: nil, isTrial: trial, isConfirmed: yes),
                    output: $0)
            }.1
        }
        #expect(try remove(["latest"]) == .invalid)
        #expect(try remove(["latest"], trial: true) == .done)
        #expect(workspace.runs.count == 3)
        #expect(try remove(["latest"], yes: true) == .done)
        #expect(workspace.runs.count == 2 && !FileManager.default.fileExists(atPath: newest.path))
        let link = try FileManager.default.destinationOfSymbolicLink(atPath: runs + "/latest")
        #expect(link == workspace.runs.last?.id, "the last one in the order of names")
        var manifest = try workspace.runs[0].manifest()
        manifest.status = .running
        manifest.process = .current()
        try workspace.runs[0].write(manifest)
        #expect(try remove([workspace.runs[0].id], yes: true) == .failed)
        #expect(workspace.runs.count == 2)
    }

    @Test("gc: what is old or left over goes, the rest stays; runs never do")
    func collecting() throws {
        let old = [FileAttributeKey.modificationDate: Date(timeIntervalSinceNow: -40 * 86_400)]
        let prepared = try FileManager.default.contentsOfDirectory(atPath: caches.prepared)
            .filter { $0.hasSuffix(".data") && !$0.hasSuffix(".table.data") }
        #expect(prepared.count == 2, "two seeds draw two splits")
        try FileManager.default.setAttributes(old, ofItemAtPath: caches.prepared + "/" + prepared[0])
        let leftover = try workspace.folder.write("", to: "runs/.new-20260101-000000-x-000000/run.json")
        let leftoverFolder = (leftover as NSString).deletingLastPathComponent
        try FileManager.default.setAttributes(old, ofItemAtPath: leftoverFolder)
        func collect(_ request: CollectGarbage.Request) throws {
            let (output, status) = try captured {
                CollectGarbage.perform(request, output: $0.json, caches: caches)
            }
            #expect(status == .done)
            let shares = try JSONSerialization.jsonObject(with: Data(output.results.utf8)) as? [[String: Any]]
            #expect(shares?.first?["entries"] as? Int == 3, "and the sample of their source")
            #expect(shares?.first?["removed"] as? Int == 1)
        }
        try collect(CollectGarbage.Request(runsFolder: runs, isTrial: true))
        #expect(FileManager.default.fileExists(atPath: leftoverFolder))
        try collect(CollectGarbage.Request(runsFolder: runs))
        #expect(!FileManager.default.fileExists(atPath: leftoverFolder))
        #expect(!FileManager.default.fileExists(atPath: caches.prepared + "/" + prepared[0]))
        #expect(FileManager.default.fileExists(atPath: caches.prepared + "/" + prepared[1]))
        #expect(workspace.runs.count == 3)
    }

    @Test("compare: settings, figures, paired differences, remarks about other rows")
    func comparing() throws {
        let ids = [try run([]).id, try run(["optimizer.lr=0.2"]).id]
        var request = CompareRuns.Request(runsFolder: runs, runs: [ids[0], ids[1]])
        request.page = workspace.folder.file("comparison.html")
        var (output, status) = try captured { CompareRuns.perform(request, output: $0, caches: caches) }
        #expect(status == .done)
        #expect(output.results.contains("optimizer.lr") && output.results.contains("test_mse ↓"))
        #expect(output.results.contains("over the same 8 rows"), "\(output.results)")
        #expect(!output.results.contains("not comparable"))
        let page = try String(contentsOfFile: workspace.folder.file("comparison.html"), encoding: .utf8)
        #expect(page.contains("<svg") && page.contains("val_loss"))
        request = CompareRuns.Request(runsFolder: runs, runs: ["20*"])
        request.options.groupBy = ["seeds"]
        (output, status) = try captured { CompareRuns.perform(request, output: $0, caches: caches) }
        #expect(output.results.contains("scored on different rows"))
        #expect(output.results.contains("groups, mean ± standard deviation"))
        request = CompareRuns.Request(runsFolder: runs, runs: [])
        (output, status) = try captured { CompareRuns.perform(request, output: $0, caches: caches) }
        #expect(status == .invalid)
    }

    @Test("diff: between a specification and a run, and between runs")
    func differing() throws {
        let ids = [try run([]).id, try run(["optimizer.lr=0.2"]).id]
        func diff(_ first: String, _ second: String) throws -> CapturedOutput {
            try captured {
                DiffSpecifications.perform(first, second, runsFolder: runs, output: $0)
            }.0
        }
        let runsDiffer = try diff(ids[0], ids[1]).results.split(separator: "\n")
        #expect(runsDiffer.count == 2)
        #expect(runsDiffer.last?.split(separator: " ") == ["optimizer.lr", "0.05", "0.2"])
        #expect(try diff(workspace.folder.file("fine.yaml"), ids[0]).messages.contains("no difference"))
    }

    @Test("A run has a file for TensorBoard; interrupted and resumed, it has the records of a whole one")
    func events() throws {
        func records(_ run: RunDirectory) throws -> [Int] {
            let data = try Data(contentsOf: URL(filePath: run.file(RunFile.events)))
            return EventRecord.all(in: data).map { $0.data.count }
        }
        let whole = try records(try run([]))
        #expect(whole.count == RunEvents.beginningRecords + 5 + 1)
        let counter = Counter()
        workspace.run([]) { counter.next() > 8 }
        let interrupted = try RunIndex(folder: runs).find("latest")
        #expect(RunIndex.entry(of: interrupted).state == .interrupted)
        workspace.resume()
        #expect(RunIndex.entry(of: interrupted).state == .completed)
        #expect(try records(interrupted) == whole)
    }

    @Test("Histograms of weights are written on request")
    func histograms() throws {
        workspace.run(["train.log_histograms=true"])
        let run = try RunIndex(folder: runs).find("latest")
        let data = try Data(contentsOf: URL(filePath: run.file(RunFile.events)))
        let epoch = EventRecord.all(in: data)[RunEvents.beginningRecords].data
        #expect(String(decoding: epoch, as: UTF8.self).contains("weights/0.weight"))
    }

    @Test("watch: prints epochs of a finished run and ends with it")
    func watching() throws {
        let (output, status) = try captured {
            WatchRun.perform("latest", runsFolder: runs, output: $0, pause: 0)
        }
        #expect(status == .done)
        let lines = output.results.split(separator: "\n")
        #expect(lines.filter { $0.hasPrefix("epoch ") }.count == 5)
        #expect(lines.last?.hasSuffix("completed: the training budget is used up") == true)
    }

    @Test("show: curves, without escape sequences where there is no terminal")
    func curves() throws {
        let (output, _) = try captured {
            ShowRun.perform("latest", runsFolder: runs, output: $0)
        }
        #expect(output.results.contains("train_loss") && output.results.contains("┤"))
        #expect(!output.results.contains("\u{1B}"))
        #expect(output.results.split(separator: "\n").allSatisfy { $0.count <= 160 })
    }

    @Test("A run that was moved and copied is shown, compared, predicted and resumed as before")
    func moving() throws {
        let counter = Counter()
        let expected = try RunResults(try run([]))
        let kept = [try run([]).id, try run(["optimizer.lr=0.2"]).id]
        workspace.run([]) { counter.next() > 8 }
        let stopped = try RunIndex(folder: runs).find("latest").id
        let shown = try captured {
            ShowRun.perform(kept[0], runsFolder: runs, output: $0.json)
        }.0
        let elsewhere = workspace.folder.file("elsewhere")
        try FileManager.default.copyItem(atPath: runs, toPath: elsewhere)
        try FileManager.default.removeItem(atPath: runs)
        let moved = try kept.map { try RunDirectory(path: elsewhere + "/" + $0) }
        let again = try captured {
            ShowRun.perform(kept[0], runsFolder: elsewhere, output: $0.json)
        }.0
        #expect(again.results == shown.results.replacing(runs, with: elsewhere))
        let comparison = try Comparison(moved)
        #expect(comparison.paired?.differences.isEmpty == false)
        #expect(comparison.notes.isEmpty)
        workspace.resume(run: stopped, runs: elsewhere)
        let resumed = try RunDirectory(path: elsewhere + "/" + stopped)
        #expect(try RunResults(resumed).differences(from: expected) == [])
    }
}

/// Counts calls from any thread.
private final class Counter: Sendable {
    private let count = Mutex(0)

    func next() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
}
