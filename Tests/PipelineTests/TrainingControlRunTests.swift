import Foundation
import Pipeline
import Runs
import TestSupport
import Testing

@Suite("Runs with training controls and solvers", .serialized)
struct TrainingControlRunTests {
    private static let overrides = [
        "train.epochs=6", "train.checkpoint={every: 2 steps, keep: 2, monitor: val_r2}",
        "train.log_norms=true",
        "train.validate_every=2", "train.accumulate=2", "train.ema_decay=0.9",
        "optimizer={adamw: {lr: 0.05, groups: [{parameters: ['*.bias'], weight_decay: 0}]}}",
        "+penalties=[{l2: 0.001}]",
    ]

    private func keptEpochs(_ run: RunDirectory) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: run.file(RunFile.checkpoints))
            .filter { $0.hasPrefix("epoch-") }.sorted()
    }

    private func lines(_ run: RunDirectory, _ name: String) throws -> [Substring] {
        try String(contentsOfFile: run.file(name), encoding: .utf8).split(separator: "\n")
    }

    @Test("The best epochs keep their weights, and the norms have a table")
    func files() throws {
        let workspace = try TestWorkspace()
        #expect(workspace.run(Self.overrides).status == .done)
        let run = try #require(workspace.runs.first)
        // Judged are epochs 2, 4 and 6; two of them are kept.
        #expect(try keptEpochs(run).count == 2)
        // Four arrays, six epochs.
        #expect(try lines(run, RunFile.normsTable).count == 1 + 24)
        let metrics = try lines(run, RunFile.metricsTable)
        #expect(metrics.count == 7)
        #expect(metrics[1].hasSuffix(",,,"))
        #expect(!metrics[2].hasSuffix(",,,"))
    }

    @Test("Killed at any fifth write, such a run ends with the same bytes")
    func killed() throws {
        let workspace = try TestWorkspace()
        let whole = workspace.folder.file("whole")
        let counter = DyingGate(after: Int.max)
        #expect(workspace.run(Self.overrides, runs: whole, gate: counter).status == .done)
        let expected = try RunIndex(folder: whole).find("latest")
        var continued = 0
        for moment in stride(from: 3, to: counter.moments, by: 5) {
            let folder = workspace.folder.file("dies-\(moment)")
            workspace.run(Self.overrides, runs: folder, gate: DyingGate(after: moment))
            guard let run = RunIndex(folder: folder).entries().first?.directory else { continue }
            // In the test the process that "died" is the test itself, which is alive.
            var manifest = try run.manifest()
            manifest.process.startTicks = 1
            if manifest.status == .running { try run.write(manifest) }
            #expect(workspace.resume(runs: folder).status == .done, "moment \(moment)")
            continued += 1
            #expect(try RunResults(run).differences(from: RunResults(expected)) == [], "moment \(moment)")
            #expect(try keptEpochs(run) == keptEpochs(expected), "moment \(moment)")
            #expect(
                try lines(run, RunFile.normsTable) == lines(expected, RunFile.normsTable), "moment \(moment)")
        }
        #expect(continued > 20)
    }

    @Test("A solver leaves the files of a run and no epochs")
    func solver() throws {
        let workspace = try TestWorkspace()
        let outcome = workspace.run(["+solver={ridge: 0.1}", "model=[{linear: 1}]", "~optimizer", "~train"])
        #expect(outcome.status == .done)
        let run = try #require(workspace.runs.first)
        let manifest = try run.manifest()
        #expect(manifest.status == .completed)
        #expect(manifest.epochs == 0)
        #expect(manifest.steps == 0)
        #expect(try lines(run, RunFile.metricsTable).count == 1)
        #expect(try lines(run, RunFile.predictions).count == 1 + 8)
        let figures = try #require(try run.metrics())
        #expect((figures.splits["test"]?["r2"] ?? nil) != nil)
        #expect(workspace.resume().status == .done)
    }

    @Test("A class model is made by the solver itself")
    func generative() throws {
        let workspace = try TestWorkspace()
        let outcome = workspace.run([
            "+solver=gaussian", "~model", "~loss", "~optimizer", "~train", "data.target=fruit",
            "data.steps=[{drop: kind}]", "metrics=[accuracy]",
        ])
        #expect(outcome.status == .done)
        let run = try #require(workspace.runs.first)
        #expect(try lines(run, RunFile.predictions).first == "row,target,prediction,p_no,p_yes")
    }

    @Test("A run whose time is over is stopped, keeps its weights and can go on")
    func maxTime() throws {
        let workspace = try TestWorkspace()
        #expect(workspace.run(["train.epochs=4", "+train.max_time=0"]).status == .done)
        let run = try #require(workspace.runs.first)
        #expect(try run.manifest().status == .stopped)
        #expect(try run.manifest().steps == 1)
        #expect(try run.metrics() != nil)
    }

    @Test("The range test of learning rates makes no run")
    func rateSearch() throws {
        let workspace = try TestWorkspace()
        let request = RunRequest(
            specification: workspace.folder.file("fine.yaml"), runsFolder: workspace.runsFolder, threads: 1)
        #expect(RateSearch.perform(request, output: workspace.silent) == .done)
        #expect(workspace.runs.isEmpty)
    }
}
