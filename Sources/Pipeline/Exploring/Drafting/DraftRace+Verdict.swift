import Data
import Foundation
import Machine

extension DraftRace {
    /// What a table is worth a race for: few rows need none to be careful.
    static func run(_ subject: DraftSubject, _ table: Table, environment: [String: String]) -> DraftRace {
        var race = DraftRace(subject, table, environment: environment)
        race.enter(DraftCandidate(model: .constant))
        guard race.rows >= 8 else { return race }
        for logs in subject.hasLongTail ? [false, true] : [false] {
            for price in [1e-4, 0.01, 0.1, 1] where race.isLinearAffordable {
                race.enter(DraftCandidate(model: .linear(price: price), logsTarget: logs))
            }
        }
        if !race.isLinearAffordable {
            race.remark(
                "\(DraftModel.linear(price: 0).title(isClass: subject.target.isClass)): too many columns to race"
            )
        }
        if race.rows >= 40 {
            if DraftTrees.isAvailable {
                for logs in subject.hasLongTail ? [false, true] : [false] {
                    race.enter(DraftCandidate(model: .boostedTrees, logsTarget: logs))
                }
                if race.isForestAffordable { race.enter(DraftCandidate(model: .randomForest)) }
            } else {
                race.remark("boosted trees: libxgboost is not installed (Debian: apt install libxgboost-dev)")
            }
            race.enter(DraftCandidate(model: .network))
        }
        return race
    }

    /// With fewer rows a network has to be clearly better than what cannot go far astray.
    private static let rowsForNetworks = 500

    /// The variant with the smallest loss of each model, best model first.
    var ranking: [RaceResult] {
        let sorted = results.sorted { $0.loss < $1.loss }
        var seen: Set<String> = []
        return sorted.filter { seen.insert($0.candidate.model.fileName).inserted }
    }

    /// The model to write: the best one, if it is surely better than none; the simpler one of those that are about
    /// as good.
    var winner: RaceResult? {
        let ranking = ranking
        guard var best = ranking.first else { return nil }
        if best.candidate.model == .network, ranking.count > 1,
            !Self.isBetter(best, ranking[1], by: subject.rows < Self.rowsForNetworks ? 2 : 0.5)
        {
            best = ranking[1]
        }
        guard let constant = ranking.first(where: { $0.candidate.model == .constant }) else { return best }
        guard best.candidate.model != .constant else { return constant }
        let isSure = isSurelyBetter(best, than: constant)
        let linear = ranking.first { if case .linear = $0.candidate.model { true } else { false } }
        if let linear, !isSure || isAboutAsGood(linear, as: best), isSurelyBetter(linear, than: constant) {
            return linear
        }
        return isSure ? best : constant
    }

    /// The best of several models is lucky as well, and one that is trained was stopped where the rows that judge it
    /// liked it best: one standard error would not do. What few rows say about new ones has to be more than a little.
    private func isSurelyBetter(_ one: RaceResult, than constant: RaceResult) -> Bool {
        let errors = one.candidate.model.isTrained ? 2.5 : 2
        let share = rows < 300 ? 0.95 : rows < 1000 ? 0.98 : 1
        guard one.loss < share * constant.loss else { return false }
        // Rows of one group, or close in time, say nearly the same.
        let groups = subject.columns.group.map { Double($0.distinct) }
        let independent = split.goesByTime ? Double(rows) / 4 : groups ?? Double(rows)
        return Self.isBetter(one, constant, by: errors * (Double(rows) / max(1, independent)).squareRoot())
    }

    /// Where all rows take part, what is trained has to be better by a standard error and by a share of the loss: it
    /// was stopped where the rows that judge it liked it best. Where it will see more rows, it only gets better.
    private func isAboutAsGood(_ linear: RaceResult, as best: RaceResult) -> Bool {
        guard subject.rows < 2 * rows else { return !Self.isBetter(best, linear, by: 0) }
        return best.loss > 0.99 * linear.loss || !Self.isBetter(best, linear, by: 1)
    }

    /// Whether one has smaller losses than the other by so many standard errors of their difference, row by row.
    static func isBetter(_ one: RaceResult, _ other: RaceResult, by errors: Double) -> Bool {
        let differences = other.losses.compactMap { row, loss in one.losses[row].map { loss - $0 } }
        guard differences.count > 1 else { return one.loss < other.loss }
        let count = Double(differences.count)
        let mean = differences.reduce(0, +) / count
        let squares = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        // The standard error itself is not well known from few rows.
        return mean > errors * (1 + 10 / count) * (squares / (count - 1) / count).squareRoot()
    }

    // MARK: Text

    /// The table as comments.
    func lines(written: DraftCandidate, isClass: Bool, targetVariance: Double) -> [String] {
        guard results.count > 1 || !remarks.isEmpty else { return [] }
        var table = TextTable([.left, .right, .right, .left], gap: 3)
        table.row(isClass ? ["model", "accuracy", "log loss", ""] : ["model", "r2", "rmse", ""])
        for result in ranking {
            let figures =
                isClass
                ? [result.accuracy ?? .nan, result.loss]
                : [1 - result.loss / targetVariance, result.loss.squareRoot()]
            table.row(
                [result.candidate.title(isClass: isClass)] + figures.map { Self.figure($0) }
                    + [result.candidate.model == written.model ? "← this one" : ""])
        }
        let which = split.isCrossValidation ? "cross-validated" : "on the rows that trained"
        var lines = DraftSteps.comment(
            "The race, \(which) on \(NumberText.count(rows, "row")) (\(splitText)). A network or trees gain with more rows "
                + "and time.")
        lines += table.lines(indent: 4).map { "#" + $0.trimmingTrailingBlanks }
        for remark in remarks { lines += DraftSteps.comment("Not in it: " + remark + ".") }
        return lines
    }

    private var splitText: String {
        guard case .folds(let count) = split.kind else { return "none kept aside" }
        return "\(count) folds, the same for all" + (split.goesByTime ? ", earlier rows train" : "")
    }

    private static func figure(_ value: Double) -> String {
        value.isFinite ? NumberText.significant(value, digits: 4) : "–"
    }
}

extension String {
    fileprivate var trimmingTrailingBlanks: String {
        var text = self[...]
        while text.last == " " { text = text.dropLast() }
        return String(text)
    }
}
