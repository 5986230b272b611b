import Foundation
import Pipeline
import Runs
import TestSupport
import Testing

/// Cross-validations that were interrupted, torn, or get more epochs.
extension CrossValidationTests {
    /// What two cross-validations that computed the same have in common.
    private func expectSame(_ left: RunDirectory, _ right: RunDirectory, _ what: String) throws {
        for fold in 1...3 {
            for name in ["safetensors", "json"].map({ "checkpoints/fold-\(fold).\($0)" })
                + ["checkpoints/fold-\(fold)-last.safetensors"]
            {
                let (one, two) = (
                    FileManager.default.contents(atPath: left.file(name)),
                    FileManager.default.contents(atPath: right.file(name))
                )
                #expect(one != nil && one == two, "\(what): \(name)")
            }
        }
        let differences = try RunResults(left).differences(from: try RunResults(right))
        #expect(differences.isEmpty, "\(what): \(differences)")
        let rows = try [left, right].map { run in
            try lines(run, "folds.csv").map { ($0.prefix(3) + $0.dropFirst(4)).joined(separator: ",") }
                .sorted()
        }
        #expect(rows[0] == rows[1], "\(what): folds.csv")
    }

    /// Early stopping ends folds at different epochs; 40 rows in 3 folds make two stacks.
    private static let long = [
        "data.split={k_fold: 3}", "train.epochs=12", "+train.early_stopping={patience: 2, min_delta: 0.02}",
        "+train.checkpoint={every: 1 epochs}",
    ]

    @Test("an interrupted cross-validation goes on where it was and ends as if it had not been interrupted")
    func interrupted() throws {
        let workspace = try TestWorkspace()
        #expect(workspace.run(Self.long, runs: workspace.folder.file("whole")).status == .done)
        let whole = try #require(RunIndex(folder: workspace.folder.file("whole")).entries().first?.directory)
        for stop in [0, 1, 7, 23, 38, 60] {
            let steps = StepCount(stop)
            let outcome = workspace.run(Self.long) { steps.isOver() }
            let run = try RunDirectory(path: try #require(outcome.directory))
            if outcome.status == .interrupted {
                #expect(try run.manifest().status == .interrupted)
                // Once more in between.
                let next = StepCount(5)
                workspace.resume { next.isOver() }
                #expect(workspace.resume().status == .done, "after \(stop) steps")
            }
            try expectSame(run, whole, "after \(stop) steps")
        }
    }

    @Test("what is torn or lost between checkpoints is done again")
    func torn() throws {
        let workspace = try TestWorkspace()
        let long = Self.long.filter { !$0.contains("early_stopping") }
        #expect(workspace.run(long, runs: workspace.folder.file("whole")).status == .done)
        let whole = try #require(RunIndex(folder: workspace.folder.file("whole")).entries().first?.directory)
        // The first fold is alone and has 48 steps; then the two others are being trained.
        let steps = StepCount(60)
        workspace.run(long) { steps.isOver() }
        let run = try #require(workspace.runs.last)
        // A row cut in the middle, and a checkpoint that never reached the disk.
        let table = try Data(contentsOf: URL(fileURLWithPath: run.file("folds.csv")))
        try table.dropLast(7).write(to: URL(fileURLWithPath: run.file("folds.csv")))
        #expect(run.exists("checkpoints/fold-2-last.safetensors"))
        run.remove("checkpoints/fold-2-last.safetensors")
        #expect(workspace.resume().status == .done)
        try expectSame(run, whole, "torn")
    }

    @Test("more epochs continue every fold, as one long run")
    func extended() throws {
        let workspace = try TestWorkspace()
        let schedule = ["data.split={k_fold: 3}", "schedule=constant"]
        let whole = workspace.run(
            schedule + ["train.epochs=9"], runs: workspace.folder.file("whole"))
        #expect(whole.status == .done)
        workspace.run(schedule + ["train.epochs=4"])
        #expect(workspace.resume(["train.epochs=9"]).status == .done)
        let long = try #require(RunIndex(folder: workspace.folder.file("whole")).entries().first?.directory)
        try expectSame(try #require(workspace.runs.last), long, "4 epochs, then 9")
    }
}

/// Interrupts after a number of steps.
private final class StepCount: @unchecked Sendable {
    private var left: Int

    init(_ count: Int) { left = count }

    func isOver() -> Bool {
        left -= 1
        return left < 0
    }
}
