import Foundation
import Testing

extension EndToEndTests {
    /// Preparing data and cross-validation by whole processes.
    @Suite struct FoldAndCacheTests {
        private static let folds = [
            "data.split={k_fold: {folds: 3, shuffle: true}}", "train.epochs=12",
            "model=[{linear: 32}, tanh, {linear: 1}]",
            "+train.checkpoint={every: 50 steps}", "--quiet",
        ]

        private func run(_ more: [String]) -> [String] {
            ["run", AssayProgram.experiment("sgemm-cpu")] + Self.folds + more
        }

        @Test func crossValidationKilledAtRandomMoments() throws {
            let workspace = try Workspace()
            #expect(try AssayProgram.run(run(["--runs", "whole"]), in: workspace).code == 0)
            let started = ContinuousClock.now
            #expect(try AssayProgram.run(run(["--runs", "timed"]), in: workspace).code == 0)
            let duration = (ContinuousClock.now - started) / .seconds(1)
            let whole = try #require(workspace.runDirectories(in: "whole").first)
            var generator = SeededGenerator(state: 2026)
            for attempt in 0..<8 {
                let share = (Double(attempt) + Double.random(in: 0..<1, using: &generator)) / 8
                let folder = "killed-\(attempt)"
                let program = try AssayProgram.start(run(["--runs", folder]), in: workspace)
                Thread.sleep(forTimeInterval: share * duration)
                program.send(SIGKILL)
                _ = try program.wait(within: 10)
                guard let killed = workspace.runDirectories(in: folder).first, killed.exists("run.json")
                else { continue }
                if killed.status != "completed" {
                    let resumed = try AssayProgram.run(
                        ["resume", "--runs", folder, "--quiet"], in: workspace)
                    #expect(resumed.code == 0, "\(resumed.errors)")
                }
                #expect(killed.status == "completed")
                let what = "killed after \(Int(share * 100)) % of the time"
                for fold in 1...3 {
                    let name = "/checkpoints/fold-\(fold).safetensors"
                    let (left, right) = (
                        FileManager.default.contents(atPath: killed.path + name),
                        FileManager.default.contents(atPath: whole.path + name)
                    )
                    #expect(left != nil && left == right, "\(name) differs: \(what)")
                }
                #expect(
                    try killed.metricsWithoutTimes() == whole.metricsWithoutTimes(),
                    "metrics.csv differs: \(what)")
                #expect(
                    try killed.text("predictions.csv") == whole.text("predictions.csv"),
                    "predictions differ: \(what)")
            }
        }

        /// All begin at once, with a seed that the cache knows nothing of: each may prepare, write and read the same entries.
        @Test func processesThatPrepareTheSameDataDoNotDisturbEachOther() throws {
            let workspace = try Workspace()
            let more = ["train.epochs=1", "model=[{linear: 1}]", "~train.early_stopping", "--quiet"]
            for round in 0..<3 {
                let programs = try (0..<4).map { index in
                    try AssayProgram.start(
                        [
                            "run", AssayProgram.experiment("sgemm-cpu"), "seed=\(Int(getpid()) * 10 + round)",
                            "--runs", "r\(round)-\(index)",
                        ]
                            + more, in: workspace)
                }
                for program in programs { #expect(try program.wait(within: 120).code == 0) }
                let runs = try (0..<4).map { index in
                    try #require(workspace.runDirectories(in: "r\(round)-\(index)").first)
                }
                for run in runs.dropFirst() { try expectSameResults(run, runs[0], "round \(round)") }
                for run in runs { #expect(!(try run.text("log.txt").contains("damaged"))) }
            }
        }
    }
}
