import Foundation
import Pipeline
import Runs
import TestSupport
import Testing

/// Files of a run or sweep that are half there are spoken of in sentences, by every command that reads them.
@Suite("Half a state", .serialized)
struct HalfStateTests {
    private let workspace: TestWorkspace

    init() throws { workspace = try TestWorkspace() }

    private var runs: String { workspace.runsFolder }

    /// Contents that are no JSON, JSON of another shape, JSON with fields missing, and half of what was there.
    private func damages(_ whole: Data) -> [Data] {
        [
            Data(), Data("{}".utf8), Data("[]".utf8), Data(whole.prefix(whole.count / 2)),
            Data(String(decoding: whole, as: UTF8.self).replacing(": 1", with: ": \"x\"").utf8),
        ]
    }

    private func commands(_ name: String) -> [(CommandOutput) -> CommandStatus] {
        let out = workspace.folder.file("out.csv")
        let data = workspace.folder.file("data/plants.csv")
        return [
            { ShowRun.perform(name, runsFolder: runs, output: $0) },
            { ShowRun.perform(name, runsFolder: runs, output: $0.json) },
            { WriteReport.perform(name, runsFolder: runs, format: .md, output: $0) },
            { WriteReport.perform(name, runsFolder: runs, output: $0) },
            { ListRuns.perform(ListRuns.Request(runsFolder: runs), output: $0) },
            { CompareRuns.perform(CompareRuns.Request(runsFolder: runs, runs: [name, name]), output: $0) },
            { DiffSpecifications.perform(name, name, runsFolder: runs, output: $0) },
            { LabelRun.perform(LabelRun.Request(runsFolder: runs, run: name, adding: ["x"]), output: $0) },
            { workspace.resume(["train.epochs=7"], run: name, output: $0).status },
            {
                PredictRun.perform(
                    PredictRequest(run: name, data: data, out: out, runsFolder: runs), output: $0,
                    environment: workspace.environment)
            },
            {
                EvaluateRun.perform(
                    EvaluateRequest(run: name, data: nil, split: nil, runsFolder: runs), output: $0,
                    environment: workspace.environment)
            },
        ]
    }

    private func expectSentences(_ name: String, _ what: String) throws {
        for (index, command) in commands(name).enumerated() {
            let output = try CapturedOutput { output in _ = command(output) }
            for word in [
                "DecodingError", "CodingKeys", "debugDescription", "Error Domain", "_nsError", "Optional(",
            ] {
                #expect(
                    !(output.messages + output.results).contains(word),
                    "\(what), command \(index): \(output.messages)")
            }
        }
    }

    @Test(
        "Every file of a run, damaged in every way",
        arguments: [
            RunFile.manifest, RunFile.metrics, RunFile.preprocessing, RunFile.splits, RunFile.labels,
            RunFile.importance, RunFile.profile, RunFile.graph, RunFile.resolved, RunFile.metricsTable,
            RunFile.predictions, RunFile.model, RunFile.lastCheckpoint,
        ])
    func filesOfARun(name: String) throws {
        workspace.run(["train.epochs=2"], writesReport: true)
        let run = try #require(workspace.runs.first)
        try run.write(RunLabels(labels: ["good"], note: "a note"))
        let path = run.file(name)
        let saved = workspace.folder.file("saved")
        try FileManager.default.copyItem(atPath: run.path, toPath: saved)
        guard let whole = FileManager.default.contents(atPath: path) else { return }
        for (index, damage) in damages(whole).enumerated() {
            try damage.write(to: URL(filePath: path))
            try expectSentences(run.path, "\(name), damage \(index)")
            try FileManager.default.removeItem(atPath: run.path)
            try FileManager.default.copyItem(atPath: saved, toPath: run.path)
        }
        try FileManager.default.removeItem(atPath: path)
        try expectSentences(run.path, "\(name) is gone")
        // A command may have written it anew.
        try FileManager.default.removeItem(atPath: run.path)
        try FileManager.default.copyItem(atPath: saved, toPath: run.path)
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try expectSentences(run.path, "\(name) is a folder")
    }
}
