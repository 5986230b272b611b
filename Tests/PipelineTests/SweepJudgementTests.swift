import Foundation
import Pipeline
import Runs
import Sweep
import TestSupport
import Testing

/// Pruners judge trials by values only, whichever epochs have one.
@Suite("Judgements of pruners")
struct SweepJudgementTests {
    private static func section(_ pruner: String, validateEvery: Int, epochs: Int = 12) -> String {
        """
        train: {epochs: \(epochs), validate_every: \(validateEvery)}
        sweep:
          parameters: {optimizer.lr: {log_uniform: [0.0001, 0.05]}, model.0.units: [2, 3]}
          sampler: {random: {trials: 12}}
          objective: {minimize: val_loss}
          pruner: \(pruner)

        """
    }

    /// A pruner where every third epoch validates, and the pruner that asks for those epochs where every one does.
    ///
    /// Rungs 1, 2, 3 … 11 become 3, 6, 9; rungs 1, 3, 9 become 3, 9; with a least resource of 2 and the factor 2, rungs
    /// 2, 4, 8 become 3, 6, 9, of which each keeps half. Hyperband's for 12 epochs are (1, 4), (4) and none: (3, 6),
    /// (6).
    private static let equals: [(waiting: String, asking: String?)] = [
        ("median", "{median: {warmup: 2, interval: 3}}"),
        ("{percentile: 30}", "{percentile: {percentile: 30, warmup: 2, interval: 3}}"),
        ("{threshold: {upper: 30}}", "{threshold: {upper: 30, warmup: 2, interval: 3}}"),
        ("successive_halving", "{successive_halving: {min_resource: 3}}"),
        ("{asha: {reduction_factor: 3}}", "{asha: {min_resource: 3, reduction_factor: 3}}"),
        ("hyperband", nil),
    ]

    @Test("Every pruner waits for the epochs that have a value", arguments: equals.map(\.waiting))
    func waiting(_ pruner: String) throws {
        let workspace = try SweepWorkspace()
        let asking = try #require(Self.equals.first { $0.waiting == pruner }).asking
        #expect(try workspace.sweep(Self.section(pruner, validateEvery: 3), runs: "waiting") == .done)
        let records = try workspace.directory("waiting").state().ordered
        #expect(records.count == 12)
        for record in records {
            #expect(record.reports.allSatisfy { $0.epoch.isMultiple(of: 3) && $0.epoch < 12 })
            #expect(record.reports.allSatisfy { $0.value != nil })
            #expect(record.state == .completed || record.epochs.isMultiple(of: 3))
        }
        #expect(records.contains { $0.state == .completed } && records.contains { $0.state == .pruned })
        guard let asking else { return }
        #expect(try workspace.sweep(Self.section(asking, validateEvery: 1), runs: "asking") == .done)
        let others = try workspace.directory("asking").state().ordered
        #expect(records.map(\.state) == others.map(\.state))
        #expect(records.map(\.objective) == others.map(\.objective))
        #expect(records.map(\.reports) == others.map(\.reports))
    }

    @Test(
        "With or without validation in between, killed or not, the judgements are the same",
        arguments: equals.map(\.waiting))
    func killed(_ pruner: String) throws {
        let workspace = try SweepWorkspace()
        let section = Self.section(pruner, validateEvery: 3, epochs: 7)
        #expect(try workspace.sweep(section, runs: "whole") == .done)
        let table = try workspace.table("whole")
        #expect(try workspace.sweep(section, runs: "jobs", jobs: 3) == .done)
        #expect(try workspace.table("jobs") == table)
        for writes in [3, 20] {
            let runs = "killed-\(writes)"
            try workspace.sweep(section, runs: runs, gate: CrashingGate(after: writes))
            #expect(try workspace.sweep(section, runs: runs) == .done)
            #expect(try workspace.table(runs) == table)
        }
    }

    @Test("Where trials differ in 'validate_every', they are judged when all of them have a value")
    func mixed() throws {
        let workspace = try SweepWorkspace()
        let section = """
            train: {epochs: 9}
            sweep:
              parameters: {train.validate_every: [1, 2, 4], optimizer.lr: [0.001, 0.01]}
              objective: {minimize: val_loss}
              pruner: median

            """
        #expect(try workspace.sweep(section, jobs: 2) == .done)
        let records = try workspace.directory().state().ordered
        #expect(Set(records.flatMap { $0.reports.map(\.epoch) }) == [4, 8])
        #expect(records.allSatisfy { ($0.reports.first?.epoch ?? 0) == 4 })
        #expect(records.contains { $0.state == .completed })
    }

    @Test("A pruner that would never judge is refused, and one whose objective is known every epoch is not")
    func never() throws {
        let workspace = try SweepWorkspace()
        #expect(try workspace.sweep(Self.section("median", validateEvery: 12)) == .invalid)
        let training = Self.section("median", validateEvery: 12).replacing("val_loss", with: "train_loss")
        #expect(try workspace.sweep(training) == .done)
    }

    @Test("The length of training that pruners count by is that of the longest trial, listed ones included")
    func listedEpochs() throws {
        let workspace = try SweepWorkspace()
        let section = """
            sweep:
              trials: [{train.epochs: 9, optimizer.lr: 0.001}, {train.epochs: 9, optimizer.lr: 0.01}]
              objective: {minimize: train_loss}
              pruner: {successive_halving: {min_resource: 6}}

            """
        #expect(try workspace.sweep(section) == .done)
        // One of the two trials is given up after epoch 6, beyond the 5 epochs of the specification itself.
        let records = try workspace.directory().state().ordered
        #expect(records.map(\.state).filter { $0 == .pruned }.count == 1)
        #expect(records.map { $0.reports.map(\.epoch) } == [[6], [6]])
    }
}
