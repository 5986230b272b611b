import Testing

extension EndToEndTests {
    /// Results do not depend on the number of threads.
    @Suite struct ThreadTests {
        @Test("One and two threads give the same bytes", arguments: ["sgemm-cpu", "xor"])
        func ownData(name: String) throws {
            try expectSameBytes(name, ["train.epochs=10"])
        }

        /// Rows enough for every part of a step to be shared out.
        @Test func largeBatches() throws {
            try expectSameBytes(
                "sgemm-cpu",
                ["train.epochs=5", "train.batch_size=4096", "model.0.units=128", "schedule=constant"])
        }

        @Test(
            "One and two threads give the same bytes on published data",
            .enabled(if: AssayProgram.hasPublishedData, "\(AssayProgram.noPublishedData)"),
            arguments: ["sgemm-regression", "sgemm-classification"])
        func publishedData(name: String) throws {
            try expectSameBytes(name, ["train.epochs=5"])
        }

        private func expectSameBytes(_ name: String, _ overrides: [String]) throws {
            let workspace = try Workspace()
            for threads in ["1", "2"] {
                let ending = try AssayProgram.run(
                    [
                        "run", AssayProgram.experiment(name), "--threads", threads, "--runs",
                        "threads-\(threads)",
                    ]
                        + overrides, in: workspace)
                #expect(ending.code == 0, "\(ending.errors)")
            }
            let one = try #require(workspace.runDirectories(in: "threads-1").first)
            let two = try #require(workspace.runDirectories(in: "threads-2").first)
            try expectSameResults(two, one, "\(name), one and two threads")
        }
    }
}
