import Foundation
import Testing

extension EndToEndTests {
    /// Preparing data and cross-validation by whole processes.
    @Suite struct FoldAndCacheTests {
        private static let folds = [
            "run", AssayProgram.experiment("sgemm-cpu"),
            "data.split={k_fold: {folds: 3, shuffle: true}}", "train.epochs=12",
            "model=[{linear: 32}, tanh, {linear: 1}]",
            "+train.checkpoint={every: 50 steps}", "--quiet",
        ]

        @Test func crossValidationKilledAtRandomMoments() throws {
            let workspace = try Workspace()
            try workspace.resumeAfterKills(8, of: Self.folds) { killed, whole, what throws in
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

        /// All begin at once, with a seed that the cache knows nothing of: each may prepare, write and read the same
        /// entries.
        @Test func processesThatPrepareTheSameDataDoNotDisturbEachOther() throws {
            let workspace = try Workspace()
            let more = [
                "train.epochs=1", "model=[{linear: 1}]", "schedule=constant", "~train.early_stopping",
                "--quiet",
            ]
            for round in 0..<3 {
                let programs = try (0..<4).map { index in
                    try AssayProgram.start(
                        [
                            "run", AssayProgram.experiment("sgemm-cpu"), "seed=\(Int(getpid()) * 10 + round)",
                            "--runs", "r\(round)-\(index)",
                        ]
                            + more, in: workspace)
                }
                for program in programs {
                    let ending = try program.wait(within: 120)
                    #expect(ending.code == 0, "\(ending.errors)")
                }
                let runs = try (0..<4).map { index in
                    try #require(workspace.runDirectories(in: "r\(round)-\(index)").first)
                }
                for run in runs.dropFirst() { try expectSameResults(run, runs[0], "round \(round)") }
                for run in runs { #expect(!(try run.text("log.txt").contains("damaged"))) }
            }
        }
    }
}
