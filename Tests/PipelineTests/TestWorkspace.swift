import Foundation
import Pipeline
import Runs
import Spec
import TestSupport
import Testing

/// A folder with specifications, data, cache and runs of its own.
struct TestWorkspace {
    let folder: TemporaryFolder
    let environment: [String: String]

    init() throws {
        folder = try TemporaryFolder()
        environment = ["ASSAY_CACHE": folder.path + "/cache", "HOME": folder.path]
        let fixtures = fixtureFolder(beside: #filePath)
        try FileManager.default.copyItem(atPath: fixtures + "/data", toPath: folder.file("data"))
        try FileManager.default.copyItem(atPath: fixtures + "/fine.yaml", toPath: folder.file("fine.yaml"))
    }

    var runsFolder: String { folder.file("runs") }

    /// The runs that are there, oldest first.
    var runs: [RunDirectory] {
        RunIndex(folder: runsFolder).entries().map(\.directory)
    }

    @discardableResult
    func run(
        _ overrides: [String] = [], specification: String = "fine.yaml", runs: String? = nil,
        writesReport: Bool = false, gate: any WriteGate = OpenGate(),
        isInterrupted: @escaping @Sendable () -> Bool = { false }
    ) -> RunOutcome {
        let path = folder.file(specification)
        let request = SpecRequest(
            input: .path(path), path: path, overrides: overrides, environment: environment)
        return RunExperiment.run(
            request,
            RunRequest(
                specification: path, runsFolder: runs ?? runsFolder, threads: 1, writesReport: writesReport),
            output: silent, gate: gate, isInterrupted: isInterrupted)
    }

    @discardableResult
    func resume(
        _ overrides: [String] = [], run: String = "latest", runs: String? = nil,
        writesReport: Bool = false, gate: any WriteGate = OpenGate(), output: CommandOutput? = nil,
        isInterrupted: @escaping @Sendable () -> Bool = { false }
    ) -> RunOutcome {
        ResumeRun.run(
            ResumeRequest(
                run: run, overrides: overrides, runsFolder: runs ?? runsFolder, threads: 1,
                writesReport: writesReport),
            environment: environment, output: output ?? silent, gate: gate, isInterrupted: isInterrupted)
    }

    /// Makes the newest run one of another version of the program, whose data keys differ.
    func pretendVersion(_ version: String) throws {
        let path = try #require(runs.last).file(RunFile.manifest)
        var manifest = try JSONDecoder().decode(
            RunManifest.self, from: try #require(FileManager.default.contents(atPath: path)))
        manifest.versions["assay"] = version
        manifest.dataKey = String(repeating: "0", count: 64)
        try JSONEncoder().encode(manifest).write(to: URL(filePath: path))
    }

    /// Prints nothing, errors included.
    var silent: CommandOutput {
        let nowhere = Terminal(descriptor: -1, isInteractive: false, hasColor: false)
        return CommandOutput(isQuiet: true, results: nowhere, messages: nowhere)
    }
}

/// What two runs that computed the same must have in common, byte for byte.
struct RunResults: Equatable {
    var last: Data?
    var best: Data?
    var metrics: String
    var steps: String
    var predictions: String
    var preprocessing: String
    var splits: String
    var figures: RunMetrics?

    init(_ run: RunDirectory) throws {
        func data(_ name: String) -> Data? { FileManager.default.contents(atPath: run.file(name)) }
        func text(_ name: String) -> String { data(name).map { String(decoding: $0, as: UTF8.self) } ?? "" }
        last = data(RunFile.lastCheckpoint)
        best = data(RunFile.bestCheckpoint)
        metrics = Self.withoutSeconds(text(RunFile.metricsTable))
        steps = text(RunFile.stepsTable)
        predictions = text(RunFile.predictions)
        preprocessing = text(RunFile.preprocessing)
        splits = text(RunFile.splits)
        figures = try run.metrics()
        figures?.trainingSeconds = 0
        figures?.stepsPerSecond = nil
    }

    private static func withoutSeconds(_ table: String) -> String {
        table.split(separator: "\n").map { line in
            var fields = line.split(separator: ",", omittingEmptySubsequences: false)
            if fields.count > 2 { fields.remove(at: 2) }
            return fields.joined(separator: ",")
        }.joined(separator: "\n")
    }

    /// The names of what differs.
    func differences(from other: RunResults) -> [String] {
        var names: [String] = []
        if last != other.last { names.append("last.safetensors") }
        if best != other.best { names.append("best.safetensors") }
        if metrics != other.metrics { names.append("metrics.csv") }
        if steps != other.steps { names.append("steps.csv") }
        if predictions != other.predictions { names.append("predictions.csv") }
        if preprocessing != other.preprocessing { names.append("preprocessing.json") }
        if splits != other.splits { names.append("splits.json") }
        if figures != other.figures { names.append("metrics.json") }
        return names
    }
}
