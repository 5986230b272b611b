import Foundation
import Pipeline
import Report
import Runs
import TestSupport
import Testing

/// What is wrong with a result is said in the terminal and on the page, in the same words, with what to do.
@Suite("Verdicts on runs")
struct VerdictTests {
    private func run(_ overrides: [String]) throws -> (log: String, verdicts: [RunVerdicts.Verdict]) {
        let workspace = try TestWorkspace()
        workspace.run(overrides, writesReport: true)
        let run = try #require(workspace.runs.first)
        let manifest = try run.manifest()
        let verdicts = RunVerdicts.all(
            metrics: try run.metrics(), curves: CSVTable(path: run.file(RunFile.metricsTable)),
            manifest: manifest, state: manifest.status)
        let page = try String(contentsOfFile: run.file(RunFile.report), encoding: .utf8)
        let log = try String(contentsOfFile: run.file(RunFile.log), encoding: .utf8)
        for verdict in verdicts {
            // The page escapes, and begins sentences with capitals.
            #expect(page.contains(HTMLText.escape(String(verdict.text.dropFirst()))))
            #expect(page.contains(HTMLText.escape(String(verdict.advice.dropFirst()))))
            #expect(log.contains(verdict.text))
            #expect(log.contains(verdict.advice))
        }
        return (log, verdicts)
    }

    @Test("a model that is worse than the mean or than a linear model")
    func baselines() throws {
        let slow = try run(["optimizer.lr=1e-6", "train.epochs=2"])
        #expect(slow.verdicts.contains { $0.text.contains("worse than a rule without features") })
        let good = try run(["model=[{linear: 1}]", "+solver=least_squares", "~optimizer", "~train"])
        #expect(!good.verdicts.contains { $0.text.contains("worse than") })
    }

    @Test("a curve that was still falling at the end")
    func unfinished() throws {
        let found = try run(["optimizer.lr=0.001", "train.epochs=10"])
        let verdict = try #require(found.verdicts.first { $0.text.contains("still improving") })
        #expect(verdict.advice.contains("train.epochs=20"))
    }

    @Test("the last weights, though earlier ones were much better; whose figures they are is said")
    func last() throws {
        // Too large a rate: the loss of the validation rows goes up and down.
        let overrides = ["optimizer.lr=0.1", "train.epochs=60", "model.0.linear=16"]
        let found = try run(overrides)
        #expect(found.log.contains("figures of the weights of"))
        #expect(!found.log.contains("· best epoch"))
        let verdict = try #require(
            found.verdicts.first { $0.text.contains("the figures are of the last weights") })
        #expect(verdict.advice.contains("restore_best: true"))
        let kept = try run(overrides + ["+train.early_stopping={patience: 100, restore_best: true}"])
        #expect(!kept.verdicts.contains { $0.text.contains("the last weights") })
    }

    /// Rules at their borders, on figures made by hand.
    @Test("five per cent and one per cent are the borders")
    func borders() throws {
        func verdicts(_ values: [Double], best: Int, weights: String = "last") throws -> [String] {
            let workspace = try TestWorkspace()
            workspace.run()
            let run = try #require(workspace.runs.first)
            var metrics = try #require(try run.metrics())
            metrics.epochs = values.count
            metrics.bestEpoch = best
            metrics.weights = weights
            metrics.monitor = "val_loss"
            metrics.baselines = [:]
            let rows = values.enumerated().map { "\($0.offset + 1),\($0.element)\n" }
            let curves = CSVTable(bytes: Array(("epoch,val_loss\n" + rows.joined()).utf8))
            return RunVerdicts.all(
                metrics: metrics, curves: curves, manifest: try run.manifest(), state: .completed
            ).map(\.text)
        }
        let falling = (0..<10).map { 2 - 0.1 * Double($0) }
        // 1.1 at the end, 1.2 after nine tenths.
        #expect(
            try verdicts(falling, best: 10) == [
                "val_loss was still improving at the end: 1.2 after nine tenths of the epochs, 1.1 after all 10"
            ])
        // 1 + 0.005: less than one per cent.
        #expect(try verdicts([3, 2, 1.5, 1.2, 1.1, 1.05, 1.03, 1.01, 1.005, 1], best: 10).isEmpty)
        #expect(try verdicts([3, 1, 2, 2, 2, 1.06], best: 2).count == 1)
        #expect(try verdicts([3, 1, 2, 2, 2, 1.04], best: 2).isEmpty)
        #expect(try verdicts([3, 1, 2, 2, 2, 1.06], best: 2, weights: "best").isEmpty)
    }
}
