import Testing

extension EndToEndTests {
    /// Whole runs against published or independently computed results.
    @Suite(.enabled(if: AssayProgram.hasPublishedData, "\(AssayProgram.noPublishedData)"))
    struct PublishedResultTests {
        /// Least squares over 20 random 8:1:1 splits of the 214,833 rows: R² 0.417 (sd 0.005), MSE 0.4225 (sd 0.003);
        /// Tests/References/sgemm_baselines.py. Center and width of the band are those of the published exercise.
        @Test func standardisedRegressionReachesLeastSquares() throws {
            let run = try completed("sgemm-regression")
            #expect(abs(try run.metric("r2", of: "test") - 0.4154) <= 0.012)
            #expect(abs(try run.metric("mse", of: "test") - 0.424) <= 0.008)
        }

        /// A published student log of the exercise (USTC, machine learning, autumn 2024) reports MSE 0.55111, R²
        /// 0.24395 and relative error 0.0115 for [0, 1] scaling and lr 0.01.
        @Test func unitScaledRegressionStopsWhereThePublishedOneDoes() throws {
            let run = try completed("sgemm-regression-unit")
            #expect(abs(try run.metric("r2", of: "test") - 0.244) <= 0.02)
            #expect(abs(try run.metric("mse", of: "test") - 0.551) <= 0.01)
            #expect(try run.metric("relative_error_of_means", of: "test") < 0.02)
        }

        /// scikit-learn's logistic regression over 8 random splits: accuracy 0.840 (sd 0.002);
        /// Tests/References/sgemm_baselines.py. Full-batch gradient descent stops a little short of it.
        @Test func classificationReachesLogisticRegression() throws {
            let run = try completed("sgemm-classification")
            #expect(abs(try run.metric("accuracy", of: "test") - 0.8387) <= 0.007)
            let epochs = try #require(try run.object("metrics.json")["epochs"] as? Int)
            #expect(epochs < 750, "the loss settles before the budget ends")
        }

        #if !DEBUG
            /// The defaults of CMU 10-414/714, homework 2, give 97.25 to 97.9 % over several seeds.
            @Test func residualNetworkReachesThePublishedAccuracy() throws {
                let run = try completed("mnist-mlp-resnet")
                #expect(try run.metric("accuracy", of: "test") >= 0.972)
            }

            @Test func convolutionsReachNinetyNinePercent() throws {
                let run = try completed("mnist-cnn")
                #expect(try run.metric("accuracy", of: "test") >= 0.99)
            }
        #endif

        private func completed(_ name: String) throws -> RunFiles {
            let workspace = try Workspace()
            kept.append(workspace)
            let ending = try AssayProgram.run(
                ["run", AssayProgram.experiment(name), "--quiet"], in: workspace)
            #expect(ending.code == 0, "\(ending.errors)")
            return try #require(workspace.runDirectories().first)
        }

        private let kept = KeptWorkspaces()
    }

    @Suite struct ExclusiveOrTests {
        /// A hidden layer separates what no line can; all four rows right is the only correct answer.
        /// So do the distances to two corners, without a hidden layer.
        @Test(
            "The exclusive or is learnt from every start", arguments: ["xor", "xor-features"], 1...5)
        func everySeed(name: String, seed: Int) throws {
            let workspace = try Workspace()
            let ending = try AssayProgram.run(
                ["run", AssayProgram.experiment(name), "seed=\(seed)", "--quiet"], in: workspace)
            #expect(ending.code == 0, "\(ending.errors)")
            #expect(try #require(workspace.runDirectories().first).metric("accuracy", of: "train") == 1)
        }
    }
}

/// Keeps workspaces until the test is over.
final class KeptWorkspaces {
    private var all: [Workspace] = []

    func append(_ workspace: Workspace) { all.append(workspace) }
}
