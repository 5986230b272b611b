import Boosting
import Foundation
import Pipeline
import Runs
import TestSupport
import Testing

/// Sweeps whose trials are averaged as one run.
@Suite("Blends")
struct BlendTests {
    private static let grid =
        "sweep: {parameters: {optimizer.lr: [0.2, 0.05, 0.01], train.batch_size: [4, 8]}, keep: all}\n"

    private func blend(
        _ sweep: SweepWorkspace, objective: String? = nil, size: Int = 10, threads: Int = 1,
        refits: Bool = false
    ) -> CommandStatus {
        BlendSweep.perform(
            BlendRequest(
                sweep: "latest", runsFolder: sweep.workspace.runsFolder, size: size, objective: objective,
                threads: threads, refits: refits),
            output: sweep.workspace.silent, environment: sweep.workspace.environment)
    }

    private func rows(_ path: String) throws -> [[String]] {
        try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
    }

    private func blended(_ sweep: SweepWorkspace) throws -> (RunDirectory, RunBlend) {
        let run = try #require(sweep.workspace.runs.last)
        let text = try #require(FileManager.default.contents(atPath: run.file(RunFile.blend)))
        return (run, try JSONDecoder().decode(RunBlend.self, from: text))
    }

    /// Rows 1 and 2, targets 0, mean absolute errors. A = (1, -1), B = (-1, 1), C = (½, ½).
    ///
    ///     C ½ → C A (¾, -¼) ½, the first of three equal ones → C A B (⅙, ⅙) ⅙ → C A B A (⅜, -⅛) ¼
    @Test("models are picked as by hand")
    func greedy() {
        let models = [[[1.0, -1]], [[-1.0, 1]], [[0.5, 0.5]]]
        let found = GreedySelection(models, size: 4, isHigherBetter: false) { parts in
            (abs(parts[0][0]) + abs(parts[0][1])) / 2
        }
        #expect(found.picks == [2, 0, 1])
        #expect(found.curve.count == 4 && found.curve.prefix(2) == [0.5, 0.5])
        #expect(abs(found.curve[2] - 1.0 / 6) < 1e-12 && abs(found.curve[3] - 0.25) < 1e-12)
        let none = GreedySelection(models, size: 4, isHigherBetter: false) { _ in .nan }
        #expect(none.picks.isEmpty && none.curve.isEmpty)
        #expect(GreedySelection([], size: 4, isHigherBetter: false) { _ in 0 }.picks.isEmpty)
    }

    @Test("a blend is a run that predicts, evaluates and shows")
    func isARun() throws {
        let sweep = try SweepWorkspace()
        try sweep.sweep(Self.grid)
        #expect(blend(sweep) == .done)
        let (run, blend) = try blended(sweep)
        #expect(blend.candidates == 6 && blend.finished == 6 && blend.objective == "val_loss")
        #expect(abs(blend.members.reduce(0) { $0 + $1.weight } - 1) < 1e-12)
        let best = try #require(try sweep.directory().state().ranking.first?.objective)
        // The trial's own loss is computed with numbers of single precision, the blend's with doubles.
        let first = try #require(blend.curve[0])
        #expect(abs(first - best) < 1e-5 * max(1, abs(best)), "the first pick is the best trial")
        #expect(try #require(blend.value) <= first)
        let metrics = try #require(try run.metrics())
        let loss = try #require(metrics.splits["val"]?["loss"] ?? nil)
        #expect(abs(loss - (try #require(blend.value))) < 1e-12)
        #expect(metrics.originalUnits["test"] == nil || metrics.splits["test"] != nil)
        let written = try rows(run.file(RunFile.predictions))
        let out = sweep.workspace.folder.file("out.csv")
        let status = PredictRun.perform(
            PredictRequest(
                run: run.path, data: sweep.workspace.folder.file("data/plants.csv"), out: out,
                runsFolder: sweep.workspace.runsFolder, threads: 1),
            output: sweep.workspace.silent, environment: sweep.workspace.environment)
        #expect(status == .done)
        let predicted = try rows(out)
        for row in written.dropFirst() {
            let number = try #require(Int(row[0]))
            let (first, second) = (
                try #require(Double(row[2])), try #require(Double(predicted[number + 1][1]))
            )
            #expect(abs(first - second) < 1e-9 * max(1, abs(first)))
        }
        let evaluated = EvaluateRun.perform(
            EvaluateRequest(run: run.path, runsFolder: sweep.workspace.runsFolder, threads: 1),
            output: sweep.workspace.silent, environment: sweep.workspace.environment)
        #expect(evaluated == .done)
        #expect(sweep.workspace.resume(run: run.path).status == .failed)
        #expect(run.exists(RunFile.report))
    }

