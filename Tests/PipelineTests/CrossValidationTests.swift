import Foundation
import Pipeline
import Runs
import TestSupport
import Testing

@Suite("Cross-validation")
struct CrossValidationTests {
    func metrics(_ workspace: TestWorkspace, _ overrides: [String]) throws -> (
        RunDirectory, RunMetrics
    ) {
        let outcome = workspace.run(overrides)
        #expect(outcome.status == .done)
        let run = try #require(workspace.runs.last)
        return (run, try #require(try run.metrics()))
    }

    func lines(_ run: RunDirectory, _ name: String) throws -> [[String]] {
        let text = try String(contentsOfFile: run.file(name), encoding: .utf8)
        return text.split(separator: "\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
    }

    /// 40 rows in 3 folds: 14, 13 and 13 rows to judge, so two stacks.
    @Test("a run over folds leaves each fold's figures, their mean and deviation, and every row's prediction")
    func run() throws {
        let workspace = try TestWorkspace()
        let (run, metrics) = try metrics(workspace, ["data.split={k_fold: 3}"])
        let folds = try #require(metrics.crossValidation)
        #expect(folds.folds.map { $0.rows["val"] } == [14, 13, 13])
        #expect(folds.folds.allSatisfy { $0.epochs == 5 && $0.status == "completed" })
        for split in ["train", "val"] {
            for name in ["loss", "mse", "r2"] {
                let values = try folds.folds.map { try #require($0.splits[split]?[name] ?? nil) }
                let mean = values.reduce(0, +) / 3
                let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 2
                let found = try #require(metrics.splits[split]?[name] ?? nil)
                #expect(abs(found - mean) < 1e-12)
                let deviation = try #require(folds.deviation[split]?[name] ?? nil)
                #expect(abs(deviation - variance.squareRoot()) < 1e-12)
            }
        }
        let predictions = try lines(run, "predictions.csv")
        #expect(predictions[0] == ["row", "fold", "target", "prediction"])
        #expect(predictions.dropFirst().map { Int($0[0]) } == Array(0..<40))
        // The pooled error is that of the file.
        let squares = predictions.dropFirst().map { line -> Double in
            let error = (Double(line[2]) ?? .nan) - (Double(line[3]) ?? .nan)
            return error * error
        }
        let pooled = try #require(folds.outOfFold["mse"] ?? nil)
        #expect(abs(squares.reduce(0, +) / 40 - pooled) < 1e-6 * pooled)
        #expect(try lines(run, "folds.csv").count == 1 + 3 * 5)
        #expect(try lines(run, "metrics.csv").count == 1 + 5)
        for fold in 1...3 {
            #expect(run.exists("checkpoints/fold-\(fold).safetensors"))
            #expect(run.exists("checkpoints/fold-\(fold).json"))
        }
    }

    @Test("the same specification gives the same bytes again")
    func repeatable() throws {
        let workspace = try TestWorkspace()
        let overrides = ["data.split={stratified_k_fold: 4}"]
        let (first, one) = try metrics(workspace, overrides)
        let (second, two) = try metrics(workspace, overrides)
        for name in [
            "predictions.csv", "splits.json", "checkpoints/fold-2.safetensors", "checkpoints/fold-2.json",
        ] {
            let (left, right) = (
                FileManager.default.contents(atPath: first.file(name)),
                FileManager.default.contents(atPath: second.file(name))
            )
            #expect(left != nil && left == right, "\(name)")
        }
        #expect(one.crossValidation == two.crossValidation)
    }

    @Test("folds that grow are trained one after another; a solver computes each")
    func oneByOne() throws {
        let workspace = try TestWorkspace()
        let (_, grown) = try metrics(workspace, ["data.split={time_series: 4}"])
        #expect(grown.crossValidation?.folds.map { $0.rows["train"] } == [8, 16, 24, 32])
        let (_, solved) = try metrics(
            workspace,
            [
                "data.split={k_fold: 4}", "+solver=least_squares", "model=[{linear: 1}]", "~train",
                "~optimizer",
            ])
        #expect(solved.crossValidation?.folds.count == 4)
        #expect((solved.splits["val"]?["r2"] ?? nil) != nil)
    }

    @Test("classes: the confusion of all folds counts every row once")
    func classes() throws {
        let workspace = try TestWorkspace()
        let (run, metrics) = try metrics(
            workspace,
            [
                "data.target=kind", "data.steps=[{drop: fruit}, {standardize: features}]",
                "data.split={stratified_k_fold: 2}", "loss=cross_entropy", "model=[{linear: 3}]",
                "metrics=[accuracy, confusion_matrix]",
            ])
        let table = try #require(metrics.tables?["confusion_matrix"]?["val"])
        #expect(table.values.flatMap { $0 }.reduce(0, +) == 40)
        #expect(try lines(run, "predictions.csv")[0].count == 4 + table.classes.count)
    }

    private func predictions(
        _ workspace: TestWorkspace, fold: Int? = nil, out: String, run: String = "latest"
    ) throws -> [[String]] {
        let request = PredictRequest(
            run: run, data: workspace.folder.file("data/plants.csv"), out: workspace.folder.file(out),
            runsFolder: workspace.runsFolder, fold: fold)
        let status = PredictRun.perform(
            request, output: workspace.silent, environment: workspace.environment)
        #expect(status == .done)
        let text = try String(contentsOfFile: workspace.folder.file(out), encoding: .utf8)
        return text.split(separator: "\n").dropFirst().map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
    }

    @Test(
        "a fold's model predicts the rows it left out as the run did; without --fold the folds are averaged")
    func predicting() throws {
        let workspace = try TestWorkspace()
        let (run, _) = try metrics(workspace, ["data.split={k_fold: 3}"])
        let each = try (1...3).map { (fold: Int) in
            try predictions(workspace, fold: fold, out: "fold-\(fold).csv")
        }
        let mean = try predictions(workspace, out: "mean.csv")
        let left = try lines(run, "predictions.csv").dropFirst()
        for (row, line) in left.enumerated() {
            let fold = try #require(Int(line[1]))
            #expect(each[fold - 1][row][1] == line[3], "row \(row), fold \(fold)")
            let values = each.compactMap { Double($0[row][1]) }
            let found = try #require(Double(mean[row][1]))
            #expect(abs(values.reduce(0, +) / 3 - found) <= 1e-12 * abs(found))
        }
    }

    @Test("the mean of the folds is measured on other rows, one fold on its own")
    func evaluating() throws {
        let workspace = try TestWorkspace()
        let (run, metrics) = try metrics(workspace, ["data.split={k_fold: 3}"])
        func evaluate(_ data: String?, _ fold: Int?) throws -> CapturedOutput {
            let request = EvaluateRequest(
                run: "latest", data: data, runsFolder: workspace.runsFolder, fold: fold)
            return try CapturedOutput { output in
                let json = CommandOutput(isJSON: true, results: output.results, messages: output.messages)
                _ = EvaluateRun.perform(request, output: json, environment: workspace.environment)
            }
        }
        struct Figures: Decodable {
            var split: String
            var metrics: [String: Double?]
        }
        let one = try JSONDecoder().decode(Figures.self, from: Data(try evaluate(nil, 2).results.utf8))
        #expect(one.split == "val")
        #expect(
            (one.metrics["mse"] ?? nil) == (metrics.crossValidation?.folds[1].splits["val"]?["mse"] ?? nil))

        let file = workspace.folder.file("data/plants.csv")
        let all = try JSONDecoder().decode(Figures.self, from: Data(try evaluate(file, nil).results.utf8))
        let left = try lines(run, "predictions.csv").dropFirst()
        let mean = try predictions(workspace, out: "mean.csv")
        let squares = zip(left, mean).map { line, found -> Double in
            let error = (Double(line[2]) ?? .nan) - (Double(found[1]) ?? .nan)
            return error * error
        }
        let expected = squares.reduce(0, +) / Double(squares.count)
        let measured = try #require(all.metrics["mse"] ?? nil)
        #expect(abs(measured - expected) < 1e-9 * expected)
        // The loss belongs to the space each fold was trained in.
        #expect((all.metrics["loss"] ?? nil) == nil)

        let refused = try evaluate(nil, nil)
        #expect(refused.messages.contains("every row was trained on by most of its folds"))
        #expect(try evaluate(nil, 4).messages.contains("it has folds 1 to 3, and no fold 4"))
        workspace.run()
        #expect(try evaluate(nil, 1).messages.contains("it is no cross-validation"))
    }

    @Test("classes are averaged by their probabilities")
    func predictingClasses() throws {
        let workspace = try TestWorkspace()
        _ = try metrics(
            workspace,
            [
                "data.target=kind", "data.steps=[{drop: fruit}, {standardize: features}]",
                "data.split={stratified_k_fold: 2}", "loss=cross_entropy", "model=[{linear: 3}]",
                "metrics=[accuracy]",
            ])
        func probabilities(_ fold: Int?, _ out: String) throws -> [[Double]] {
            let request = PredictRequest(
                run: "latest", data: workspace.folder.file("data/plants.csv"),
                out: workspace.folder.file(out),
                runsFolder: workspace.runsFolder, probabilities: true, fold: fold)
            _ = PredictRun.perform(request, output: workspace.silent, environment: workspace.environment)
            let text = try String(contentsOfFile: workspace.folder.file(out), encoding: .utf8)
            return text.split(separator: "\n").dropFirst().map { line in
                line.split(separator: ",").dropFirst(2).compactMap { Double($0) }
            }
        }
        let (first, second) = (try probabilities(1, "1.csv"), try probabilities(2, "2.csv"))
        let mean = try probabilities(nil, "mean.csv")
        #expect(mean.count == 40 && mean.allSatisfy { $0.count == 3 })
        for row in mean.indices {
            for column in mean[row].indices {
                #expect(abs((first[row][column] + second[row][column]) / 2 - mean[row][column]) < 1e-12)
            }
        }
    }
}
