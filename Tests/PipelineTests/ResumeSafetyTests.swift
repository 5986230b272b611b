import Foundation
import Pipeline
import Runs
import TestSupport
import Testing

/// A resume either goes on to what one run would have given, or leaves every file as it was and says why.
@Suite("Continuing runs without losing anything", .serialized)
struct ResumeSafetyTests {
    private let workspace: TestWorkspace

    init() throws { workspace = try TestWorkspace() }

    private var run: RunDirectory {
        get throws { try #require(workspace.runs.last) }
    }

    /// Every file of a run with its bytes.
    private func snapshot(_ run: RunDirectory) -> [String: Data] {
        var files: [String: Data] = [:]
        let names = FileManager.default.enumerator(atPath: run.path)
        while let name = names?.nextObject() as? String {
            files[name] = FileManager.default.contents(atPath: run.file(name)) ?? Data()
        }
        return files
    }

    /// The status and what was said, after making sure that no file changed.
    private func refused(
        _ overrides: [String], status: CommandStatus = .failed, says words: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let run = try run
        let before = snapshot(run)
        var outcome: RunOutcome?
        let output = try CapturedOutput { output in
            outcome = workspace.resume(overrides, output: output)
        }
        #expect(outcome?.status == status, "\(output.messages)", sourceLocation: sourceLocation)
        #expect(output.messages.contains(words), "\(output.messages)", sourceLocation: sourceLocation)
        let after = snapshot(run)
        #expect(after.keys.sorted() == before.keys.sorted(), sourceLocation: sourceLocation)
        #expect(
            before.filter { after[$0.key] != $0.value }.keys.sorted() == [], "changed files",
            sourceLocation: sourceLocation)
    }

    @Test("A checkpoint that cannot be read leaves the results of a complete run alone")
    func damagedCheckpoint() throws {
        workspace.run(writesReport: true)
        let path = try run.file(RunFile.lastCheckpoint)
        let whole = try #require(FileManager.default.contents(atPath: path))
        var flipped = whole
        flipped[whole.count / 3] ^= 0x55
        for damaged in [Data(), whole.prefix(7), whole.prefix(100), whole.dropLast(4)] {
            try Data(damaged).write(to: URL(filePath: path))
            try refused(["train.epochs=7"], says: "last.safetensors' is damaged")
        }
        try whole.write(to: URL(filePath: path))
        for name in [RunFile.metricsTable, RunFile.stepsTable] {
            let text = try #require(FileManager.default.contents(atPath: try run.file(name)))
            try Data(text.prefix(20)).write(to: URL(filePath: try run.file(name)))
            try refused(["train.epochs=7"], says: "\(name)' is damaged")
            try text.write(to: URL(filePath: try run.file(name)))
        }
    }

    @Test("Data that are gone or changed, and changes that may not be made, leave everything alone")
    func illegal() throws {
        workspace.run(["train.epochs=4"], writesReport: true)
        try refused(["train.epochs=2"], says: "4 epochs")
        try refused(["train.epochs=null", "train.max_steps=3"], says: "cannot take back")
        try refused(["optimizer.lr=0.3"], says: "'optimizer.lr' cannot change")
        try refused(["train.epochs=many"], status: .invalid, says: "error[")
        try refused(["threads=2"], status: .done, says: "nothing was changed")
        let manifest = try #require(FileManager.default.contents(atPath: try run.file(RunFile.manifest)))
        try workspace.pretendVersion("0.0.1")
        try refused(["train.epochs=6"], says: "begun by assay 0.0.1")
        try manifest.write(to: URL(filePath: try run.file(RunFile.manifest)))
        let data = workspace.folder.file("data/plants.csv")
        let text = try String(contentsOfFile: data, encoding: .utf8)
        try workspace.folder.write(text + "9.0,9.0,9,9.0,fern,no\n", to: "data/plants.csv")
        try refused(["train.epochs=6"], says: "data have changed")
        try FileManager.default.removeItem(atPath: data)
        try refused(["train.epochs=6"], status: .invalid, says: "plants.csv")
    }

    @Test("Killed at any write of a resume, the run ends as if the resume had been one run, or had not begun")
    func everyWrite() throws {
        let longer = ["train.epochs=4"]
        let short = workspace.folder.file("short")
        let long = workspace.folder.file("long")
        workspace.run(ResumeTests.overrides(epochs: 2), runs: short)
        workspace.run(ResumeTests.overrides(epochs: 4), runs: long)
        let before = try RunResults(RunIndex(folder: short).find("latest"))
        let after = try RunResults(RunIndex(folder: long).find("latest"))
        let counted = workspace.folder.file("counted")
        try FileManager.default.copyItem(atPath: short, toPath: counted)
        let counter = DyingGate(after: Int.max)
        #expect(workspace.resume(longer, runs: counted, gate: counter).status == .done)
        #expect(counter.moments > 20)
        var ends: Set<Int> = []
        for moment in 0..<counter.moments {
            let folder = workspace.folder.file("dies-\(moment)")
            try FileManager.default.copyItem(atPath: short, toPath: folder)
            workspace.resume(longer, runs: folder, gate: DyingGate(after: moment))
            let run = try RunIndex(folder: folder).find("latest")
            var manifest = try run.manifest()
            if manifest.status == .running {
                manifest.process.startTicks = 1
                try run.write(manifest)
            } else {
                let figures = manifest.epochs == 2 ? before.figures : after.figures
                #expect(try RunResults(run).figures == figures, "a complete run has its results")
            }
            #expect(workspace.resume(runs: folder).status == .done, "after write \(moment)")
            let resolved = try #require(text(run, RunFile.resolved))
            let isLong = resolved.contains("epochs: 4")
            ends.insert(isLong ? 4 : 2)
            let differences = try RunResults(run).differences(from: isLong ? after : before)
            #expect(differences.isEmpty, "after write \(moment): \(differences)")
        }
        #expect(ends == [2, 4])
    }

