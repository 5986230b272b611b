import Foundation
import Pipeline
import Runs
import TestSupport
import Testing

/// Sweeps whose trials are cross-validations.
@Suite("Sweeps over a cross-validation")
struct SweepFoldTests {
    private static let grid = "sweep: {parameters: {optimizer.lr: [0.2, 0.05, 0.01]}, keep: 1}\n"

    private func sweep(
        _ workspace: TestWorkspace, _ section: String, runs: String = "runs", jobs: Int = 1
    ) throws -> SweepDirectory {
        try workspace.folder.write("extends: fine.yaml\n" + section, to: "sweep.yaml")
        let status = RunSweep.run(
            SweepRequest(
                specification: workspace.folder.file("sweep.yaml"), runsFolder: workspace.folder.file(runs),
                jobs: jobs),
            environment: workspace.environment, output: workspace.silent, gate: OpenGate(),
            isInterrupted: { false })
        #expect(status == .done)
        return try SweepDirectory.find("latest", in: workspace.folder.file(runs))
    }

    private func table(_ sweep: SweepDirectory) throws -> [String] {
        try String(contentsOfFile: sweep.file(SweepFile.table), encoding: .utf8).split(separator: "\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false).dropLast(3).joined(separator: ",")
        }
    }

    /// With folds of one size and of two sizes, so in one stack and in two.
    @Test(
        "A trial is the cross-validation run alone: figures, curves, weights and predictions of all folds",
        arguments: ["{k_fold: 4}", "{k_fold: 7}", "{repeated: {split: {k_fold: 3}, times: 2}}"])
    func equalsRun(split: String) throws {
        let workspace = try TestWorkspace()
        let section = "data: {split: \(split)}\n" + Self.grid
        let sweep = try sweep(workspace, section)
        let state = try sweep.state()
        #expect(state.counts == [.completed: 3])
        let best = try #require(state.ranking.first)
        for record in state.ordered {
            guard case .number(let rate)? = record.parameters["optimizer.lr"] else { continue }
            // Nor does it measure them after each epoch.
            let outcome = workspace.run(
                ["data.split=\(split)", "optimizer.lr=\(rate)", "train.metrics_on=val"])
            let alone = try RunDirectory(path: try #require(outcome.directory))
            let trial = try RunDirectory(path: sweep.trialFolder(record.folderName))
            // A trial does not score its training rows.
            let figures = withoutTraining(try #require(try alone.metrics()))
            let own = try #require(try trial.metrics())
            #expect(own.splits == figures.splits && own.originalUnits == figures.originalUnits)
            #expect(own.crossValidation == figures.crossValidation)
            #expect(own.baselines == figures.baselines)
            #expect(record.objective == figures.splits["val"]?["loss"] ?? nil)
            #expect(record.steps == figures.steps && record.epochs == figures.epochs)
            #expect(
                try curves(trial, RunFile.metricsTable, time: 2)
                    == curves(alone, RunFile.metricsTable, time: 2))
            #expect(
                try curves(trial, RunFile.foldsTable, time: 3).sorted()
                    == curves(alone, RunFile.foldsTable, time: 3).sorted())
            guard record.number == best.number else {
                #expect(!trial.exists(RunFile.predictions) && !trial.exists(RunFile.checkpoints))
                continue
            }
            let checkpoints = try FileManager.default.contentsOfDirectory(
                atPath: trial.file(RunFile.checkpoints))
            #expect(checkpoints.count == 2 * (own.crossValidation?.folds.count ?? 0))
            let names =
                checkpoints.map { RunFile.checkpoints + "/" + $0 } + [RunFile.predictions, RunFile.splits]
            for name in names {
                #expect(
                    FileManager.default.contents(atPath: trial.file(name))
                        == FileManager.default.contents(atPath: alone.file(name)), "\(name)")
            }
        }
    }

    private func withoutTraining(_ metrics: RunMetrics) -> RunMetrics {
        var metrics = metrics
        metrics.splits["train"] = nil
        for name in metrics.baselines.keys { metrics.baselines[name]?["train"] = nil }
        for fold in metrics.crossValidation?.folds.indices ?? 0..<0 {
            metrics.crossValidation?.folds[fold].splits["train"] = nil
            metrics.crossValidation?.folds[fold].rows["train"] = nil
        }
        metrics.crossValidation?.deviation["train"] = nil
        return metrics
    }

    private func curves(_ run: RunDirectory, _ name: String, time: Int) throws -> [String] {
        try String(contentsOfFile: run.file(name), encoding: .utf8).split(separator: "\n").map { line in
            var fields = line.split(separator: ",", omittingEmptySubsequences: false)
            fields.remove(at: time)
            return fields.joined(separator: ",")
        }
    }

    @Test(
        "Any number of jobs gives the same table, with a pruner, early stopping and dropout as well",
        arguments: [
            grid,
            """
            model: [{linear: 4}, {dropout: 0.2}, {linear: 1}]
            train: {epochs: 9, early_stopping: {patience: 1}}
            sweep:
              parameters: {optimizer.lr: {log_uniform: [0.0001, 0.3]}, seed: [1, 2]}
              sampler: {random: {trials: 8}}
              pruner: successive_halving
            """,
        ])
    func jobs(section: String) throws {
        let workspace = try TestWorkspace()
        let split = "data: {split: {k_fold: 3}}\n"
        let one = try table(try sweep(workspace, split + section, runs: "one"))
        #expect(one.count > 3)
        #expect(try table(try sweep(workspace, split + section, runs: "two", jobs: 2)) == one)
    }

    @Test("A trial one of whose folds diverges has diverged, and says which fold it was")
    func divergence() throws {
        let workspace = try TestWorkspace()
        let section = "data: {split: {k_fold: 3}}\nsweep: {parameters: {optimizer.lr: [0.1, 1.0e+30]}}\n"
        let records = try sweep(workspace, section).state().ordered
        #expect(records.map(\.state) == [.completed, .diverged])
        #expect(records[1].objective == nil && records[1].reason?.hasPrefix("fold ") == true)
    }

    @Test("best.yaml of a sweep over folds runs as it stands and gives the objective again")
    func best() throws {
        let workspace = try TestWorkspace()
        let sweep = try sweep(workspace, "data: {split: {k_fold: 4}}\n" + Self.grid)
        let best = try #require(try sweep.state().ranking.first)
        let path = sweep.file(SweepFile.best)
        let outcome = RunExperiment.run(
            SpecRequest(path: path, environment: workspace.environment),
            RunRequest(specification: path, runsFolder: workspace.runsFolder, threads: 1),
            output: workspace.silent, gate: OpenGate(), isInterrupted: { false })
        let figures = try RunDirectory(path: try #require(outcome.directory)).metrics()
        #expect(figures?.splits["val"]?["loss"] == best.objective)
    }
}
