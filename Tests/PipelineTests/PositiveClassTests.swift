import Foundation
import Pipeline
import Runs
import TestSupport
import Testing

/// Figures about one of two classes say which, wherever they stand.
@Suite("The positive class")
struct PositiveClassTests {
    /// 30 rows, every fourth of them an apple.
    private func workspace() throws -> TestWorkspace {
        let workspace = try TestWorkspace()
        let rows = (0..<30).map { "\($0 * 7 % 30),\($0 % 4 == 0 ? "apple" : "berry")" }
        try workspace.folder.write("size,label\n" + rows.joined(separator: "\n") + "\n", to: "rows.csv")
        try workspace.folder.write(
            """
            name: fruits
            seed: 1
            data: {source: {csv: rows.csv}, target: label, split: {stratified: {train: 0.6, test: 0.4}}}
            model: [{linear: 1}]
            loss: binary_cross_entropy
            train: {epochs: 2}
            metrics: [f1, precision, accuracy, {recall: macro}]
            """, to: "fruits.yaml")
        return workspace
    }

    @Test("it is the rarer class, or the one that is named, in runs and in all folds")
    func names() throws {
        let workspace = try workspace()
        let cases: [([String], String)] = [
            ([], "apple"), (["data.positive=berry"], "berry"),
            (["data.split={stratified_k_fold: 3}"], "apple"),
        ]
        for (overrides, expected) in cases {
            let outcome = workspace.run(overrides, specification: "fruits.yaml")
            #expect(outcome.status == .done)
            let run = try RunDirectory(path: try #require(outcome.directory))
            let metrics = try #require(try run.metrics())
            #expect(metrics.positive == expected)
            #expect(metrics.positiveFigures == ["f1", "precision"])
            #expect(metrics.label(of: "f1") == "f1 (\(expected))")
            #expect(metrics.label(of: "accuracy") == "accuracy")
            #expect(metrics.label(of: "recall_macro") == "recall_macro")
            let plain = Terminal(descriptor: -1, isInteractive: false, hasColor: false)
            #expect(MetricsTable(metrics).lines(plain).contains { $0.contains("f1 (\(expected)) ↑") })
        }
    }

    /// The majority rule never finds an apple, and finds every berry: 22 of 30 rows, or 9 of 12 that are tested.
    @Test("baselines are about the same class")
    func baselines() throws {
        let workspace = try workspace()
        for (positive, expected) in [("apple", 0.0), ("berry", 0.75)] {
            let outcome = workspace.run(["data.positive=\(positive)"], specification: "fruits.yaml")
            let folder = try #require(outcome.directory)
            let metrics = try #require(try RunDirectory(path: folder).metrics())
            #expect(metrics.baselines["majority"]?["test"]?["precision"] == expected)
            #expect((metrics.baselines["majority"]?["test"]?["loss"] ?? nil) != nil)
        }
    }

    @Test("a name that is none of the classes is refused")
    func unknownNames() throws {
        let workspace = try workspace()
        #expect(workspace.run(["data.positive=cherry"], specification: "fruits.yaml").status != .done)
        #expect(workspace.runs.isEmpty)
    }
}
