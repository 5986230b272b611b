import Runs
import Training

/// The text of `metrics.csv`, one row per epoch, and of `folds.csv`, one row per fold and epoch.
struct EpochTable {
    /// The names of what every epoch gives.
    let columns: [String]

    func header(hasFolds: Bool = false) -> String {
        let names = ["epoch", "step", "seconds", "lr"] + columns.map(TableText.field)
        return ((hasFolds ? ["fold"] : []) + names).joined(separator: ",") + "\n"
    }

    /// - Parameter fold: counted from 0; nil for a row without
    func row(_ report: EpochReport, fold: Int? = nil, seconds: Double) -> String {
        var fields = fold.map { ["\($0 + 1)"] } ?? []
        fields += [
            "\(report.epoch)", "\(report.step)", "\((seconds * 1e6).rounded() / 1e6)",
            TableText.number(report.learningRate),
        ]
        // An epoch without validation leaves its columns empty.
        fields += columns.map { name in report[name].map(TableText.number) ?? "" }
        return fields.joined(separator: ",") + "\n"
    }

    /// `folds.csv` of trainings that have ended, epoch by epoch.
    func folds(_ outcome: Outcome) -> String {
        let rows = outcome.folds.enumerated().flatMap { fold, known in
            known.reports.map { (fold: fold, timed: $0) }
        }.sorted { ($0.timed.report.epoch, $0.fold) < ($1.timed.report.epoch, $1.fold) }
        let texts = rows.map { row($0.timed.report, fold: $0.fold, seconds: $0.timed.seconds) }
        return header(hasFolds: true) + texts.joined()
    }

    /// `metrics.csv` of a training that has ended.
    func epochs(_ reports: [TimedReport]) -> String {
        header() + reports.map { row($0.report, seconds: $0.seconds) }.joined()
    }

    /// The content of `metrics.csv`: for every epoch the means over all folds that have begun.
    ///
    /// A fold whose training has ended counts with its last value from then on, so that every mean is over the same
    /// folds. Where a fold that is still training has no value (it validates every few epochs), there is no mean.
    ///
    /// - Parameter unended: folds that were interrupted; the table ends where the first of them stands
    /// - Parameter seconds: of the whole training; spread evenly, since folds may be trained one after another
    func means(_ outcome: Outcome, unended: Set<Int> = [], seconds: Double) -> String {
        var text = header()
        let folds = outcome.folds.enumerated().filter { !$0.element.reports.isEmpty }
            .map { (fold: $0, reports: $1.reports.map(\.report).sorted { $0.epoch < $1.epoch }) }
        let last = folds.compactMap { $0.reports.last?.epoch }.max() ?? 0
        let end = folds.filter { unended.contains($0.fold) }.compactMap { $0.reports.last?.epoch }.min()
        var places = [Int](repeating: 0, count: folds.count)
        var known = [[String: Double]](repeating: [:], count: folds.count)
        for epoch in Set(folds.flatMap { $0.reports.map(\.epoch) }).sorted() where epoch <= end ?? Int.max {
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
            text += row(mean, seconds: time)
        }
        return text
    }
}