    @Test("the trials may be gone, and threads change nothing")
    func standsAlone() throws {
        let sweep = try SweepWorkspace()
        try sweep.sweep(Self.grid)
        #expect(blend(sweep) == .done)
        let (first, one) = try blended(sweep)
        #expect(blend(sweep, threads: 2) == .done)
        let (second, two) = try blended(sweep)
        #expect(one == two)
        #expect(
            try rows(first.file(RunFile.predictions)) == rows(second.file(RunFile.predictions)))
        try FileManager.default.removeItem(atPath: try sweep.directory().path)
        let status = PredictRun.perform(
            PredictRequest(
                run: first.path, data: sweep.workspace.folder.file("data/plants.csv"),
                out: sweep.workspace.folder.file("out.csv"), runsFolder: sweep.workspace.runsFolder,
                threads: 1),
            output: sweep.workspace.silent, environment: sweep.workspace.environment)
        #expect(status == .done)
    }

    @Test("cross-validations blend by the rows their folds leave out")
    func folds() throws {
        let sweep = try SweepWorkspace()
        try sweep.sweep("data: {split: {k_fold: 3}}\n" + Self.grid)
        #expect(blend(sweep) == .done)
        let (run, _) = try blended(sweep)
        let written = try rows(run.file(RunFile.predictions))
        #expect(written[0] == ["row", "fold", "target", "prediction", "spread"])
        #expect(try run.metrics()?.crossValidation?.folds.count == 3)
    }

    @Test("trials may prepare the features differently")
    func differentSteps() throws {
        let sweep = try SweepWorkspace()
        try sweep.sweep(
            "sweep: {parameters: {data.steps: [[{drop: [kind, fruit]}], [{drop: [kind, fruit]}, {standardize: features}]]}, "
                + "keep: all}\n")
        #expect(blend(sweep, objective: "val_mse") == .done)
        #expect(try blended(sweep).1.candidates == 2)
    }

    @Test(
        "trained again, the best trial is its specification on training and validation rows",
        arguments: ["linear", "trees"])
    func refit(model: String) throws {
        guard model == "linear" || XGBoostLibrary.isAvailable else { return }
        let sweep = try SweepWorkspace()
        let isTrees = model == "trees"
        try sweep.sweep(
            isTrees
                ? """
                model: {boosted_trees: {trees: 30, lr: 0.5}}
                train: {epochs: null, batch_size: null, early_stopping: {patience: 3}}
                sweep: {parameters: {model.0.max_depth: [1, 2, 3]}, keep: all}

                """ : Self.grid, isTrees ? ["~optimizer"] : [])
        #expect(blend(sweep, size: 1) == .done)
        let plain = try blended(sweep)
        #expect(plain.1.isRefitted == nil)
        #expect(blend(sweep, size: 1, refits: true) == .done)
        let (run, blend) = try blended(sweep)
        #expect(blend.isRefitted == true && blend.members == plain.1.members && blend.curve == plain.1.curve)
        let record = try #require(try sweep.directory().state().ranking.first)
        let epochs = isTrees ? try #require(record.bestEpoch) : record.epochs
        let alone = try sweep.runAlone(
            try sweep.trial(record.number).path,
            ["data.train_on=[train, val]", "train.epochs=\(epochs)", "~train.early_stopping"])
        let (own, expected) = try (
            rows(run.file(RunFile.predictions)), rows(alone.file(RunFile.predictions))
        )
        #expect(own.map { $0.prefix(3) } == expected.map { $0.prefix(3) })
        let metrics = try #require(try run.metrics())
        let before = try #require(try plain.0.metrics())
        let after = try #require(try alone.metrics())
        #expect(metrics.splits["val"] == before.splits["val"], "the rows that the weights were found on")
        #expect(metrics.splits["test"]?["mse"] == after.splits["test"]?["mse"])
        #expect(metrics.splits["test"] != before.splits["test"])
    }

    @Test("folds have seen all rows, so that they are not trained again")
    func refitOfFolds() throws {
        let sweep = try SweepWorkspace()
        try sweep.sweep("data: {split: {k_fold: 3}}\n" + Self.grid)
        #expect(blend(sweep, refits: true) == .invalid)
    }

    @Test(
        "trees of trials that are no longer among the best are removed",
        .enabled(if: XGBoostLibrary.isAvailable))
    func droppedTrees() throws {
        let sweep = try SweepWorkspace()
        try sweep.sweep(
            """
            model: {boosted_trees: {trees: 20, lr: 0.5}}
            train: {epochs: null, batch_size: null}
            sweep: {parameters: {model.0.max_depth: [1, 2, 3, 4]}, keep: 2}

            """, ["~optimizer"])
        let trials = try (0..<4).map { try sweep.trial($0) }
        #expect(trials.filter { $0.exists(RunFile.trees) }.count == 2)
        #expect(blend(sweep) == .done)
    }

    @Test("what cannot be blended is refused")
    func refusals() throws {
        let sweep = try SweepWorkspace()
        try sweep.sweep("sweep: {parameters: {seed: [1, 2]}, keep: all}\n")
        #expect(blend(sweep) == .failed)
        try sweep.sweep("sweep: {parameters: {optimizer.lr: [0.1, 0.2]}, keep: 0}\n")
        #expect(blend(sweep) == .failed)
        try sweep.sweep(Self.grid)
        #expect(blend(sweep, objective: "val_accuracy") == .invalid)
        #expect(blend(sweep, objective: "train_loss") == .invalid)
        #expect(blend(sweep, objective: "r2") == .done)
    }
}
