import Foundation
import Pipeline
import Runs
import TestSupport
import Testing

@Suite("Runs of series")
struct SeriesRunTests {
    /// Days with a value that grows by 2 and jumps by 10 on every third day.
    private func workspace() throws -> TestWorkspace {
        let workspace = try TestWorkspace()
        let lines = (0..<30).map { day in
            let date = "2024-01-\(day < 9 ? "0" : "")\(day + 1)"
            return "\(date),\(100 + 2 * day + (day % 3 == 2 ? 10 : 0))"
        }
        try workspace.folder.write(
            "day,load\n" + lines.joined(separator: "\n") + "\n", to: "load.csv")
        try workspace.folder.write(
            """
            data:
              source: {csv: load.csv}
              target: load_t+1..3
              season: 3
              steps:
                - drop: day
                - window: {column: load, size: 6, horizon: 1..3}
                - standardize: all
              split: {time: {train: 12, val: 5, test: 5}}
            model: [{linear: 3}]
            loss: mse
            solver: least_squares
            metrics: [mae, mase]
            """, to: "load.yaml")
        return workspace
    }

    /// A season later every value has grown by 6: seasonal_naive is off by 6 everywhere, and so is the naive forecast
    /// of the training rows. The linear model is exact.
    @Test("baselines, the scaled error and each horizon have figures")
    func figures() throws {
        let workspace = try workspace()
        workspace.run(specification: "load.yaml", writesReport: true)
        let run = try #require(workspace.runs.first)
        let metrics = try #require(try run.metrics())
        #expect(
            metrics.names == [
                "loss", "mae", "mase", "mae (load_t+1)", "mae (load_t+2)", "mae (load_t+3)",
                "mase (load_t+1)", "mase (load_t+2)", "mase (load_t+3)",
            ])
        let test = try #require(metrics.originalUnits["test"])
        #expect(abs(try #require(test["mae"] ?? nil)) < 1e-3)
        let rules = Set(metrics.baselines.keys)
        #expect(rules == ["mean", "linear", "persistence", "seasonal_naive"])
        let seasonal = try #require(metrics.baselines["seasonal_naive"]?["test"])
        for name in ["mase", "mase (load_t+1)", "mase (load_t+3)"] {
            #expect(abs(try #require(seasonal[name] ?? nil) - 1) < 1e-4, "\(name)")
        }
        // From a day to the next: +2 twice, then +12 and -8 around a jump: larger than the season's 6.
        let persistence = try #require(metrics.baselines["persistence"]?["test"]?["mase (load_t+1)"] ?? nil)
        #expect(persistence > 1)
        let table = try #require(CSVTable(path: run.file(RunFile.predictions)))
        #expect(
            table.names == [
                "row", "target_load_t+1", "target_load_t+2", "target_load_t+3", "prediction_load_t+1",
                "prediction_load_t+2", "prediction_load_t+3",
            ])
        // Row 22 predicts days 23, 24 and 25, counted from 0.
        #expect(table.numbers("row")?.first == 22)
        #expect(table.numbers("target_load_t+1")?.first == 156)
        #expect(table.numbers("target_load_t+3")?.first == 150)
    }

    @Test("the chart over time has each value at its own day")
    func overTime() throws {
        let workspace = try workspace()
        workspace.run(specification: "load.yaml", writesReport: true)
        let run = try #require(workspace.runs.first)
        let series = try RunJSON.decode(RunSeries.self, from: run.file(RunFile.series))
        #expect(series.time == "day")
        #expect(series.split == "test")
        #expect(series.lines.map(\.name) == ["load_t+1", "load_t+2", "load_t+3"])
        let last = try #require(series.lines.last)
        #expect(last.times.last == "2024-01-30")
        #expect(last.target.last == 168)
        #expect(last.times.count == last.prediction.count)
        // Five predicted values, and as many before them.
        #expect(
            last.prediction.map { $0 == nil } == Array(repeating: true, count: 5)
                + Array(repeating: false, count: 5))
        let page = String(
            decoding: try #require(FileManager.default.contents(atPath: run.file(RunFile.report))),
            as: UTF8.self)
        #expect(page.contains("Over time"))
        #expect(page.contains("2024-01-30"))
    }

    @Test("new rows are judged by the values that follow them; the ends of the file have none")
    func evaluating() throws {
        let workspace = try workspace()
        workspace.run(specification: "load.yaml")
        let refused = workspace.evaluate(data: "load.csv", isJSON: true)
        #expect(refused.status != .done)
        let ending = workspace.evaluate(data: "load.csv", isJSON: true, allowMissing: true)
        #expect(ending.status == .done)
        #expect(ending.results.contains("\"rows\":22"))
        #expect(ending.results.contains("mase (load_t+2)"))
    }

    @Test("mase is refused where nothing says that the rows are a series")
    func refusal() throws {
        let workspace = try TestWorkspace()
        let found = workspace.run(["metrics=[mase]"])
        #expect(found.status == .invalid)
        #expect(workspace.run(["metrics=[mase]", "+data.season=1"]).status == .done)
    }
}
