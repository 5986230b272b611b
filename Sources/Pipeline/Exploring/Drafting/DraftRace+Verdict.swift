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
            for price in [1e-4, 0.001, 0.01, 0.1, 1] where race.isLinearAffordable {
                race.enter(DraftCandidate(model: .linear(price: price), logsTarget: logs))
            }
        }
        if !race.isLinearAffordable {
            race.remark(
                .linear(price: 0),
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
                race.remark(
                    .boostedTrees,
                    "boosted trees: libxgboost is not installed (Debian: apt install libxgboost-dev)")
            }
            race.enter(DraftCandidate(model: .network))
        }
        return race
    }

    /// The variant with the smallest loss of each model, best model first.
    var ranking: [RaceResult] {
        let sorted = results.sorted { $0.loss < $1.loss }
        var seen: Set<String> = []
        return sorted.filter { seen.insert($0.candidate.model.fileName).inserted }
    }

    /// The model to write: the best one that is surely better than none; the simpler one of those that are about as
    /// good.
    var winner: RaceResult? {
        let ranking = ranking
        guard let constant = ranking.first(where: { $0.candidate.model == .constant }) else {
            return ranking.first
        }
        let sure = ranking.filter { $0.candidate.model != .constant && isSurelyBetter($0, than: constant) }
        guard let best = sure.first else { return constant }
        let linear = sure.first { if case .linear = $0.candidate.model { true } else { false } }
        if let linear, isAboutAsGood(linear, as: best) { return linear }
        return best
    }

    /// The best of several models is lucky as well, and one that is trained was stopped where the rows that judge it
    /// liked it best: one standard error would not do. What few rows say about new ones has to be more than a little.
    private func isSurelyBetter(_ one: RaceResult, than constant: RaceResult) -> Bool {
        let share = rows < 300 ? 0.95 : rows < 1000 ? 0.98 : 1
        return one.loss < share * constant.loss
            && isBetter(one, constant, by: one.candidate.model.isTrained ? 2.5 : 2)
    }

    /// On tables of few rows what is two percent better is better on new rows in two of three cases, networks too.
    /// With more rows what is trained gains by what a race has no time for: slower learning, more rows, folds.
    private func isAboutAsGood(_ linear: RaceResult, as best: RaceResult) -> Bool {
        best.loss > (subject.rows < DraftSplit.fewRows ? 0.98 : 1) * linear.loss
    }

    /// Whether one has smaller losses than the other by so many standard errors of their difference.
    ///
    /// Rows of one group, or close in time, say nearly the same: what counts is how much their sums differ.
    private func isBetter(_ one: RaceResult, _ other: RaceResult, by errors: Double) -> Bool {
        var sums: [Int: (rows: Double, sum: Double)] = [:]
        for (row, loss) in other.losses.sorted(by: { $0.key < $1.key }) {
            guard let own = one.losses[row] else { continue }
            let block = blocks[row] ?? row
            let known = sums[block] ?? (0, 0)
            sums[block] = (known.rows + 1, known.sum + loss - own)
        }
        let found = sums.sorted { $0.key < $1.key }.map(\.value)
        guard found.count > 1 else { return one.loss < other.loss }
        let count = Double(found.count)
        let all = found.reduce(0) { $0 + $1.rows }
        let mean = found.reduce(0) { $0 + $1.sum } / all
        let squares = found.reduce(0) { $0 + ($1.sum - $1.rows * mean) * ($1.sum - $1.rows * mean) }
        let error = (squares * count / (count - 1)).squareRoot() / all
        // The standard error itself is not well known from few rows. Sums of rows are nearer to a normal distribution.
        return mean > errors * (1 + (blocks.isEmpty ? 10 : 3) / count) * error
    }

    /// The block of each row whose losses are not independent of those of others: its group, or its stretch of time.
    static func blocks(_ table: Table, _ subject: DraftSubject, _ split: DraftSplit) -> [Int: Int] {
        func id(_ row: Int) -> Int { table.rowIds.map { Int($0[row]) } ?? row }
        var blocks: [Int: Int] = [:]
        if let group = subject.columns.group, let codes = table[group.name]?.asCategories?.codes {
            // Rows without a group are one more.
            for row in 0..<table.rowCount { blocks[id(row)] = Int(codes[row]) }
        } else if split.goesByTime {
            let length = max(1, table.rowCount / 12)
            for row in 0..<table.rowCount { blocks[id(row)] = row / length }
        }
        return blocks
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
        var told: Set<String> = []
        for remark in remarks where !seen(remark.model) && told.insert(remark.model.fileName).inserted {
            lines += DraftSteps.comment("Not in it: " + remark.text + ".")
        }
        return lines
    }

    /// Whether a variant of a model took part, whatever kept another one from it.
    private func seen(_ model: DraftModel) -> Bool {
        results.contains { $0.candidate.model.fileName == model.fileName }
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
