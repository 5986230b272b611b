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

    /// The content of `metrics.csv`: for every epoch the means over all folds that have begun.
    ///
    /// A fold whose training has ended counts with its last value from then on, so that every mean is over the same folds.
    /// Where a fold that is still training has no value (it validates every few epochs), there is no mean.
    ///
    /// - Parameter unended: folds that were interrupted; the table ends where the first of them stands
    /// - Parameter seconds: of the whole training; spread evenly, since folds may be trained one after another
    package static func means(
        _ reports: [(fold: Int, report: EpochReport)], unended: Set<Int> = [], columns: [String],
        seconds: Double
    ) -> String {
        let names = ["epoch", "step", "seconds", "lr"] + columns.map(TableText.field)
        var lines = [names.joined(separator: ",")]
        let folds = Dictionary(grouping: reports) { $0.fold }.sorted { $0.key < $1.key }
            .map { (fold: $0.key, reports: $0.value.map(\.report).sorted { $0.epoch < $1.epoch }) }
        let last = folds.compactMap { $0.reports.last?.epoch }.max() ?? 0
        let end = folds.filter { unended.contains($0.fold) }.compactMap { $0.reports.last?.epoch }.min()
        var places = [Int](repeating: 0, count: folds.count)
        var known = [[String: Double]](repeating: [:], count: folds.count)
        for epoch in Set(reports.map(\.report.epoch)).sorted() where epoch <= end ?? Int.max {
            var current: [EpochReport?] = []
            for (index, fold) in folds.enumerated() {
                let isHere = places[index] < fold.reports.count && fold.reports[places[index]].epoch == epoch
                current.append(isHere ? fold.reports[places[index]] : nil)
                guard isHere else { continue }
                for value in fold.reports[places[index]].values { known[index][value.name] = value.value }
                places[index] += 1
            }
            let training = current.compactMap { $0 }
            var mean = EpochReport(
                trial: 0, epoch: epoch, step: training.map(\.step).max() ?? 0,
                learningRate: training.first?.learningRate ?? .nan, values: [])
            mean.values = columns.compactMap { name in
                guard training.allSatisfy({ $0[name] != nil }) else { return nil }
                let values = known.compactMap { $0[name] }
                guard values.count == folds.count else { return nil }
                return NamedValue(name, values.reduce(0, +) / Double(values.count))
            }
            let time = seconds * Double(epoch) / Double(max(1, last))
            lines.append(Self.fields(mean, columns: columns, seconds: time).joined(separator: ","))
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
