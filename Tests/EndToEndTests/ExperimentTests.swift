import Foundation
import Testing

extension EndToEndTests {
    @Suite struct ExperimentTests {
        /// The specifications of `experiments/` that need no data from elsewhere.
        static let ownExperiments = [
            "houses-ensemble",
            "houses-sqlite",
            "houses-tabular",
            "lag-window",
            "linear-noise",
            "logistic-clusters",
            "optimizers-adam",
            "optimizers-rmsprop",
            "optimizers-sgd",
            "polynomial",
            "sgemm-cpu",
            "sgemm-cpu-contract",
            "sgemm-optimizers",
            "softmax-clusters",
            "xor",
            "xor-features",
        ]

        /// Those on our own data that a solver fits at once.
        static let ownSolvedExperiments = ["houses-parquet"]

        /// Those whose models are trees.
        static let treeExperiments = ["houses-blend", "sgemm-trees"]

        /// Those on published data.
        static let publishedExperiments = [
            "covid-folds",
            "covid-mlp",
            "sgemm-classification",
            "sgemm-regression",
            "sgemm-regression-unit",
            "sgemm-sweep",
        ]
        static let imageExperiments = ["mnist-cnn", "mnist-mlp-resnet"]

        /// Those on published data that a solver fits at once.
        static let solvedExperiments = [
            "covid-strong",
            "pokemon-cp",
            "pokemon-species",
            "pokemon-types",
            "pokemon-types-logistic",
            "pokemon-types-separate",
        ]

        @Test("Every experiment on our own data runs, with a short budget", arguments: ownExperiments)
        func ownData(name: String) throws {
            try runShort(name)
        }

        @Test(
            "Every experiment on published data runs, with a short budget",
            .enabled(if: AssayProgram.hasPublishedData, "\(AssayProgram.noPublishedData)"),
            arguments: publishedExperiments)
        func publishedData(name: String) throws {
            try runShort(name)
        }

        @Test(
            "Every experiment with trees runs, with a short budget",
            .enabled(if: AssayProgram.hasTrees, "\(AssayProgram.noTrees)"), arguments: treeExperiments)
        func trees(name: String) throws {
            try runShort(name)
        }

        @Test("A solver's plan and run speak of no learning rate, epochs or steps")
        func solverTakesNoSteps() throws {
            let workspace = try Workspace()
            let base = AssayProgram.experiment("linear-noise")
            let arguments = [base, "~optimizer", "~schedule", "~train", "+solver=least_squares"]
            let plan = try AssayProgram.run(["plan"] + arguments, in: workspace)
            #expect(plan.code == 0, "\(plan.output)\(plan.errors)")
            #expect(!plan.output.contains("learning rate"), "\(plan.output)")
            let run = try AssayProgram.run(["run"] + arguments, in: workspace)
            #expect(run.code == 0, "\(run.output)\(run.errors)")
            let printed = run.output + run.errors
            #expect(printed.contains("solved in"), "\(printed)")
            #expect(!printed.contains("epoch") && !printed.contains("step "), "\(printed)")
        }

        /// A few hundred images: whole epochs take minutes in a debug build.
        @Test(
            "Every experiment on images runs, with few of them",
            .enabled(if: AssayProgram.hasPublishedData, "\(AssayProgram.noPublishedData)"),
            arguments: ExperimentTests.imageExperiments)
        func images(name: String) throws {
            try runShort(
                name,
                overrides: [
                    "train.epochs=2", "+data.source.train.limit=110", "+data.source.test.limit=30",
                    "train.batch_size=50",
                ])
        }

        @Test(
            "Every experiment with a solver runs, and pretends no epochs",
            .enabled(if: AssayProgram.hasPublishedData, "\(AssayProgram.noPublishedData)"),
            arguments: solvedExperiments)
        func solved(name: String) throws {
            try runShort(name, overrides: [], epochs: 0)
        }

        @Test("Every experiment with a solver on our own data runs", arguments: ownSolvedExperiments)
        func ownSolved(name: String) throws {
            try runShort(name, overrides: [], epochs: 0)
        }

        @Test func everyExperimentIsTested() throws {
            let files = try FileManager.default.contentsOfDirectory(
                atPath: AssayProgram.packageRoot + "/experiments")
            let names = files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }
            let tested =
                Self.ownExperiments + Self.ownSolvedExperiments + Self.publishedExperiments
                + Self.solvedExperiments
                + Self.imageExperiments + Self.treeExperiments
            #expect(names.sorted() == tested.sorted())
        }

        private func runShort(
            _ name: String, overrides: [String] = ["train.epochs=2"], epochs: Int = 2
        ) throws {
            let workspace = try Workspace()
            let specification = AssayProgram.experiment(name)
            let check = try AssayProgram.run(["check", specification], in: workspace)
            #expect(check.code == 0, "\(check.output)\(check.errors)")
            let plan = try AssayProgram.run(["plan", specification], in: workspace)
            #expect(plan.code == 0, "\(plan.errors)")

            let ending = try AssayProgram.run(
                ["run", specification] + overrides + ["--quiet", "--json"], in: workspace)
            #expect(ending.code == 0, "\(ending.errors)")
            let object = try #require(ending.lastObject, "no JSON object at the end: \(ending.output)")
            #expect(object["status"] as? String == "completed")
            #expect(object["metrics"] is [String: Any])
            let run = RunFiles(path: try #require(workspace.runDirectories().first).path)
            #expect(
                try #require(object["run"] as? String).hasSuffix(URL(filePath: run.path).lastPathComponent))
            for file in ["spec.yaml", "resolved.yaml", "run.json", "metrics.csv", "metrics.json"] {
                #expect(run.exists(file), "\(file) is missing")
            }
            #expect(try run.metricsWithoutTimes().count == 1 + epochs, "a header and the epochs")
        }
    }
}
