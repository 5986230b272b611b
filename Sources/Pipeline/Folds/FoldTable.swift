import Foundation
import Runs
import Training

/// `folds.csv`: one row per fold and epoch; `metrics.csv` with the means over the folds is made of it at the end.
final class FoldTable: Sendable {
    let file: AppendFile
    let columns: [String]
    /// What the rows say that are kept from an earlier attempt.
    let earlier: [(fold: Int, report: EpochReport)]
    /// Seconds of training in them.
    let earlierSeconds: Double
    private let start = monotonicSeconds()

    /// - Parameter kept: the rows of an earlier attempt that its checkpoints cover
    init(directory: RunDirectory, columns: [String], keeping kept: [FoldTableRow] = []) throws {
        self.columns = columns
        earlier = kept.map { ($0.fold, $0.report) }
        earlierSeconds = kept.map(\.seconds).max() ?? 0
        let text = Self.header(columns) + kept.map { $0.line + "\n" }.joined()
        let content = Data(text.utf8)
        try directory.replace(RunFile.foldsTable, with: content)
        file = try AppendFile(
            path: directory.file(RunFile.foldsTable), cutTo: content.count, gate: directory.gate)
    }

    var seconds: Double { earlierSeconds + monotonicSeconds() - start }

    func append(_ report: EpochReport, fold: Int) {
        file.append(Self.line(report, fold: fold, columns: columns, seconds: seconds))
    }

    static func header(_ columns: [String]) -> String {
        (["fold", "epoch", "step", "seconds", "lr"] + columns.map(TableText.field)).joined(separator: ",")
            + "\n"
    }

    /// - Parameter fold: counted from 0
    static func line(_ report: EpochReport, fold: Int, columns: [String], seconds: Double) -> String {
        (["\(fold + 1)"] + fields(report, columns: columns, seconds: seconds)).joined(separator: ",") + "\n"
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
