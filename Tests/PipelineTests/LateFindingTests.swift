import Foundation
import Pipeline
import Runs
import TestSupport
import Testing

/// What only the number of rows shows is found whether it comes from the cache or from reading all rows.
@Suite("Findings that need all rows")
struct LateFindingTests {
    private let workspace: TestWorkspace

    init() throws {
        workspace = try TestWorkspace()
        // Nobody knows how many rows a step leaves before it has run.
        try workspace.folder.write(
            """
            extends: fine.yaml
            data:
              steps:
                - drop: [kind, fruit]
                - drop_missing
                - standardize: features
            """, to: "few.yaml")
    }

    private func run(_ overrides: [String]) throws -> (RunOutcome, CapturedOutput) {
        var outcome: RunOutcome?
        let path = workspace.folder.file("few.yaml")
        let captured = try CapturedOutput { output in
            outcome = RunExperiment.run(
                SpecRequest(
                    input: .path(path), path: path, overrides: overrides, environment: workspace.environment),
                RunRequest(
                    specification: path, runsFolder: workspace.runsFolder, threads: 1, writesReport: false),
                output: output, gate: OpenGate(), isInterrupted: { false })
        }
        return (try #require(outcome), captured)
    }

    private func emptyCache() throws {
        try FileManager.default.removeItem(atPath: workspace.folder.file("cache"))
    }

    @Test("An error stops the run before its first step, at its place, and no run directory is made")
    func error() throws {
        let (first, cold) = try run(["schedule={constant: {warmup_steps: 500}}"])
        #expect(first.status == .invalid)
        #expect(cold.messages.contains("the warm-up of 500 steps is as long as the training of"))
        #expect(cold.messages.contains("schedule={constant: {warmup_steps: 500}}\n"), "the place is shown")
        let (second, cached) = try run(["schedule={constant: {warmup_steps: 500}}"])
        #expect(second.status == .invalid)
        #expect(cached.messages == cold.messages)
        #expect(workspace.runs.isEmpty)
    }

    @Test("A warning is printed and stands in the log")
    func warning() throws {
        let (first, cold) = try run(["train.batch_size=5000"])
        let (second, cached) = try run(["train.batch_size=5000"])
        for (outcome, output) in [(first, cold), (second, cached)] {
            #expect(outcome.status == .done)
            #expect(output.messages.contains("a batch of 5,000 rows is larger than the training part of"))
            let log = try String(contentsOfFile: #require(outcome.directory) + "/log.txt", encoding: .utf8)
            #expect(log.contains("a batch of 5,000 rows is larger than the training part of"))
        }
    }

    @Test("A sweep refuses the trials at fault, and only them")
    func sweep() throws {
        func records(_ section: String, _ runs: String) throws -> [TrialRecord] {
            try workspace.folder.write("extends: few.yaml\n" + section, to: "sweep.yaml")
            let status = RunSweep.run(
                SweepRequest(
                    specification: workspace.folder.file("sweep.yaml"),
                    runsFolder: workspace.folder.file(runs), jobs: 1),
                environment: workspace.environment, output: workspace.silent, gate: OpenGate(),
                isInterrupted: { false })
            #expect(status == .done)
            return try SweepDirectory.find("latest", in: workspace.folder.file(runs)).state().ordered
        }
        let parameters =
            "sweep:\n  parameters: {optimizer.lr: [0.01, 0.02], schedule.constant.warmup_steps: [2, 500, 3]}\n"
        for (name, more) in [("plain", ""), ("pruned", "  pruner: successive_halving\n")] {
            let cold = try records(parameters + more, name + "-cold")
            #expect(cold.map { $0.state == .failed } == [false, true, false, false, true, false], "\(name)")
            #expect(cold[1].reason?.contains("the warm-up of 500 steps") == true, "\(cold[1].reason ?? "")")
            let cached = try records(parameters + more, name + "-cached")
            for (first, second) in zip(cold, cached) {
                #expect(first.state == second.state && first.reason == second.reason, "\(name)")
                #expect(first.hash == second.hash && first.metrics == second.metrics, "\(name)")
            }
            try emptyCache()
        }
    }
}
