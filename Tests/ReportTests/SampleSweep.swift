import Foundation
import Report
import Runs
import TestSupport

/// A sweep directory written by hand: a bowl over two parameters, with pruned and diverged trials.
struct SampleSweep {
    let folder: TemporaryFolder
    let directory: SweepDirectory
    let state: SweepState
    let summary: SweepSummary

    init(trials: Int, hostile: String = "x") throws {
        folder = try TemporaryFolder()
        directory = try SweepDirectory.create(
            in: folder.path, name: "sample", key: "abcdef01", specification: "name: sample\n"
        ) { id, time in
            SweepOpening(
                id: id, name: hostile, key: "abcdef01", created: time, specification: "sample.yaml",
                overrides: [], commandLine: [], parameters: ["optimizer.lr", hostile], objective: "val_loss",
                direction: "minimize", sampler: "random", pruner: nil, trials: trials, repeats: 1)
        }
        var events: [SweepEvent] = directory.opening().map { [.sweep($0)] } ?? []
        for trial in 0..<trials {
            let rate = Double((trial * 37) % 100 + 1) / 1000
            let value = (rate - 0.05) * (rate - 0.05) * 100 + 0.1 + Double(trial % 3) / 20
            var record = TrialRecord(
                number: trial, hash: "abcdef\(10_000 + trial)",
                state: trial % 11 == 10 ? .diverged : trial % 7 == 6 ? .pruned : .completed, reason: hostile,
                attempt: 1,
                parameters: [
                    "optimizer.lr": .number(rate), hostile: .string(trial % 3 == 0 ? hostile : "adam"),
                ], point: trial, repetition: 0, seed: trial,
                ended: RunTime(milliseconds: 1_763_700_000_000 + Int64(trial) * 300), worker: "w")
            record.objective = record.state == .diverged ? nil : value
            record.metrics = ["test_mse": .some(value * 2)]
            record.epochs = 5
            record.steps = 50
            record.bestEpoch = 5
            record.seconds = 0.5
            events.append(.trial(record))
            guard trial < 200 else { continue }
            let epochs = (1...5).map { "\($0),\(value + 1 / Double($0))\n" }
            try FileManager.default.createDirectory(
                atPath: directory.trialFolder(record.folderName), withIntermediateDirectories: true)
            try Data(("epoch,val_loss\n" + epochs.joined()).utf8).write(
                to: URL(
                    fileURLWithPath: directory.trialFolder(record.folderName) + "/" + RunFile.metricsTable))
        }
        state = SweepState(events)
        guard let opening = state.opening else { throw RunError.notASweep(path: directory.path) }
        var summary = SweepSummary(
            opening: opening, state: state, status: "completed", total: trials, dropped: 0,
            importance: [
                SweepSummary.Importance(parameter: "optimizer.lr", share: 0.75),
                SweepSummary.Importance(parameter: hostile, share: 0.25),
            ], importancePoints: nil)
        summary.points = [
            SweepSummary.Point(
                point: 3, parameters: ["optimizer.lr": .number(0.05), hostile: .string(hostile)], count: 3,
                mean: 0.25, deviation: 0.125, minimum: 0.125, maximum: 0.375)
        ]
        self.summary = summary
    }

    var contents: SweepContents {
        get throws { try SweepContents(directory, state: state, summary: summary) }
    }
}
