import Foundation
import Pipeline
import Runs
import TestSupport
import Testing

/// Importance is of columns of the source: what shuffling them in a file and measuring that file gives.
@Suite("Importance of the source's columns")
struct ImportanceTests {
    private static let header = ["a", "b", "color", "when", "y"]

    /// 240 rows in order; every third is a test row.
    private static let rows: [[String]] = (0..<240).map { row in
        let a = Double((row * 37) % 101) / 50 - 1
        let b = Double((row * 53) % 89) / 44 - 1
        let color = ["red", "green", "blue"][(row / 4) % 3]
        let month = (row * 5) % 12 + 1
        let y = 3 * a + b * a + (color == "red" ? 2 : 0) + Double(month) / 6
        return ["\(a)", "\(b)", color, "2024-\(month < 10 ? "0" : "")\(month)-11", "\(y)"]
    }

    private static func write(_ rows: [[String]], _ header: [String], to path: String) throws {
        let lines = ([header] + rows).map { $0.joined(separator: ",") }
        try (lines.joined(separator: "\n") + "\n").write(toFile: path, atomically: true, encoding: .utf8)
    }

    private static let byPart = "{column: {column: part, train: fit, test: held}}"

    private func workspace(steps: String, split: String = byPart) throws -> TestWorkspace {
        let workspace = try TestWorkspace()
        let parts = Self.rows.enumerated().map { $1 + [$0 % 3 == 0 ? "held" : "fit"] }
        try Self.write(parts, Self.header + ["part"], to: workspace.folder.file("all.csv"))
        let text = """
            name: importance
            seed: 4
            element_type: float64
            data:
              source: {csv: all.csv}
              target: y
              steps: [\(steps)]
              split: \(split)
            model: [{linear: 6}, tanh, {linear: 1}]
            loss: mse
            optimizer: {adam: {lr: 0.03}}
            train: {epochs: 20, batch_size: 16}
            metrics: [mse]
            """
        try text.write(toFile: workspace.folder.file("s.yaml"), atomically: true, encoding: .utf8)
        return workspace
    }

    private static let pipelines = [
        "{one_hot: color}, {date_parts: when}, {standardize: features}",
        "{one_hot: color}, {drop: when}, {polynomial: {columns: [a, b], degree: 3}}, {standardize: numeric}",
        "{drop: when}, {target_encode: color}, {derive: {c: a * b}}, "
            + "{pca: {columns: [a, b, c], components: 2}}",
        "{drop: when}, {filter: a > -2}, {ordinal: color}, {spline: {columns: [a, b], knots: 4}}",
        "{drop: when}, {frequency: color}, {impute: numeric}, {standardize: features}",
    ]

    @Test(
        "shuffling a column in a file and evaluating that file gives the same growth of the loss",
        arguments: pipelines)
    func recomputed(steps: String) throws {
        let workspace = try workspace(steps: steps)
        workspace.run(specification: "s.yaml", writesReport: true)
        let run = try #require(workspace.runs.first)
        let found = try RunJSON.decode(RunImportance.self, from: run.file(RunFile.importance))
        let held = Self.rows.enumerated().filter { $0.offset % 3 == 0 }.map(\.element)
        #expect(found.unit == .columns)
        #expect(found.rows == held.count)
        #expect(found.leftOut?.isEmpty == true)
        let loss = try loss(held, workspace)
        #expect(abs(loss - (found.loss ?? .nan)) < 1e-12 * (1 + loss))
        let expected = steps.contains("drop: when") ? ["a", "b", "color"] : ["a", "b", "color", "when"]
        #expect(found.features.map(\.name).sorted() == expected)
        for feature in found.features {
            let column = try #require(Self.header.firstIndex(of: feature.name))
            let increases = try (0..<found.repeats).map { turn in
                let order = ImportanceShuffle.order(seed: 4, column: column, turn: turn, count: held.count)
                var shuffled = held
                for (row, from) in order.enumerated() { shuffled[row][column] = held[Int(from)][column] }
                return try self.loss(shuffled, workspace) - loss
            }
            let mean = increases.reduce(0, +) / Double(increases.count)
            #expect(abs(mean - feature.increase) < 1e-10 * (1 + abs(mean)), "\(feature.name) \(steps)")
            #expect(abs((increases.min() ?? .nan) - feature.lowest) < 1e-10 * (1 + abs(mean)))
            #expect(abs((increases.max() ?? .nan) - feature.highest) < 1e-10 * (1 + abs(mean)))
        }
    }

    private func loss(_ rows: [[String]], _ workspace: TestWorkspace) throws -> Double {
        struct Report: Decodable { var metrics: [String: Double] }
        try Self.write(rows, Self.header, to: workspace.folder.file("new.csv"))
        let ending = workspace.evaluate(data: "new.csv", isJSON: true)
        let report = try JSONDecoder().decode(Report.self, from: Data(ending.results.utf8))
        return try #require(report.metrics["loss"])
    }

    @Test("steps that look back are given the whole source: a lag of a shuffled column is shuffled with it")
    func lags() throws {
        let workspace = try workspace(
            steps: "{drop: [when, color, part]}, {lag: {columns: a, lags: [1, 2]}}, {drop_missing: numeric}",
            split: "{random: {train: 0.7, test: 0.3}}")
        workspace.run(specification: "s.yaml", writesReport: true)
        let run = try #require(workspace.runs.first)
        let found = try RunJSON.decode(RunImportance.self, from: run.file(RunFile.importance))
        #expect(found.features.map(\.name).sorted() == ["a", "b"])
        #expect(found.rows > 60)
        let increase = try #require(found.features.first { $0.name == "a" }).increase
        #expect(increase > 0)
    }

    @Test("the same from the cache, and without one")
    func cached() throws {
        let workspace = try workspace(steps: Self.pipelines[0])
        var all: [RunImportance] = []
        for name in ["fresh", "cached", "rebuilt"] {
            if name == "rebuilt" {
                let cache = workspace.folder.file("cache")
                for entry in try FileManager.default.subpathsOfDirectory(atPath: cache)
                where entry.hasSuffix(".table.data") {
                    try FileManager.default.removeItem(atPath: cache + "/" + entry)
                }
            }
            let folder = workspace.folder.file(name)
            workspace.run(specification: "s.yaml", runs: folder, writesReport: true)
            let run = try RunIndex(folder: folder).find("latest")
            all.append(try RunJSON.decode(RunImportance.self, from: run.file(RunFile.importance)))
        }
        #expect(all[0] == all[1])
        #expect(all[0] == all[2])
    }
}
