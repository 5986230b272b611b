import Data
import Foundation
import Pipeline
import Runs
import Synchronization
import TestSupport
import Testing

/// What bounds a sweep: memory, time, failures of earlier commands.
@Suite("Limits of sweeps")
struct SweepLimitTests {
    @discardableResult
    private func sweep(
        _ workspace: TestWorkspace, _ section: String, runs: String = "runs", jobs: Int = 1,
        memory: Int? = nil,
        retryFailed: Bool = false, output: CommandOutput? = nil
    ) throws -> CommandStatus {
        try workspace.folder.write("extends: fine.yaml\n" + section, to: "sweep.yaml")
        return RunSweep.run(
            SweepRequest(
                specification: workspace.folder.file("sweep.yaml"), runsFolder: workspace.folder.file(runs),
                jobs: jobs, memory: memory, retryFailed: retryFailed),
            environment: workspace.environment, output: output ?? workspace.silent, gate: OpenGate(),
            isInterrupted: { false })
    }

    private func directory(_ workspace: TestWorkspace, _ runs: String = "runs") throws -> SweepDirectory {
        try SweepDirectory.find("latest", in: workspace.folder.file(runs))
    }

    private func table(_ workspace: TestWorkspace, _ runs: String) throws -> [String] {
        let path = try directory(workspace, runs).file(SweepFile.table)
        return try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false).dropLast(3).joined(separator: ",")
        }
    }

    @Test("A trial that needs more memory than allowed fails with the reason, and the others finish")
    func outOfMemory() throws {
        let workspace = try TestWorkspace()
        let section = "sweep: {parameters: {model.0.units: [2, 4000]}}\n"
        #expect(try sweep(workspace, section, memory: 200_000) == .done)
        let records = try directory(workspace).state().ordered
        #expect(records.map(\.state) == [.completed, .failed])
        #expect(records[1].reason?.contains("out of memory") == true, "\(records[1].reason ?? "")")
        let table = try table(workspace, "runs")
        #expect(table.last?.contains("out of memory") == true)
        let trial = try RunDirectory(
            path: try directory(workspace).trialFolder(records[1].folderName))
        #expect(try trial.manifest().status == .failed)
    }

    @Test("Trials that failed are left alone by the same command and tried again when asked for")
    func retryFailed() throws {
        let workspace = try TestWorkspace()
        let section = "sweep: {parameters: {model.0.units: [2, 4000], optimizer.lr: [0.00001, 0.00002]}}\n"
        try sweep(workspace, section, memory: 200_000)
        let before = try directory(workspace).state()
        #expect(before.counts == [.completed: 2, .failed: 2])
        #expect(try sweep(workspace, section) == .done)
        #expect(try directory(workspace).state().records == before.records)
        #expect(try sweep(workspace, section, retryFailed: true) == .done)
        let after = try directory(workspace).state()
        #expect(after.counts[.failed] ?? 0 == 0 && after.records.count == 4)
        for record in before.ordered where record.state == .completed {
            #expect(after.records[record.number] == record)
        }
        // As if there had been enough memory from the start.
        try sweep(workspace, section, runs: "whole")
        #expect(try table(workspace, "runs") == table(workspace, "whole"))
    }

    @Test("Where later trials depend on earlier ones, failed ones cannot be tried again")
    func retryRefused() throws {
        let workspace = try TestWorkspace()
        let section = """
            sweep:
              parameters: {optimizer.lr: {log_uniform: [0.001, 0.1]}}
              sampler: {tpe: {trials: 12}}
            """
        var status: CommandStatus?
        let captured = try CapturedOutput { output in
            status = try sweep(workspace, section, retryFailed: true, output: output)
        }
        #expect(status == .invalid)
        #expect(captured.messages.contains("the sampler decided"), "\(captured.messages)")
    }

    @Test(
        "With memory for one stack only, a pruned sweep has the results of one with plenty",
        arguments: ["successive_halving", "median", "hyperband"])
    func lockstepMemory(pruner: String) throws {
        let workspace = try TestWorkspace()
        // Batch sizes make stacks of different shapes, of which only one fits at a time.
        let section = """
            model: [{linear: 8}, tanh, {dropout: 0.1}, {linear: 1}]
            optimizer: {adam: {lr: 0.01}}
            train: {epochs: 9, early_stopping: {patience: 2}}
            sweep:
              parameters: {optimizer.lr: {log_uniform: [0.0001, 0.3]}, train.batch_size: [4, 5, 6]}
              sampler: {random: {trials: 12}}
              pruner: \(pruner)
            """
        try sweep(workspace, section, runs: "plenty")
        try sweep(workspace, section, runs: "tight", jobs: 2, memory: 12_000)
        let table = try table(workspace, "plenty")
        #expect(table.contains { $0.contains(",pruned,") })
        #expect(!table.contains { $0.contains("out of memory") })
        #expect(try self.table(workspace, "tight") == table)
        let trials = try FileManager.default.contentsOfDirectory(
            atPath: directory(workspace, "tight").file(SweepFile.trials))
        #expect(!trials.contains { $0.hasPrefix(".") }, "files of suspended trials are left")
    }

    @Test("'max_time' ends a trial of a sweep as it ends a run")
    func maxTime() throws {
        let workspace = try TestWorkspace()
        let section = """
            train: {epochs: 10000000, max_time: 0.2s}
            sweep: {parameters: {optimizer.lr: [0.0001, 0.0002]}}
            """
        #expect(try sweep(workspace, section) == .done)
        let records = try directory(workspace).state().ordered
        #expect(records.map(\.state) == [.stopped, .stopped])
        #expect(records.allSatisfy { $0.reason?.contains("max_time") == true && $0.objective != nil })
    }

    @Test("Processes that begin the same sweep at the same moment make one directory")
    func creationRace() throws {
        let workspace = try TestWorkspace()
        let made = Mutex<[String]>([])
        DispatchQueue.concurrentPerform(iterations: 16) { index in
            // Names and so times differ, as they would on both sides of a second's end.
            let sweep = try? SweepDirectory.create(
                in: workspace.runsFolder, name: "s\(index)", key: "0123456789abcdef", specification: ""
            ) { id, time in
                SweepOpening(
                    id: id, name: "s", key: "0123456789abcdef", created: time, specification: "",
                    overrides: [], commandLine: [], parameters: [], objective: "val_loss",
                    direction: "minimize", sampler: "grid", pruner: nil, trials: 1, repeats: 1)
            }
            made.withLock { $0.append(sweep?.id ?? "") }
        }
        #expect(Set(made.withLock { $0 }).count == 1)
        #expect(SweepDirectory.all(in: workspace.runsFolder).count == 1)
        let names = try FileManager.default.contentsOfDirectory(atPath: workspace.runsFolder + "/sweeps")
        #expect(!names.contains { $0.hasPrefix(".new-") })
    }

    @Test("The cache of prepared data is looked through once, however many trials have data of their own")
    func cacheIsNotListedByTrial() throws {
        let workspace = try TestWorkspace()
        let seeds = (0..<40).map(String.init).joined(separator: ", ")
        let section = "train: {epochs: 1}\nsweep: {parameters: {seed: [\(seeds)]}, keep: 0}\n"
        #expect(try sweep(workspace, section, jobs: 2) == .done)
        let folder = workspace.folder.path + "/cache/prepared"
        let entries = try FileManager.default.contentsOfDirectory(atPath: folder)
        #expect(entries.filter { $0.hasSuffix(".data") }.count >= 40)
        #expect(CacheSpace.cuts(of: folder) == 1)
    }
}
