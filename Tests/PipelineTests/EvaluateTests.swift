import Foundation
import Pipeline
import Runs
import TestSupport
import Testing

@Suite("Evaluating runs")
struct EvaluateTests {
    private struct Report: Decodable {
        var split: String
        var rows: Int
        var metrics: [String: Double?]
        var originalUnits: [String: Double?]?
        var tables: [String: RunMetrics.ClassTable]?

        private enum CodingKeys: String, CodingKey {
            case split, rows, metrics, tables
            case originalUnits = "original_units"
        }
    }

    private func report(_ ending: CommandReport) throws -> Report {
        try JSONDecoder().decode(Report.self, from: Data(ending.results.utf8))
    }

    @Test(
        "The run's own parts give the figures of metrics.json, bit for bit",
        arguments: ["train", "val", "test"])
    func ownData(split: String) throws {
        let workspace = try TestWorkspace()
        workspace.run(["data.steps=[{drop: [kind, fruit]}, {log: weight}, {standardize: features}]"])
        let figures = try #require(try workspace.runs.first?.metrics())
        let found = try report(workspace.evaluate(split: split, isJSON: true))
        #expect(found.split == split)
        #expect(found.rows == figures.rows[split])
        #expect(found.metrics == figures.splits[split])
        #expect(found.originalUnits == figures.originalUnits[split])
    }

    @Test("Rows count in the loss what they counted in training", arguments: ["train", "test"])
    func rowWeights(split: String) throws {
        let workspace = try TestWorkspace()
        workspace.run([
            "data.target=kind", "data.steps=[{drop: [fruit]}, {standardize: features}]",
            "model=[{linear: 3}]", "loss=cross_entropy", "metrics=[accuracy]", "+train.balance_classes=true",
        ])
        let figures = try #require(try workspace.runs.first?.metrics())
        let found = try report(workspace.evaluate(split: split, isJSON: true))
        #expect(found.metrics == figures.splits[split])
    }

    @Test("Without a part it is the test part; the text shows the baselines")
    func text() throws {
        let workspace = try TestWorkspace()
        workspace.run()
        let ending = workspace.evaluate()
        #expect(ending.status == .done)
        #expect(ending.results.contains("on 8 rows of the part 'test'"))
        #expect(ending.results.contains("linear (test)"))
        #expect(ending.results.contains("r2 ↑"))
    }

    @Test("A file with the test rows gives the test figures")
    func newData() throws {
        let workspace = try TestWorkspace()
        workspace.run(["metrics=[mse, r2, median_absolute_error]"])
        let run = try #require(workspace.runs.first)
        try workspace.writeTestRows(of: run)
        let found = try report(workspace.evaluate(data: "new.csv", isJSON: true))
        let figures = try #require(try run.metrics()).splits["test"] ?? [:]
        #expect(found.rows == 8)
        for (name, value) in figures {
            let known = try #require(value)
            let value = try #require(found.metrics[name] ?? nil)
            #expect(abs(value - known) <= 1e-12 * max(1, abs(known)), "\(name)")
        }
    }

    @Test("Classes are found by name; the confusion matrix is the run's; an unknown class is an error")
    func classes() throws {
        let workspace = try TestWorkspace()
        workspace.run([
            "data.target=kind", "data.steps=[{drop: [fruit]}, {standardize: features}]",
            "model=[{linear: 3}]", "loss=cross_entropy", "metrics=[accuracy, confusion_matrix]",
        ])
        let run = try #require(workspace.runs.first)
        try workspace.writeTestRows(of: run)
        let found = try report(workspace.evaluate(data: "new.csv", isJSON: true))
        let figures = try #require(try run.metrics())
        #expect(found.metrics["accuracy"] == figures.splits["test"]?["accuracy"])
        let table = try #require(found.tables?["confusion_matrix"])
        #expect(table == figures.tables?["confusion_matrix"]?["test"])
        #expect(table.classes == ["fern", "moss", "reed"])
        #expect(table.values.joined().reduce(0, +) == 8)
        #expect(workspace.evaluate().results.contains("confusion_matrix (test)"))
        try workspace.folder.write(
            "height,width,depth,weight,kind\n10.0,2.0,3,6.1,fern\n1,2,3,4,oak\n", to: "new.csv")
        let ending = workspace.evaluate(data: "new.csv")
        #expect(ending.status == .failed)
        #expect(ending.messages.contains("'oak' in the target 'kind' is none of the classes the model knows"))
    }

    @Test("The target has to be there; a part the data do not have and changed data are refused")
    func refused() throws {
        let workspace = try TestWorkspace()
        workspace.run()
        try workspace.folder.write("height,width,depth\n1,2,3\n", to: "new.csv")
        let missing = workspace.evaluate(data: "new.csv")
        #expect(missing.status == .failed)
        #expect(missing.messages.contains("there is no column 'weight' (number), which the model needs"))
        let part = workspace.evaluate(split: "holdout")
        #expect(part.status == .failed)
        #expect(part.messages.contains("its data have no part 'holdout', only train, val, test"))
        let path = workspace.folder.file("data/plants.csv")
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try text.replacing("17.5,", with: "17.75,").write(toFile: path, atomically: true, encoding: .utf8)
        let changed = workspace.evaluate()
        #expect(changed.status == .failed)
        #expect(changed.messages.contains("its data have changed since it was trained"))
    }

    @Test(
        "A run of another version, whose keys differ, is measured with a warning while its files are the same"
    )
    func otherVersion() throws {
        let workspace = try TestWorkspace()
        workspace.run()
        let before = workspace.evaluate()
        try workspace.pretendVersion("0.0.1")
        let after = workspace.evaluate()
        #expect(after.status == .done)
        #expect(after.messages.contains("the run was made by assay 0.0.1"))
        #expect(after.results == before.results)
        let path = workspace.folder.file("data/plants.csv")
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try text.replacing("17.5,", with: "17.75,").write(toFile: path, atomically: true, encoding: .utf8)
        #expect(workspace.evaluate().messages.contains("its data have changed since it was trained"))
    }

    @Test("Rows with gaps are an error, or left out when asked")
    func missing() throws {
        let workspace = try TestWorkspace()
        workspace.run()
        try workspace.folder.write(
            "height,width,depth,weight\n10.0,2.0,3,6.1\n1,2,3,\n17.5,7.25,6,16\n", to: "new.csv")
        #expect(workspace.evaluate(data: "new.csv").messages.contains("column 'weight': data row 1"))
        let found = try report(workspace.evaluate(data: "new.csv", isJSON: true, allowMissing: true))
        #expect(found.rows == 2)
    }
}

extension TestWorkspace {
    /// The source's rows that the run predicted, as `new.csv`.
    func writeTestRows(of run: RunDirectory) throws {
        let table = try String(contentsOfFile: run.file(RunFile.predictions), encoding: .utf8)
        let rows = table.split(separator: "\n").dropFirst().compactMap { Int($0.split(separator: ",")[0]) }
        let source = try String(contentsOfFile: folder.file("data/plants.csv"), encoding: .utf8)
            .split(separator: "\n").map(String.init)
        try folder.write(
            ([source[0]] + rows.map { source[$0 + 1] }).joined(separator: "\n") + "\n", to: "new.csv")
    }
}
