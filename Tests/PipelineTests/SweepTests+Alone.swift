import Foundation
import Pipeline
import Runs
import Spec
import Synchronization
import TestSupport
import Testing

/// A trial is what its experiment gives alone, whoever trains it.
extension SweepTests {
    @Test("A trial of a sweep equals the same experiment run alone, whatever stack it was in")
    func trialsEqualRuns() throws {
        let workspace = try SweepWorkspace()
        let section = """
            model: [{linear: 4}, tanh, {dropout: 0.2}, {linear: 1}]
            penalties: [{l2: 0.01}]
            sweep:
              parameters:
                model.2.rate: [0.1, 0.4]
                penalties.0.factor: [0.001, 0.1]
                schedule: [constant, {exponential: 0.5}]
                initializer: [{normal: {std: 0.1}}, {normal: {std: 0.5}}]
            """
        #expect(try workspace.sweep(section, keep: .all) == .done)
        let state = try workspace.directory().state()
        #expect(state.records.count == 16)
        for record in state.ordered where record.number % 3 == 0 {
            let trial = try workspace.trial(record.number)
            let request = SpecRequest(path: trial.path, environment: workspace.workspace.environment)
            let outcome = RunExperiment.run(
                request,
                RunRequest(specification: trial.path, runsFolder: workspace.workspace.runsFolder, threads: 1),
                output: workspace.workspace.silent, gate: OpenGate(), isInterrupted: { false })
            let alone = try RunDirectory(path: try #require(outcome.directory))
            for name in [RunFile.model, RunFile.predictions] {
                #expect(
                    FileManager.default.contents(atPath: alone.file(name))
                        == FileManager.default.contents(atPath: trial.file(name)),
                    "\(name) of trial \(record.number)")
            }
            #expect(try alone.metrics()?.splits["val"] == trial.metrics()?.splits["val"])
        }
    }

    @Test("Two processes on one sweep share the trials and run none twice")
    func sharing() throws {
        let workspace = try SweepWorkspace()
        let section = """
            sweep: {parameters: {optimizer.lr: [0.1, 0.2, 0.3], model.0.units: [1, 2, 3, 4]}}
            """
        try workspace.sweep(section, runs: "alone")
        let statuses = Mutex<[CommandStatus]>([])
        try workspace.workspace.folder.write("extends: fine.yaml\n" + section, to: "sweep.yaml")
        DispatchQueue.concurrentPerform(iterations: 2) { _ in
            let status = workspace.sweepAsWritten(runs: "shared")
            statuses.withLock { $0.append(status) }
        }
        #expect(statuses.withLock { $0 } == [.done, .done])
        #expect(try workspace.table("shared") == workspace.table("alone"))
        var reader = LedgerReader()
        let lines = try reader.read(try workspace.directory("shared"))
        let ended = lines.compactMap { line -> Int? in
            if case .trial(let record) = line.event { return record.number }
            return nil
        }
        #expect(ended.sorted() == Array(0..<12))
    }
}