    private func text(_ run: RunDirectory, _ name: String) -> String? {
        FileManager.default.contents(atPath: run.file(name)).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Epoch 1 is always the best, and every later one counts as no improvement: stops after 1 + patience epochs.
    private func rule(_ patience: Int) -> [String] {
        [
            "train.epochs=9",
            "train.early_stopping={monitor: val_loss, patience: \(patience), min_delta: 1000}",
        ]
    }

    @Test("A changed stopping rule goes on to what one run with that rule gives")
    func changedRule() throws {
        for (change, whole) in [
            (["train.early_stopping.patience=4"], rule(4)),
            (["train.early_stopping.patience=20"], rule(20)),
            (
                ["train.early_stopping.patience=3", "train.epochs=12"],
                ["train.epochs=12"] + rule(3).suffix(1)
            ),
        ] {
            let (stopped, long) = (
                workspace.folder.file("stopped-\(change.count)-\(change[0].count)"),
                workspace.folder.file("long-\(change.count)-\(change[0].count)")
            )
            workspace.run(rule(1), runs: stopped)
            workspace.run(Array(whole), runs: long)
            let run = try RunIndex(folder: stopped).find("latest")
            #expect(try run.manifest().status == .stopped)
            #expect(try run.manifest().epochs == 2)
            #expect(workspace.resume(change, runs: stopped).status == .done)
            let expected = try RunIndex(folder: long).find("latest")
            #expect(try run.manifest().epochs == expected.manifest().epochs)
            #expect(try run.manifest().status == expected.manifest().status)
            let differences = try RunResults(run).differences(from: RunResults(expected))
            // The checkpoint holds the specification, in which only the order of the overrides' effects could differ.
            #expect(differences.isEmpty, "\(change): \(differences)")
        }
    }

    @Test("A rule that would have ended the run earlier, or changes nothing, is refused with its reason")
    func refusedRule() throws {
        workspace.run(rule(3))
        #expect(try run.manifest().epochs == 4)
        try refused([], status: .done, says: "nothing was changed: its stopping rule ended it")
        try refused(
            ["train.epochs=80"], says: "its early stopping ends it after 4 epochs, whatever the budget")
        try refused(["train.early_stopping.patience=2"], says: "it would have ended after epoch 3")
        try refused(["train.early_stopping.start_from_epoch=4"], says: "the best")
    }

    @Test("Origins stay what they were; only what was changed says so")
    func origins() throws {
        workspace.run(["train.epochs=2", "optimizer.lr=0.05"])
        let before = try #require(text(try run, RunFile.resolved)).split(separator: "\n")
        #expect(workspace.resume(["train.epochs=3"]).status == .done)
        let after = try #require(text(try run, RunFile.resolved)).split(separator: "\n")
        #expect(before.count == after.count)
        let changed = zip(before, after).filter { $0 != $1 }
        #expect(changed.map(\.0.description) == before.filter { $0.contains("epochs: 2") }.map(\.description))
        #expect(changed.first?.1.hasSuffix("# override train.epochs=3") == true)
        #expect(after.contains { $0.hasSuffix("# override optimizer.lr=0.05") })
        #expect(after.contains { $0.contains("fine.yaml:") })
    }

    @Test("A run that was killed before its page was written gets it, and nothing else changes")
    func missingPage() throws {
        workspace.run(writesReport: true)
        var before = snapshot(try run)
        #expect(before.removeValue(forKey: RunFile.report) != nil)
        try FileManager.default.removeItem(atPath: try run.file(RunFile.report))
        #expect(workspace.resume().status == .done)
        #expect(try !run.exists(RunFile.report), "--no-report asks for none")
        #expect(workspace.resume(writesReport: true).status == .done)
        var after = snapshot(try run)
        #expect(after.removeValue(forKey: RunFile.report) != nil)
        #expect(after == before)
    }

    @Test("A change in the place of the run is a change of the newest run")
    func changeAsRun() throws {
        workspace.run(["train.epochs=2"])
        #expect(workspace.resume(run: "train.epochs=3").status == .done)
        #expect(try run.manifest().epochs == 3)
        #expect(workspace.resume(["train.early_stopping.patience=9"], run: "train.epochs=4").status == .done)
        #expect(try run.manifest().epochs == 4)
    }
}
