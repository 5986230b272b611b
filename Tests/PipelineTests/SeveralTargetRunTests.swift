import Foundation
import Pipeline
import Runs
import TestSupport
import Testing

@Suite("Runs with several targets")
struct SeveralTargetRunTests {
    private func workspace() throws -> TestWorkspace {
        let workspace = try TestWorkspace()
        let lines = (0..<60).map { row in
            let (a, b) = (Double(row % 7) - 3, Double(row * row % 11) - 5)
            return "\(a),\(b),\(1000 + 100 * a - 20 * b),\(exp(0.3 * a + 0.1 * b))"
        }
        try workspace.folder.write("a,b,y,z\n" + lines.joined(separator: "\n") + "\n", to: "two.csv")
        try workspace.folder.write(
            """
            seed: 1
            data:
              source: {csv: two.csv}
              target: [y, z]
              steps: [{log: z}, {standardize: numeric}]
              split: {random: {train: 0.6, val: 0.2, test: 0.2}}
            model: [{linear: 4}, tanh, {linear: 2}]
            loss: mse
            optimizer: {adam: {lr: 0.05}}
            train: {epochs: 4, batch_size: 8}
            metrics: [r2, mae]
            """, to: "two.yaml")
        return workspace
    }

    private struct Report: Decodable {
        var metrics: [String: Double?]
        var originalUnits: [String: Double?]

        private enum CodingKeys: String, CodingKey {
            case metrics
            case originalUnits = "original_units"
        }
    }

    @Test("figures of all and of each; measured again they are the same, bit for bit")
    func figures() throws {
        let workspace = try workspace()
        workspace.run(specification: "two.yaml")
        let metrics = try #require(try workspace.runs.first?.metrics())
        #expect(metrics.names == ["loss", "r2", "mae", "r2 (y)", "r2 (z)", "mae (y)", "mae (z)"])
        #expect(metrics.directions["r2 (z)"] == "maximize")
        let test = try #require(metrics.originalUnits["test"])
        let (y, z) = (try #require(test["mae (y)"] ?? nil), try #require(test["mae (z)"] ?? nil))
        let both = try #require(test["mae"] ?? nil)
        #expect(abs(both - (y + z) / 2) < 1e-9 * both)
        let found = try JSONDecoder().decode(
            Report.self, from: Data(workspace.evaluate(split: "test", isJSON: true).results.utf8))
        #expect(found.metrics == metrics.splits["test"])
        #expect(found.originalUnits == metrics.originalUnits["test"])
    }

    @Test("predictions.csv has the source's targets, and predict gives its bytes")
    func predictions() throws {
        let workspace = try workspace()
        workspace.run(specification: "two.yaml")
        let run = try #require(workspace.runs.first)
        let table = try #require(CSVTable(path: run.file(RunFile.predictions)))
        #expect(table.names == ["row", "target_y", "target_z", "prediction_y", "prediction_z"])
        let source = try #require(CSVTable(path: workspace.folder.file("two.csv")))
        let rows = try #require(table.numbers("row")).map { Int($0) }
        for name in ["y", "z"] {
            let values = try #require(source.numbers(name))
            #expect(table.numbers("target_\(name)") == rows.map { values[$0] })
        }
        let ending = workspace.predict(data: "two.csv")
        #expect(ending.status == .done)
        let made = try #require(CSVTable(path: workspace.folder.file("out.csv")))
        #expect(made.names == ["row", "prediction_y", "prediction_z"])
        for name in ["prediction_y", "prediction_z"] {
            let texts = try #require(made.texts(name))
            #expect(table.texts(name) == rows.map { texts[$0] })
        }
    }

    @Test("folds have figures of each target as well")
    func folds() throws {
        let workspace = try workspace()
        let text = try String(contentsOfFile: workspace.folder.file("two.yaml"), encoding: .utf8)
        try workspace.folder.write(
            text.replacing("split: {random: {train: 0.6, val: 0.2, test: 0.2}}", with: "split: {k_fold: 3}"),
            to: "folds.yaml")
        workspace.run(specification: "folds.yaml")
        let metrics = try #require(try workspace.runs.first?.metrics())
        let folds = try #require(metrics.crossValidation)
        #expect(folds.outOfFold.keys.sorted() == ["mae", "mae (y)", "mae (z)", "r2", "r2 (y)", "r2 (z)"])
        let each = folds.folds.compactMap { $0.splits["val"]?["mae (z)"] ?? nil }
        let mean = try #require(metrics.splits["val"]?["mae (z)"] ?? nil)
        #expect(each.count == 3)
        #expect(abs(each.reduce(0, +) / 3 - mean) < 1e-12)
    }

    @Test("least squares solves for each target")
    func solver() throws {
        let workspace = try workspace()
        workspace.run(
            ["+solver=least_squares", "~optimizer", "~train", "model=[{linear: 2}]"],
            specification: "two.yaml")
        let test = try #require(try workspace.runs.first?.metrics()?.splits["test"])
        #expect(try #require(test["r2 (y)"] ?? nil) > 0.9999)
        #expect(try #require(test["r2 (z)"] ?? nil) > 0.9999)
    }
}
