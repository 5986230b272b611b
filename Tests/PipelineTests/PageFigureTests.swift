import Foundation
import Pipeline
import Report
import Runs
import TestSupport
import Testing

/// What a page draws is recomputed from the files of the run.
@Suite("Figures of pages, recomputed from the run's files")
struct PageFigureTests {
    private struct Hover: Decodable {
        struct Series: Decodable {
            var name: String
            var x: [Double?]
            var y: [Double?]
            var smooth: Bool?
        }

        var series: [Series]
    }

    private func hover(_ id: String, _ run: RunDirectory) throws -> Hover {
        let page = try String(contentsOfFile: run.file(RunFile.report), encoding: .utf8)
        let figure = try #require(
            page.components(separatedBy: "id=\"\(id)\" data-hover=\"").dropFirst().first)
        let json = figure.prefix { $0 != "\"" }.replacing("&quot;", with: "\"")
        return try JSONDecoder().decode(Hover.self, from: Data(json.utf8))
    }

    /// Five significant digits stand in the page.
    private func isClose(_ shown: Double?, _ value: Double) -> Bool {
        guard let shown else { return false }
        return abs(shown - value) <= 1e-4 * abs(value)
    }

    @Test("smooth lines are means of all values of their stretch, and the page says of how many")
    func smooth() throws {
        let workspace = try TestWorkspace()
        workspace.run(["train.epochs=500"], writesReport: true)
        let run = try #require(workspace.runs.first)
        for (id, file, x, y, names) in [
            ("curve-steps", RunFile.stepsTable, "step", ["loss"], ["loss"]),
            (
                "curve-loss", RunFile.metricsTable, "epoch", ["train_loss", "val_loss"],
                ["train_loss", "val_loss"]
            ),
            ("curve-metric-1", RunFile.metricsTable, "epoch", ["val_r2"], ["val_r2"]),
        ] {
            let table = try #require(CSVTable(path: run.file(file)))
            let found = try hover(id, run)
            let places = try #require(table[x])
            // 1,500 steps in stretches of 25, 500 epochs in stretches of 9 and 10.
            let window = (places.count + 59) / 60
            let stretches = places.count / window
            for (column, name) in zip(y, names) {
                let values = try #require(table[column])
                let line = try #require(
                    found.series.first { $0.name == name + ", mean" && $0.smooth == true })
                #expect(line.y.count == stretches)
                for stretch in 0..<min(stretches, line.y.count) {
                    let range =
                        (stretch * values.count / stretches)..<((stretch + 1) * values.count / stretches)
                    let mean = values[range].reduce(0, +) / Double(range.count)
                    #expect(isClose(line.y[stretch], mean), "\(id) \(stretch)")
                    #expect(isClose(line.x[stretch], places[range].reduce(0, +) / Double(range.count)))
                }
            }
        }
        let page = try String(contentsOfFile: run.file(RunFile.report), encoding: .utf8)
        #expect(page.contains("Smooth line: means of 25 values each, of all there are."))
    }

    @Test("a mean over folds is over the same folds at every epoch: those that stopped keep their last value")
    func folds() throws {
        let workspace = try TestWorkspace()
        workspace.run(
            [
                "data.split={k_fold: 4}", "train.epochs=60", "optimizer.lr=0.3",
                "+train.early_stopping={patience: 2}",
            ], writesReport: true)
        let run = try #require(workspace.runs.first)
        let folds = try #require(CSVTable(path: run.file(RunFile.foldsTable)))
        let means = try #require(CSVTable(path: run.file(RunFile.metricsTable)))
        let numbers = try #require(folds["fold"])
        let epochs = try #require(folds["epoch"])
        let lasts = (1...4).map { fold in numbers.indices.filter { numbers[$0] == Double(fold) }.count }
        try #require(Set(lasts).count > 1, "folds that stop at different epochs are what is tested")
        for name in ["train_loss", "val_loss", "val_mse", "val_r2"] {
            let values = try #require(folds[name])
            let found = try #require(means[name])
            #expect(found.count == lasts.max())
            for (row, epoch) in try #require(means["epoch"]).enumerated() {
                let known = (1...4).compactMap { fold in
                    numbers.indices.last { numbers[$0] == Double(fold) && epochs[$0] <= epoch }.map {
                        values[$0]
                    }
                }
                #expect(known.count == 4)
                let mean = known.reduce(0, +) / 4
                #expect(abs(found[row] - mean) <= 1e-12 * abs(mean), "\(name) \(epoch)")
            }
        }
    }

    @Test("the curve over a single column is what predict says there, in the units of the source")
    func curve() throws {
        let workspace = try TestWorkspace()
        let rows = (0..<40).map { "\(Double($0) / 10),\(exp(Double($0) / 20) + 0.1 * Double($0 % 3))" }
        try workspace.folder.write((["x,y"] + rows).joined(separator: "\n") + "\n", to: "one.csv")
        workspace.run(
            [
                "data.source.path=\(workspace.folder.file("one.csv"))", "data.target=y",
                "element_type=float64",
                "data.steps=[{log: y}, {polynomial: {columns: x, degree: 3}}, {standardize: features}]",
            ], writesReport: true)
        let run = try #require(workspace.runs.first)
        let found = try RunJSON.decode(RunResponse.self, from: run.file(RunFile.response))
        #expect(found.columns.map(\.name) == ["x"])
        #expect(found.columns[0].values.first == 0)
        #expect(found.columns[0].values.last == 3.9)
        let places = found.columns[0].values
        try workspace.folder.write(
            (["x"] + places.map { "\($0)" }).joined(separator: "\n") + "\n", to: "places.csv")
        let request = PredictRequest(
            run: "latest", data: workspace.folder.file("places.csv"), out: workspace.folder.file("out.csv"),
            runsFolder: workspace.runsFolder)
        #expect(
            PredictRun.perform(request, output: workspace.silent, environment: workspace.environment) == .done
        )
        let predicted = try #require(CSVTable(path: workspace.folder.file("out.csv"))?["prediction"])
        #expect(predicted.count == places.count)
        for (shown, value) in zip(found.outputs[0], predicted) {
            #expect(abs((shown ?? .nan) - value) <= 1e-9 * abs(value))
        }
        // Every part's rows, as they are in the file.
        #expect(found.points.map(\.split) == ["train", "val", "test"])
        for points in found.points {
            for (x, y) in zip(points.columns[0], points.target) {
                let row = Int((x * 10).rounded())
                #expect(abs(y - (exp(Double(row) / 20) + 0.1 * Double(row % 3))) < 1e-9)
            }
        }
        let page = try String(contentsOfFile: run.file(RunFile.report), encoding: .utf8)
        #expect(page.contains("<figcaption>Fit of y over x</figcaption>"))
    }

    @Test("the regions over two columns are the classes predict chooses there")
    func regions() throws {
        let workspace = try TestWorkspace()
        let rows = (0..<90).map { row -> String in
            let a = Double(row % 10) - 4.5
            let b = Double(row / 10) - 4
            return "\(a),\(b),\(a * a + b * b < 8 ? "inner" : a > 0 ? "right" : "left")"
        }
        try workspace.folder.write((["a,b,kind"] + rows).joined(separator: "\n") + "\n", to: "two.csv")
        workspace.run(
            [
                "data.source.path=\(workspace.folder.file("two.csv"))", "data.target=kind",
                "data.steps=[{standardize: features}]",
                "model.2.linear=3", "loss=cross_entropy", "metrics=[accuracy]", "train.epochs=40",
            ], writesReport: true)
        let run = try #require(workspace.runs.first)
        let found = try RunJSON.decode(RunResponse.self, from: run.file(RunFile.response))
        let classes = try #require(found.classes)
        let (x, y) = (found.columns[0].values, found.columns[1].values)
        try #require(found.outputs[0].count == x.count * y.count)
        let places = y.flatMap { b in x.map { a in "\(a),\(b)" } }
        try workspace.folder.write((["a,b"] + places).joined(separator: "\n") + "\n", to: "places.csv")
        let request = PredictRequest(
            run: "latest", data: workspace.folder.file("places.csv"), out: workspace.folder.file("out.csv"),
            runsFolder: workspace.runsFolder)
        #expect(
            PredictRun.perform(request, output: workspace.silent, environment: workspace.environment) == .done
        )
        let lines = try String(contentsOfFile: workspace.folder.file("out.csv"), encoding: .utf8)
            .split(separator: "\n").dropFirst().map { String($0.split(separator: ",")[1]) }
        let shown = found.outputs[0].map { $0.map { classes[Int($0)] } ?? "" }
        #expect(shown == lines)
        #expect(Set(shown).count > 1)
        let page = try String(contentsOfFile: run.file(RunFile.report), encoding: .utf8)
        #expect(page.contains("Decision regions over a and b"))
    }

    @Test("a model of more columns has no drawing of itself")
    func noResponse() throws {
        let workspace = try TestWorkspace()
        workspace.run(writesReport: true)
        #expect(try !#require(workspace.runs.first).exists(RunFile.response))
    }

    @Test("every chart of a page is a file of its own, complete and named by its title")
    func files() throws {
        let workspace = try TestWorkspace()
        workspace.run(["train.epochs=20"], writesReport: true)
        let folder = workspace.folder.file("figures")
        let status = WriteReport.perform(
            "latest", runsFolder: workspace.runsFolder, figures: folder, output: workspace.silent)
        #expect(status == .done)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        #expect(names.allSatisfy { $0.hasSuffix(".svg") })
        for name in [
            "loss.svg", "loss-of-every-step.svg", "r2.svg", "predicted-and-true-values.svg", "stages.svg",
        ] {
            #expect(names.contains(name), "\(name) in \(names)")
        }
        let page = try String(
            contentsOfFile: try #require(workspace.runs.first).file(RunFile.report), encoding: .utf8)
        let drawn = page.components(separatedBy: "<figure ").dropFirst().filter { $0.contains("<svg") }
        #expect(names.count == drawn.count)
        for name in names {
            let text = try String(contentsOfFile: folder + "/" + name, encoding: .utf8)
            #expect(!text.contains("var(--"), "\(name)")
            #expect(!text.contains("display:none\">"), "\(name)")
            let document = try XMLCheck(text)
            #expect(document.root == "svg" && document.isComplete, "\(name)")
        }
    }
}

/// Whether every element of a document is closed in its order.
private struct XMLCheck {
    var root = ""
    var isComplete = false

    init(_ text: String) throws {
        var open: [String] = []
        for match in text.matches(of: /<(\/?)([A-Za-z]+)([^>]*?)(\/?)>/) {
            if root.isEmpty { root = String(match.2) }
            if match.1 == "/" {
                guard open.popLast() == String(match.2) else { return }
            } else if match.4 != "/" {
                open.append(String(match.2))
            }
        }
        isComplete = open.isEmpty
    }
}
