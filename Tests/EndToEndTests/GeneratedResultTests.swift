import Testing

extension EndToEndTests {
    /// Whole runs on generated data, against what is known of the data they were made with.
    @Suite struct GeneratedResultTests {
        private func completed(_ name: String, _ arguments: [String] = []) throws -> RunFiles {
            let workspace = try Workspace()
            kept.append(workspace)
            let ending = try AssayProgram.run(
                ["run", AssayProgram.experiment(name)] + arguments + ["--quiet"], in: workspace)
            #expect(ending.code == 0, "\(ending.errors)")
            return try #require(workspace.runDirectories().first)
        }

        private let kept = KeptWorkspaces()

        /// Figures of the reference course: at least 0.95 with deviation 2, 0.80 with 4.
        @Test func softmaxTellsClustersApart() throws {
            #expect(try completed("softmax-clusters").metric("accuracy", of: "test") >= 0.95)
            let overlapping = try completed("softmax-clusters", ["data.source.deviation=4"])
            for split in ["train", "test"] {
                #expect(abs(try overlapping.metric("accuracy", of: split) - 0.80) <= 0.03)
            }
        }

        /// The best classifier is right with probability Φ(1) = 0.8413; of 2,000 test rows, standard deviation 0.008.
        @Test func logisticRegressionIsNearlyTheBestClassifier() throws {
            #expect(abs(try completed("logistic-clusters").metric("accuracy", of: "test") - 0.8413) <= 0.024)
        }

        /// The noise has variance 0.01; of 1,000 test rows its mean square has standard deviation 0.01 · √(2/1000).
        @Test func linearRegressionLeavesTheNoise() throws {
            let run = try completed("linear-noise")
            #expect(abs(try run.metric("mse", of: "test") - 0.01) <= 0.0015)
        }

        /// Degrees 1 to 5 on 20 points of a parabola: the training error falls with every degree, the validation error
        /// is least at degree 2 and rises after.
        @Test func polynomialsOverfit() throws {
            let runs = try (1...5).map { try completed("polynomial", ["data.steps.0.degree=\($0)"]) }
            let train = try runs.map { try $0.metric("mse", of: "train") }
            let val = try runs.map { try $0.metric("mse", of: "val") }
            for degree in 1..<5 { #expect(train[degree] < train[degree - 1] + 1e-6, "train \(train)") }
            #expect(val.indices.min { val[$0] < val[$1] } == 1, "val \(val)")
            #expect(val[4] > 1.1 * val[1], "val \(val)")
            #expect(train[4] < 0.95 * train[1], "train \(train)")
        }

        /// Seasons of 7 and 28 steps: 7 values help, 28 know both seasons, 56 tell little more.
        @Test func longerWindowsForecastBetter() throws {
            let errors = try [1, 7, 28, 56].map {
                try completed("lag-window", ["data.steps.0.size=\($0)"]).metric("mse", of: "test")
            }
            #expect(errors[1] < 0.75 * errors[0], "\(errors)")
            #expect(errors[2] < 0.4 * errors[1], "\(errors)")
            #expect(abs(errors[3] - errors[2]) < 0.3 * errors[2], "\(errors)")
            // Nothing forecasts the noise, of variance 0.25.
            #expect(errors[3] > 0.25, "\(errors)")
        }
    }
}
