import Foundation
import Testing

extension EndToEndTests {
    /// Whatever ended a run, `assay resume` continues it to the bytes of a run that was never interrupted.
    @Suite struct ResumeTests {
        /// About a second of training with everything that has state: moments, dropout, shuffling, a schedule, the best
        /// epoch, and checkpoints often enough that most moments have one.
        static let overrides = [
            "model=[{linear: 32}, tanh, {dropout: 0.1}, {linear: 1}]", "train.epochs=60",
            "+train.checkpoint={every: 40 steps}", "--quiet",
        ]

        private func run(_ more: [String] = []) -> [String] {
            // A value may be given once.
            let own = more.map { $0.prefix { $0 != "=" } + "=" }
            return ["run", AssayProgram.experiment("sgemm-cpu")]
                + Self.overrides.filter { override in !own.contains { override.hasPrefix($0) } } + more
        }

        @Test func twentyKillsAtRandomMoments() throws {
            let workspace = try Workspace()
            try workspace.resumeAfterKills(20, of: run()) { killed, whole, what in
                try expectSameResults(killed, whole, what)
            }
        }

        @Test func interruptedByTheUser() throws {
            let workspace = try Workspace()
            #expect(try AssayProgram.run(run(["--runs", "whole"]), in: workspace).code == 0)
            let program = try AssayProgram.start(run(), in: workspace)
            let stopped = try waitForEpochs(2, in: workspace)
            program.send(SIGINT)
            #expect(try program.wait(within: 60).code == 75)
            #expect(stopped.status == "interrupted")
            #expect(stopped.exists("checkpoints/last.safetensors"))

            #expect(try AssayProgram.run(["resume", "latest", "--quiet"], in: workspace).code == 0)
            #expect(stopped.status == "completed")
            let whole = try #require(workspace.runDirectories(in: "whole").first)
            try expectSameResults(stopped, whole, "interrupted and resumed")
        }

        @Test func secondInterruptionEndsAtOnce() throws {
            let workspace = try Workspace()
            let program = try AssayProgram.start(run(["train.epochs=100000"]), in: workspace)
            let stopped = try waitForEpochs(1, in: workspace)
            program.send(SIGINT)
            program.send(SIGINT)
            #expect(try program.wait(within: 60).code == 75)
            let listed = try AssayProgram.run(["ls", "--json"], in: workspace)
            #expect(listed.output.contains("interrupted"), "never 'running' for ever: \(listed.output)")
            #expect(stopped.exists("run.json"))
        }

        @Test func raisedBudgetEqualsOneLongRun() throws {
            let workspace = try Workspace()
            let schedule = ["schedule=constant", "~train.early_stopping"]
            #expect(try AssayProgram.run(run(schedule + ["--runs", "whole"]), in: workspace).code == 0)
            #expect(try AssayProgram.run(run(schedule + ["train.epochs=25"]), in: workspace).code == 0)
            let resumed = try AssayProgram.run(
                ["resume", "latest", "train.epochs=60", "--quiet"], in: workspace)
            #expect(resumed.code == 0, "\(resumed.errors)")
            let short = try #require(workspace.runDirectories().first)
            let whole = try #require(workspace.runDirectories(in: "whole").first)
            try expectSameResults(short, whole, "25 epochs, then 60")
        }

        @Test func movedRunsFolderStillWorks() throws {
            let workspace = try Workspace()
            let program = try AssayProgram.start(run(), in: workspace)
            _ = try waitForEpochs(1, in: workspace)
            program.send(SIGINT)
            _ = try program.wait(within: 60)
            try FileManager.default.moveItem(
                atPath: workspace.path + "/runs", toPath: workspace.path + "/elsewhere")

            #expect(try AssayProgram.run(["show", "latest", "--runs", "elsewhere"], in: workspace).code == 0)
            let resumed = try AssayProgram.run(
                ["resume", "latest", "--runs", "elsewhere", "--quiet"], in: workspace)
            #expect(resumed.code == 0, "\(resumed.errors)")
            let run = try #require(workspace.runDirectories(in: "elsewhere").first)
            #expect(run.status == "completed")
            for file in ["run.json", "metrics.json", "splits.json"] where run.exists(file) {
                #expect(
                    !(try run.text(file).contains(workspace.path + "/runs")), "\(file) holds the old path")
            }
        }

        /// Waits until `metrics.csv` of the only run below `runs` shows that many epochs.
        private func waitForEpochs(_ count: Int, in workspace: Workspace) throws -> RunFiles {
            for _ in 0..<2000 {
                if let run = workspace.runDirectories().first, let rows = try? run.text("metrics.csv"),
                    rows.split(separator: "\n").count > count
                {
                    return run
                }
                Thread.sleep(forTimeInterval: 0.01)
            }
            throw NoProgress()
        }

        struct NoProgress: Error {}
    }
}
