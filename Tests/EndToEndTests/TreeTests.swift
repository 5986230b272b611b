import Foundation
import Testing

extension EndToEndTests {
    /// Models of trees, from the command line to the predictions of new rows.
    @Suite("Trees", .enabled(if: AssayProgram.hasTrees, "\(AssayProgram.noTrees)"))
    struct TreeTests {
        private static let short = ["model.0.trees=60", "~train.early_stopping", "--quiet"]

        private func run(_ name: String, _ more: [String]) -> [String] {
            ["run", AssayProgram.experiment(name)] + more
        }

        @Test("one and two threads give the same bytes, in the model file too")
        func threads() throws {
            let workspace = try Workspace()
            for threads in ["1", "2"] {
                let ending = try AssayProgram.run(
                    run("sgemm-trees", Self.short + ["--threads", threads, "--runs", "threads-\(threads)"]),
                    in: workspace)
                #expect(ending.code == 0, "\(ending.errors)")
            }
            let one = try #require(workspace.runDirectories(in: "threads-1").first)
            let two = try #require(workspace.runDirectories(in: "threads-2").first)
            try expectSameResults(two, one, "one and two threads")
            #expect(try one.text("model.json") == two.text("model.json"))
        }

        @Test(
            "killed at any moment and resumed they are the trees of a run that was not",
            arguments: [[], ["+model.0.subsample=0.7"]])
        func kills(_ overrides: [String]) throws {
            let workspace = try Workspace()
            let command = run("sgemm-trees", Self.short + ["+train.checkpoint={every: 7 steps}"] + overrides)
            try workspace.resumeAfterKills(4, of: command) { killed, whole, what in
                try expectSameResults(killed, whole, what)
                #expect(try killed.text("model.json") == whole.text("model.json"), "\(what)")
            }
        }

        @Test("a sweep, its blend trained again, and predictions for rows with categories")
        func sweepAndBlend() throws {
            let workspace = try Workspace()
            let sweep = try AssayProgram.run(
                ["sweep", AssayProgram.experiment("houses-blend"), "sweep.sampler.trials=4", "--quiet"],
                in: workspace)
            #expect(sweep.code == 0, "\(sweep.errors)")
            let blend = try AssayProgram.run(["blend", "latest", "--refit", "--json"], in: workspace)
            #expect(blend.code == 0, "\(blend.errors)")
            let directory = try #require(workspace.runDirectories().first { $0.exists("blend.json") })
            #expect(try directory.object("blend.json")["refitted"] as? Bool == true)
            let houses = AssayProgram.packageRoot + "/experiments/data/houses.csv"
            let predicted = try AssayProgram.run(
                ["predict", directory.path, "--data", houses, "--out", "-"], in: workspace)
            #expect(predicted.code == 0, "\(predicted.errors)")
            #expect(predicted.output.split(separator: "\n").count == 1 + 240)
            // A district that nobody has seen is a gap, which trees have a side for.
            let other = try AssayProgram.run(
                ["predict", directory.path, "--data", "-", "--out", "-"], in: workspace,
                input: "area,rooms,built,district,garden\n120,5,2004,moon,yes\n,,,,\n")
            #expect(other.code == 0, "\(other.errors)")
            #expect(other.output.split(separator: "\n").count == 3, "\(other.output)")
        }

        @Test("show and evaluate speak of trees")
        func shown() throws {
            let workspace = try Workspace()
            #expect(try AssayProgram.run(run("sgemm-trees", Self.short), in: workspace).code == 0)
            let shown = try AssayProgram.run(["show", "latest"], in: workspace)
            #expect(shown.output.contains("60 trees, ") && shown.output.contains("gain of its splits"))
            let evaluated = try AssayProgram.run(["evaluate", "latest", "--json"], in: workspace)
            #expect(evaluated.code == 0, "\(evaluated.errors)")
            let metrics = evaluated.lastObject?["metrics"] as? [String: Any]
            let own = try #require(workspace.runDirectories().first).metric("r2", of: "test")
            #expect(abs(try #require(metrics?["r2"] as? Double) - own) < 1e-9)
        }
    }
}
