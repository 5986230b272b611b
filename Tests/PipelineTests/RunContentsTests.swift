import Foundation
import Pipeline
import Runs
import TestSupport
import Testing
import Training

@Suite("What a run leaves behind")
struct RunContentsTests {
    @Test("A complete run has every file, and all of them agree")
    func everyFile() throws {
        let workspace = try TestWorkspace()
        #expect(workspace.run().status == .done)
        let run = try #require(workspace.runs.first)
        for name in RunFile.all { #expect(run.exists(name), "\(name) is missing") }
        let manifest = try run.manifest()
        #expect(manifest.status == .completed)
        #expect(manifest.epochs == 5)
        // 24 of 40 rows train in batches of 8: 3 steps an epoch.
        #expect(manifest.steps == 15)
        // linear 3 → 4: 12 + 4; linear 4 → 1: 4 + 1.
        #expect(manifest.parameters == 21)
        #expect(manifest.data.count == 1)
        #expect(manifest.machine?.compiledFor.isEmpty == false)
        #expect((manifest.peakMemoryBytes ?? 0) > 1_000_000)
        #expect(try lines(run, RunFile.metricsTable).count == 1 + 5)
        #expect(try lines(run, RunFile.stepsTable).count == 1 + 15)
        // A fifth of 40 rows is tested.
        #expect(try lines(run, RunFile.predictions).count == 1 + 8)
        #expect(try lines(run, RunFile.predictions).first == "row,target,prediction")
        #expect(leftovers(run).isEmpty)
    }

    @Test("The metrics table has one row per epoch with the columns of the design")
    func metricsTable() throws {
        let workspace = try TestWorkspace()
        workspace.run()
        let run = try #require(workspace.runs.first)
        let rows = try lines(run, RunFile.metricsTable)
        #expect(rows.first == "epoch,step,seconds,lr,train_loss,val_loss,train_mse,val_mse,train_r2,val_r2")
        #expect(rows.dropFirst().map { String($0.split(separator: ",")[0]) } == ["1", "2", "3", "4", "5"])
        #expect(rows.dropFirst().map { String($0.split(separator: ",")[1]) } == ["3", "6", "9", "12", "15"])
    }

    @Test("The specification is kept as written, and the resolved one runs to the same result")
    func resolvedRuns() throws {
        let workspace = try TestWorkspace()
        workspace.run(["train.epochs=2"])
        let first = try #require(workspace.runs.first)
        let written = try String(contentsOfFile: workspace.folder.file("fine.yaml"), encoding: .utf8)
        #expect(try String(contentsOfFile: first.file(RunFile.specification), encoding: .utf8) == written)
        let resolved = try String(contentsOfFile: first.file(RunFile.resolved), encoding: .utf8)
        #expect(resolved.contains("epochs: 2"))
        #expect(resolved.contains("# override train.epochs=2"))
        try workspace.folder.write(resolved, to: "again.yaml")
        let again = workspace.folder.file("again")
        workspace.run(specification: "again.yaml", runs: again)
        let second = try RunIndex(folder: again).find("latest")
        #expect(try RunResults(second).differences(from: RunResults(first)).isEmpty)
    }

    @Test("The same run twice gives the same bytes; another seed gives others")
    func repeatable() throws {
        let workspace = try TestWorkspace()
        var results: [RunResults] = []
        for (index, overrides) in [[], [], ["seed=2"]].enumerated() {
            let folder = workspace.folder.file("runs-\(index)")
            workspace.run(overrides, runs: folder)
            results.append(try RunResults(try RunIndex(folder: folder).find("latest")))
        }
        #expect(results[0].differences(from: results[1]).isEmpty)
        #expect(results[0].differences(from: results[2]).contains("last.safetensors"))
    }

    @Test("The weights that are kept can be read, with the names of the layers")
    func checkpoints() throws {
        let workspace = try TestWorkspace()
        workspace.run()
        let run = try #require(workspace.runs.first)
        let bytes = try Data(contentsOf: URL(fileURLWithPath: run.file(RunFile.lastCheckpoint)))
        let checkpoint = try TrainingCheckpoint(bytes: [UInt8](bytes))
        #expect(checkpoint.state.step == 15)
        let names = checkpoint.weights(best: false).tensors.map(\.name).sorted()
        #expect(names == ["0.bias", "0.weight", "2.bias", "2.weight"])
    }

    @Test("A diverging run keeps its files and says where it diverged")
    func divergence() throws {
        let workspace = try TestWorkspace()
        let outcome = workspace.run(["optimizer={sgd: {lr: 1e+30}}"])
        #expect(outcome.status == .failed)
        let manifest = try #require(workspace.runs.first).manifest()
        #expect(manifest.status == .diverged)
        #expect(manifest.reason?.contains("epoch") == true)
        #expect(workspace.resume().status == .failed)
    }

    @Test("Early stopping ends with the status stopped and the exit code 0")
    func stopped() throws {
        let workspace = try TestWorkspace()
        // No epoch is better by 1000, so the first one stays the best: stopped after epoch 1 + 2.
        let outcome = workspace.run([
            "train.epochs=50", "train.early_stopping={monitor: val_loss, patience: 2, min_delta: 1000}",
        ])
        #expect(outcome.status == .done)
        let manifest = try #require(workspace.runs.first).manifest()
        #expect(manifest.status == .stopped)
        #expect(manifest.epochs == 3)
        #expect(manifest.reason?.contains("val_loss") == true)
    }

    @Test("Classes are predicted by name, with probabilities that sum to 1")
    func classes() throws {
        let workspace = try TestWorkspace()
        let outcome = workspace.run([
            "data.target=kind", "data.steps=[{drop: [fruit]}, {standardize: features}]",
            "model=[{linear: 3}]", "loss=cross_entropy", "metrics=[accuracy]",
        ])
        #expect(outcome.status == .done)
        let rows = try lines(try #require(workspace.runs.first), RunFile.predictions)
        #expect(rows.first == "row,target,prediction,p_fern,p_moss,p_reed")
        for row in rows.dropFirst() {
            let fields = row.split(separator: ",").map(String.init)
            let sum = fields[3...].compactMap(Double.init).reduce(0, +)
            #expect(abs(sum - 1) < 1e-5)
            #expect(["fern", "moss", "reed"].contains(fields[1]))
        }
    }

    @Test("Predictions of a transformed target are in its own units")
    func originalUnits() throws {
        let workspace = try TestWorkspace()
        workspace.run(["data.steps=[{drop: [kind, fruit]}, {log: weight}, {standardize: features}]"])
        let run = try #require(workspace.runs.first)
        let table = try String(contentsOfFile: workspace.folder.file("data/plants.csv"), encoding: .utf8)
        let source = table.split(separator: "\n").dropFirst().map { line in
            Double(line.split(separator: ",")[3]) ?? .nan
        }
        for row in try lines(run, RunFile.predictions).dropFirst() {
            let fields = row.split(separator: ",")
            let id = try #require(Int(fields[0]))
            let target = try #require(Double(fields[1]))
            #expect(abs(target - source[id]) < 1e-4 * source[id])
        }
        #expect(try run.metrics()?.originalUnits["test"]?["mse"] != nil)
    }

    private func lines(_ run: RunDirectory, _ name: String) throws -> [String] {
        try String(contentsOfFile: run.file(name), encoding: .utf8).split(separator: "\n").map(String.init)
    }

    private func leftovers(_ run: RunDirectory) -> [String] {
        let names = FileManager.default.enumerator(atPath: run.path)?.compactMap { $0 as? String } ?? []
        return names.filter { $0.contains("tmp") }
    }
}
