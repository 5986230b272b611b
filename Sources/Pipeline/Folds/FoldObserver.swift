import Foundation
import Runs
import Training

/// Stands between the training of a stack of folds and the run directory.
///
/// Every call comes on the training thread.
final class FoldObserver: TrainingObserver {
    /// What every epoch gave, by fold.
    private(set) var reports: [(fold: Int, report: EpochReport)] = []
    private(set) var lastStep = 0

    private let table: FoldTable
    private let folds: [Int]
    private let progress: ProgressReporter
    private let budget: TrainingBudget
    private let epochs: Int?
    /// When the training has to end, on the clock that only goes forward.
    private let deadline: Double
    private let isInterrupted: @Sendable () -> Bool
    private var lastReport: EpochReport?

    /// - Parameter folds: the number of each trial's fold, counted from 0
    init(
        _ table: FoldTable, folds: [Int], progress: ProgressReporter, budget: TrainingBudget, epochs: Int?,
        deadline: Double, isInterrupted: @escaping @Sendable () -> Bool
    ) {
        self.table = table
        self.folds = folds
        self.progress = progress
        self.budget = budget
        self.epochs = epochs
        self.deadline = deadline
        self.isInterrupted = isInterrupted
    }

    func stepsFinished(_ steps: StepLosses) {}

    func epochFinished(_ report: EpochReport) throws {
        reports.append((folds[report.trial], report))
        table.append(report, fold: folds[report.trial])
        lastReport = report
    }

    func stepFinished(_ step: Int) throws -> TrainingRequest {
        lastStep = step
        if isInterrupted() { return .interrupt }
        let time = monotonicSeconds()
        if progress.isDue(at: time) { progress.update(state) }
        return time >= deadline ? .timeIsUp : .proceed
    }

    /// A cross-validation that is interrupted begins anew.
    func checkpointReady(_ checkpoint: TrainingCheckpoint) {}

    func finishProgress() { progress.finish(state) }

    private var state: TrainingProgress {
        let perEpoch = max(budget.stepsPerEpoch, 1)
        return TrainingProgress(
            epoch: min((lastStep + perEpoch - 1) / perEpoch, epochs ?? Int.max), epochs: epochs,
            step: lastStep, totalSteps: budget.totalSteps, loss: lastReport?["train_loss"],
            validationLoss: lastReport?["val_loss"], learningRate: lastReport?.learningRate)
    }
}

/// `folds.csv`: one row per fold and epoch; `metrics.csv` with the means over the folds is made of it at the end.
final class FoldTable: Sendable {
    let file: AppendFile
    let columns: [String]
    private let start = monotonicSeconds()

    init(directory: RunDirectory, columns: [String]) throws {
        self.columns = columns
        file = try AppendFile(
            path: directory.file(RunFile.foldsTable), cutTo: 0, gate: directory.gate)
        file.append(Self.header(columns))
    }

    static func header(_ columns: [String]) -> String {
        (["fold", "epoch", "step", "seconds", "lr"] + columns.map(TableText.field)).joined(separator: ",")
            + "\n"
    }

    /// - Parameter fold: counted from 0
    static func line(_ report: EpochReport, fold: Int, columns: [String], seconds: Double) -> String {
        (["\(fold + 1)"] + fields(report, columns: columns, seconds: seconds)).joined(separator: ",") + "\n"
    }

    var seconds: Double { monotonicSeconds() - start }

    func append(_ report: EpochReport, fold: Int) {
        file.append(Self.line(report, fold: fold, columns: columns, seconds: seconds))
    }

    private static func fields(_ report: EpochReport, columns: [String], seconds: Double) -> [String] {
        [
            "\(report.epoch)", "\(report.step)", "\((seconds * 1e6).rounded() / 1e6)",
            TableText.number(report.learningRate),
        ] + columns.map { name in report[name].map(TableText.number) ?? "" }
    }

    /// The content of `metrics.csv`: for every epoch the means over the folds that trained it.
    ///
    /// - Parameter seconds: of the whole training; spread evenly, since folds may be trained one after another
    static func means(
        _ reports: [(fold: Int, report: EpochReport)], columns: [String], seconds: Double
    ) -> String {
        let names = ["epoch", "step", "seconds", "lr"] + columns.map(TableText.field)
        var lines = [names.joined(separator: ",")]
        let byEpoch = Dictionary(grouping: reports) { $0.report.epoch }
        let last = byEpoch.keys.max() ?? 0
        for (epoch, group) in byEpoch.sorted(by: { $0.key < $1.key }) {
            let ordered = group.sorted { $0.fold < $1.fold }.map(\.report)
            let step = ordered.map(\.step).max() ?? 0
            var mean = EpochReport(
                trial: 0, epoch: epoch, step: step, learningRate: ordered[0].learningRate, values: [])
            mean.values = columns.compactMap { name in
                let values = ordered.compactMap { $0[name] }
                guard !values.isEmpty else { return nil }
                return NamedValue(name, values.reduce(0, +) / Double(values.count))
            }
            let time = seconds * Double(epoch) / Double(max(1, last))
            lines.append(Self.fields(mean, columns: columns, seconds: time).joined(separator: ","))
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
