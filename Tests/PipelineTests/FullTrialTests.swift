import Foundation
import Pipeline
import Report
import Runs
import Testing

@Suite("Trials with everything a run has")
struct FullTrialTests {
    private static let model = """
        model: [{linear: 4}, tanh, {dropout: 0.2}, {linear: 1}]
        train: {epochs: 4, batch_size: 4, log_norms: true}

        """

    @Test("The kept trial has the steps, norms and checkpoint of the same experiment run alone")
    func equalsRun() throws {
        let workspace = try SweepWorkspace()
        let section = Self.model + "sweep: {parameters: {model.2.rate: [0.1, 0.4, 0.3]}}"
        #expect(try workspace.sweep(section, keep: .best(1), isFull: true) == .done)
        let state = try workspace.directory().state()
        let best = try #require(state.best(1).first)
        let trial = try workspace.trial(best.number)
        let outcome = RunExperiment.run(
            SpecRequest(path: trial.path, environment: workspace.workspace.environment),
            RunRequest(
                specification: trial.path, runsFolder: workspace.workspace.runsFolder, threads: 1,
                writesReport: true),
            output: workspace.workspace.silent, gate: OpenGate(), isInterrupted: { false })
        let alone = try RunDirectory(path: try #require(outcome.directory))
        for name in [RunFile.model, RunFile.predictions, RunFile.stepsTable, RunFile.normsTable] {
            #expect(
                FileManager.default.contents(atPath: alone.file(name))
                    == FileManager.default.contents(atPath: trial.file(name)), "\(name)")
        }
        #expect(try alone.metricsRows() == trial.metricsRows())
        for name in [RunFile.lastCheckpoint, RunFile.events, RunFile.graph, RunFile.report] {
            #expect(trial.exists(name), "\(name)")
        }
        for record in state.ordered where record.number != best.number {
            let other = try workspace.trial(record.number)
            #expect(!other.exists(RunFile.stepsTable) && !other.exists(RunFile.report))
        }
    }

    @Test("A kept trial with folds has their steps and checkpoints")
    func folds() throws {
        let workspace = try SweepWorkspace()
        let section =
            Self.model + "data: {split: {k_fold: 3}}\nsweep: {parameters: {optimizer.lr: [0.1, 0.01]}}"
        #expect(try workspace.sweep(section, keep: .all, isFull: true) == .done)
        let trial = try workspace.trial(0)
        let text = try String(contentsOfFile: trial.file(RunFile.foldStepsTable), encoding: .utf8)
        #expect(text.hasPrefix("fold,step,loss\n1,1,"))
        for fold in 1...3 {
            #expect(text.contains("\n\(fold),1,"))
            #expect(trial.exists(RunFile.foldCheckpoint(fold)))
            #expect(trial.exists(FoldEvents.folder(fold: fold) + "/" + RunFile.events))
        }
        #expect(trial.exists(RunFile.report))
    }

    @Test("What is written changes no result")
    func sameResults() throws {
        let workspace = try SweepWorkspace()
        let section = Self.model + "sweep: {parameters: {optimizer.lr: [0.1, 0.01]}}"
        try workspace.sweep(section, runs: "full", isFull: true)
        try workspace.sweep(section, runs: "standard")
        let full = try workspace.directory("full").state().ordered
        let standard = try workspace.directory("standard").state().ordered
        #expect(full.map(\.objective) == standard.map(\.objective))
        #expect(full.map(\.hash) == standard.map(\.hash))
    }
}
