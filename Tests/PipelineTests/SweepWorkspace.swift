import Foundation
import Pipeline
import Runs
import Testing

/// A folder in which one sweep is run in several ways.
struct SweepWorkspace {
    let workspace: TestWorkspace

    init() throws { workspace = try TestWorkspace() }

    @discardableResult
    func sweep(
        _ section: String, _ arguments: [String] = [], runs: String = "runs", jobs: Int = 1, more: Int = 0,
        keep: SweepRequest.KeptFiles? = nil, isFull: Bool = false, gate: any WriteGate = OpenGate(),
        output: CommandOutput? = nil,
        isInterrupted: @escaping @Sendable () -> Bool = { false }
    ) throws -> CommandStatus {
        try workspace.folder.write("extends: fine.yaml\n" + section, to: "sweep.yaml")
        return sweepAsWritten(
            arguments, runs: runs, jobs: jobs, more: more, keep: keep, isFull: isFull, gate: gate,
            output: output,
            isInterrupted: isInterrupted)
    }

    /// The sweep of the file that is there: may be called from several threads at once.
    func sweepAsWritten(
        _ arguments: [String] = [], runs: String, jobs: Int = 1, more: Int = 0,
        keep: SweepRequest.KeptFiles? = nil, isFull: Bool = false, gate: any WriteGate = OpenGate(),
        view: any FolderView = DirectView(), output: CommandOutput? = nil,
        isInterrupted: @escaping @Sendable () -> Bool = { false }
    ) -> CommandStatus {
        RunSweep.run(
            SweepRequest(
                specification: workspace.folder.file("sweep.yaml"), arguments: arguments,
                runsFolder: workspace.folder.file(runs), jobs: jobs, more: more, keep: keep, isFull: isFull),
            environment: workspace.environment, output: output ?? workspace.silent, gate: gate,
            view: view, isInterrupted: isInterrupted)
    }

    func directory(_ runs: String = "runs") throws -> SweepDirectory {
        try SweepDirectory.find("latest", in: workspace.folder.file(runs))
    }

    /// `trials.csv` without the columns that tell of times.
    func table(_ runs: String = "runs") throws -> [String] {
        let text = try String(
            contentsOfFile: try directory(runs).file(SweepFile.table), encoding: .utf8)
        return text.split(separator: "\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false).dropLast(3).joined(separator: ",")
        }
    }

    func trial(_ number: Int, _ runs: String = "runs") throws -> RunDirectory {
        let sweep = try directory(runs)
        let record = try #require(try sweep.state().records[number])
        return try RunDirectory(path: sweep.trialFolder(record.folderName))
    }
}

extension SweepWorkspace {
    /// Runs a specification by itself.
    func runAlone(_ path: String, _ overrides: [String] = []) throws -> RunDirectory {
        // Trials measure training rows only where something watches them.
        let request = SpecRequest(
            path: path, overrides: overrides + ["++train.metrics_on=[val]"],
            environment: workspace.environment)
        let outcome = RunExperiment.run(
            request,
            RunRequest(
                specification: path, runsFolder: workspace.runsFolder, threads: 1, writesReport: false),
            output: workspace.silent, gate: OpenGate(), isInterrupted: { false })
        return try RunDirectory(path: try #require(outcome.directory))
    }
}

extension RunDirectory {
    /// The rows of `metrics.csv` without the time that has passed.
    func metricsRows() throws -> [String] {
        let text = try String(contentsOfFile: file(RunFile.metricsTable), encoding: .utf8)
        return text.split(separator: "\n").map { line in
            line.split(separator: ",", omittingEmptySubsequences: false).enumerated()
                .filter { $0.offset != 2 }.map { String($0.element) }.joined(separator: ",")
        }
    }
}
