import Foundation
import Pipeline
import Runs
import TestSupport
import Testing

/// Runs whose model is an ensemble, from the specification to new rows.
@Suite("Runs of ensembles")
struct EnsembleRunTests {
    private static let sharings = ["tabm", "mini", "none"]

    private func rows(_ path: String) throws -> [[String]] {
        try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
    }

    @Test("predictions say how far members are apart, and predict gives the same", arguments: sharings)
    func spread(share: String) throws {
        let workspace = try TestWorkspace()
        let outcome = workspace.run(["++ensemble={members: 3, share: \(share)}"])
        let run = try RunDirectory(path: try #require(outcome.directory))
        let written = try rows(run.file(RunFile.predictions))
        #expect(written[0] == ["row", "target", "prediction", "spread"])
        #expect(written.dropFirst().allSatisfy { (Double($0[3]) ?? -1) >= 0 })
        let out = workspace.folder.file("out.csv")
        let status = PredictRun.perform(
            PredictRequest(
                run: run.path, data: workspace.folder.file("data/plants.csv"), out: out,
                runsFolder: workspace.runsFolder, threads: 1, partRows: 3),
            output: workspace.silent, environment: workspace.environment)
        #expect(status == .done)
        let predicted = try rows(out)
        #expect(predicted[0] == ["row", "prediction", "spread"])
        for row in written.dropFirst() {
            let number = try #require(Int(row[0]))
            #expect(Array(predicted[number + 1].suffix(2)) == Array(row.suffix(2)))
        }
        let metrics = try #require(try run.metrics())
        let members = try #require(metrics.members)
        #expect(members.count == 3 && members.share == share)
        #expect(members.losses["val"]?.count == 3)
        // The squared error of a mean is never above the mean of squared errors.
        let range = try #require(members.range(of: "val"))
        #expect(try #require(metrics.splits["val"]?["loss"] ?? nil) <= range.mean + 1e-9)
    }

    @Test("a number alone is the number of members")
    func shortForm() throws {
        let workspace = try TestWorkspace()
        try workspace.folder.write("extends: fine.yaml\nensemble: 2\n", to: "two.yaml")
        let outcome = workspace.run(specification: "two.yaml")
        let run = try RunDirectory(path: try #require(outcome.directory))
        #expect(try run.metrics()?.members?.count == 2)
        let more = workspace.run(["ensemble.members=4", "ensemble.share=none"], specification: "two.yaml")
        let other = try RunDirectory(path: try #require(more.directory))
        #expect(try other.metrics()?.members?.count == 4)
        #expect(try other.metrics()?.members?.share == "none")
    }

    @Test("an interrupted run of an ensemble ends with the same files")
    func resume() throws {
        let workspace = try TestWorkspace()
        let change = ["++ensemble=3", "train.early_stopping={patience: 5, restore_best: true}"]
        let whole = workspace.run(change, runs: workspace.folder.file("whole"))
        let counter = Countdown(4)
        workspace.run(change, isInterrupted: { counter.isOver() })
        let resumed = workspace.resume()
        let (first, second) = (
            try RunDirectory(path: try #require(whole.directory)),
            try RunDirectory(path: try #require(resumed.directory))
        )
        for name in [RunFile.model, RunFile.predictions, RunFile.lastCheckpoint] {
            #expect(
                FileManager.default.contents(atPath: first.file(name))
                    == FileManager.default.contents(atPath: second.file(name)), "\(name)")
        }
    }

    @Test("classes, folds, and a target with a logarithm")
    func kinds() throws {
        let workspace = try TestWorkspace()
        let folds = workspace.run(["++ensemble=2", "data.split={k_fold: 3}"])
        let cross = try RunDirectory(path: try #require(folds.directory))
        #expect(
            try rows(cross.file(RunFile.predictions))[0] == ["row", "fold", "target", "prediction", "spread"])
        let metrics = try #require(try cross.metrics())
        #expect(metrics.members == nil)
        let each = try #require(metrics.crossValidation?.folds.map(\.members))
        #expect(each.count == 3)
        #expect(each.allSatisfy { $0?.losses["val"]?.count == 2 })
        #expect(metrics.allMembers?.losses["val"]?.count == 6)
        let classes = workspace.run([
            "++ensemble=2", "data.target=kind",
            "data.steps=[{drop: [weight, fruit]}, {standardize: features}]",
            "loss=cross_entropy", "metrics=[accuracy]", "model=[{linear: 4}, tanh, {linear: 3}]",
        ])
        if let path = classes.directory {
            let run = try RunDirectory(path: path)
            #expect(try rows(run.file(RunFile.predictions))[0].last == "spread")
        }
        let steps = "data.steps=[{drop: [kind, fruit]}, {log: weight}, {standardize: numeric}]"
        let log = workspace.run(["++ensemble=2", steps])
        #expect(log.status == .done)
    }

    @Test("members swept are different models")
    func sweep() throws {
        let sweep = try SweepWorkspace()
        let status = try sweep.sweep(
            "ensemble: 2\nsweep: {parameters: {ensemble.members: [2, 3], optimizer.lr: [0.05, 0.01]}, keep: all}\n"
        )
        #expect(status == .done)
        let state = try sweep.directory().state()
        #expect(state.counts == [.completed: 4])
        let counts = try (0..<4).map { try sweep.trial($0).metrics()?.members?.count }
        #expect(Set(counts) == [2, 3])
    }
}

/// Says once that it is over, after being asked so many times.
private final class Countdown: @unchecked Sendable {
    private var left: Int

    init(_ count: Int) { left = count }

    func isOver() -> Bool {
        left -= 1
        return left < 0
    }
}
