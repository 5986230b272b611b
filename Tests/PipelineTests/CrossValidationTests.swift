import Foundation
import Pipeline
import Runs
import TestSupport
import Testing

@Suite("Cross-validation")
struct CrossValidationTests {
    private func metrics(_ workspace: TestWorkspace, _ overrides: [String]) throws -> (
        RunDirectory, RunMetrics
    ) {
        let outcome = workspace.run(overrides)
        #expect(outcome.status == .done)
        let run = try #require(workspace.runs.last)
        return (run, try #require(try run.metrics()))
    }

    private func lines(_ run: RunDirectory, _ name: String) throws -> [[String]] {
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

    @Test("a cross-validation has no model to predict with, and says so")
    func predicting() throws {
        let workspace = try TestWorkspace()
        workspace.run(["data.split={k_fold: 3}"])
        let request = PredictRequest(
            run: "latest", data: workspace.folder.file("data/plants.csv"), out: "-",
            runsFolder: workspace.runsFolder)
        let captured = try CapturedOutput { output in
            #expect(
                PredictRun.perform(request, output: output, environment: workspace.environment) == .failed)
        }
        #expect(
            captured.messages.contains("it is a cross-validation: each of its 3 folds has a model of its own")
        )
    }

    @Test("an interrupted cross-validation begins anew and ends as if it had not been interrupted")
    func interrupted() throws {
        let workspace = try TestWorkspace()
        let outcome = workspace.run(["data.split={k_fold: 4}"]) { true }
        #expect(outcome.status == .failed)
        #expect(try workspace.runs.last?.manifest().status == .interrupted)
        #expect(workspace.resume().status == .done)
        let resumed = try #require(try workspace.runs.last?.metrics())
        let (_, whole) = try metrics(workspace, ["data.split={k_fold: 4}"])
        #expect(resumed.crossValidation == whole.crossValidation)
    }
}
