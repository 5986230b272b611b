import Foundation
import Pipeline
import Runs
import Synchronization
import TestSupport
import Testing

/// Ends the writing at the n-th moment, as `kill -9` does: nothing is written afterwards, not even a status.
final class DyingGate: WriteGate {
    struct Death: Error {}
    private let passed = Atomic(0)
    private let limit: Int

    init(after limit: Int) {
        self.limit = limit
    }

    func pass(_ moment: WriteMoment, path: String) throws {
        if passed.add(1, ordering: .relaxed).newValue > limit { throw Death() }
    }

    var moments: Int { passed.load(ordering: .relaxed) }
}

@Suite("Continuing runs", .serialized)
struct ResumeTests {
    /// Momentum, dropout, shuffling, a schedule, the best epoch and checkpoints every second step:
    /// everything that has state.
    static func overrides(epochs: Int) -> [String] {
        [
            "model=[{linear: 4}, tanh, {dropout: 0.2}, {linear: 1}]", "optimizer={adam: {lr: 0.05}}",
            "schedule={exponential: {gamma: 0.9}}", "train.epochs=\(epochs)",
            "train.early_stopping={monitor: val_loss, patience: 2, restore_best: true}",
            "train.checkpoint={every: 2 steps}",
        ]
    }

    static let overrides = overrides(epochs: 2)

    @Test("Killed at any write, a run ends with the bytes of one that was never interrupted")
    func everyWrite() throws {
        let workspace = try TestWorkspace()
        let whole = workspace.folder.file("whole")
        let counter = DyingGate(after: Int.max)
        #expect(workspace.run(Self.overrides, runs: whole, gate: counter).status == .done)
        let expected = try RunResults(try RunIndex(folder: whole).find("latest"))
        #expect(counter.moments > 20)
        for moment in 0..<counter.moments {
            let folder = workspace.folder.file("dies-\(moment)")
            workspace.run(Self.overrides, runs: folder, gate: DyingGate(after: moment))
            let index = RunIndex(folder: folder)
            guard let run = index.entries().first?.directory else { continue }
            if try run.manifest().status == .running {
                try damageTail(of: run)
                try markProcessGone(run)
            }
            #expect(index.entries().first?.state != .running)
            var outcome: RunOutcome?
            let output = try CapturedOutput { output in
                outcome = workspace.resume(runs: folder, output: output)
            }
            #expect(outcome?.status == .done, "after write \(moment): \(output.messages)")
            let differences = try RunResults(run).differences(from: expected)
            #expect(differences.isEmpty, "after write \(moment): \(differences)")
        }
    }

    @Test("Interrupted after any step, a run ends with the same bytes", arguments: [1, 2, 3, 5])
    func everyStep(step: Int) throws {
        let workspace = try TestWorkspace()
        let whole = workspace.folder.file("whole")
        workspace.run(Self.overrides, runs: whole)
        let asked = Atomic(0)
        let outcome = workspace.run(Self.overrides) { asked.add(1, ordering: .relaxed).newValue >= step }
        #expect(outcome.status == .interrupted)
        let run = try RunIndex(folder: workspace.runsFolder).find("latest")
        #expect(try run.manifest().status == .interrupted)
        #expect(run.exists(RunFile.lastCheckpoint))
        #expect(workspace.resume().status == .done)
        #expect(try run.manifest().attempts.map(\.status) == [.interrupted, .completed])
        let expected = try RunResults(try RunIndex(folder: whole).find("latest"))
        #expect(try RunResults(run).differences(from: expected).isEmpty)
    }

    @Test("A raised budget continues a complete run to the bytes of a longer one")
    func raisedBudget() throws {
        let workspace = try TestWorkspace()
        let long = workspace.folder.file("long")
        workspace.run(Self.overrides(epochs: 5), runs: long)
        workspace.run(Self.overrides)
        #expect(workspace.resume(["train.epochs=5"]).status == .done)
        let run = try RunIndex(folder: workspace.runsFolder).find("latest")
        let expected = try RunResults(try RunIndex(folder: long).find("latest"))
        #expect(try RunResults(run).differences(from: expected).isEmpty)
    }

    @Test("A budget that ended inside an epoch continues as if it never had")
    func raisedSteps() throws {
        let workspace = try TestWorkspace()
        let long = workspace.folder.file("long")
        workspace.run(["train.max_steps=7"], runs: long)
        workspace.run(["train.max_steps=4"])
        #expect(workspace.resume(["train.max_steps=7"]).status == .done)
        let run = try RunIndex(folder: workspace.runsFolder).find("latest")
        let expected = try RunResults(try RunIndex(folder: long).find("latest"))
        #expect(try RunResults(run).differences(from: expected).isEmpty)
    }

    @Test("A complete run has nothing to continue")
    func nothingToDo() throws {
        let workspace = try TestWorkspace()
        workspace.run()
        let before = try workspace.runs.first?.manifest()
        #expect(workspace.resume().status == .done)
        #expect(try workspace.runs.first?.manifest() == before)
    }

    @Test(
        "What would make the finished steps untrue cannot change", arguments: ["optimizer.lr=0.2", "seed=9"])
    func forbidden(override: String) throws {
        let workspace = try TestWorkspace()
        workspace.run()
        #expect(workspace.resume([override]).status == .failed)
        #expect(try workspace.runs.first?.manifest().status == .completed)
    }

    @Test("Changed data are refused")
    func changedData() throws {
        let workspace = try TestWorkspace()
        workspace.run() { true }
        let path = workspace.folder.file("data/plants.csv")
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try workspace.folder.write(text + "9.0,9.0,9,9.0,fern,no\n", to: "data/plants.csv")
        #expect(workspace.resume().status == .failed)
    }

    @Test("A run directory can be moved and continued")
    func moved() throws {
        let workspace = try TestWorkspace()
        workspace.run() { true }
        let run = try #require(workspace.runs.first)
        let elsewhere = workspace.folder.file("elsewhere")
        try FileManager.default.moveItem(atPath: run.path, toPath: elsewhere)
        #expect(workspace.resume(run: elsewhere).status == .done)
    }

    @Test("A run that another process works on is refused")
    func inUse() throws {
        let workspace = try TestWorkspace()
        workspace.run() { true }
        let run = try #require(workspace.runs.first)
        let lock = try RunLock(directory: run.path)
        #expect(workspace.resume().status == .failed)
        withExtendedLifetime(lock) {}
    }

    /// A killed process may leave half a row.
    private func damageTail(of run: RunDirectory) throws {
        for name in [RunFile.metricsTable, RunFile.stepsTable] where run.exists(name) {
            let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: run.file(name)))
            try handle.seekToEnd()
            try handle.write(contentsOf: Data("99,1".utf8))
            try handle.close()
        }
    }

    /// In the test the process that "died" is the test itself, which is alive.
    private func markProcessGone(_ run: RunDirectory) throws {
        var manifest = try run.manifest()
        manifest.process.startTicks = 1
        try run.write(manifest)
    }
}
