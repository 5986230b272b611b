import Data
import Spec

/// Which rows train and which judge, in a drafted specification and in its race.
struct DraftSplit {
    enum Kind: Equatable {
        /// Too few rows to keep any aside.
        case none
        /// Cross-validation.
        case folds(Int)
        /// Parts of the rows for training, validation and test.
        case parts
    }

    /// Rows of a table that is a series if it looks like one.
    static let shortestSeries = 20
    /// With fewer rows none are kept aside.
    static let fewestRows = 10
    /// With fewer rows every one of them trains and judges, in a cross-validation.
    static let fewRows = 1000
    /// With more rows a twentieth of them is enough to judge by.
    static let manyRows = 10_000

    var kind: Kind
    private var hasValidation = true
    private let rows: Int
    private let isClass: Bool
    private let group: String?
    private let groups: Int
    private let isByTime: Bool
    private let largestClass: Int

    init(rows: Int, target: DraftTarget, columns: DraftColumns) {
        self.rows = rows
        isClass = target.isClass
        group = columns.group?.known
        groups = columns.group?.distinct ?? 0
        isByTime = columns.isInOrderOfTime || columns.isSeries
        largestClass = target.classRows.upperBound
        kind = .none
        if rows >= Self.fewestRows { kind = rows < Self.fewRows && !isByTime ? .folds(5) : .parts }
        kind = possible(kind)
    }

    /// The same with folds where there were parts, for a race or for models that gain by it.
    func folds(_ count: Int) -> DraftSplit {
        var split = self
        split.kind = possible(rows >= 4 ? .folds(count) : .none)
        return split
    }

    /// The same with all rows for training: a mean is not fitted to columns, and needs no rows that judge it.
    var withoutParts: DraftSplit {
        var split = self
        split.kind = .none
        return split
    }

    /// The same without rows for validation: what is fitted in one go is not stopped by any.
    var withoutValidation: DraftSplit {
        var split = self
        split.hasValidation = false
        return split
    }

    /// About how many rows train.
    var trainingRows: Int {
        switch kind {
        case .none: rows
        case .folds(let count): rows - rows / count
        case .parts: rows * trainingPercent / 100
        }
    }

    var isCrossValidation: Bool { if case .folds = kind { true } else { false } }
    var foldCount: Int { if case .folds(let count) = kind { count } else { 1 } }
    /// Whether rows in the order of time are cut where time goes on.
    var goesByTime: Bool { isByTime }

    /// As many folds as rows, groups and classes allow.
    private func possible(_ kind: Kind) -> Kind {
        guard case .folds(let count) = kind else { return kind }
        var most = min(count, rows / 2)
        if group != nil { most = min(most, groups) } else if isClass { most = min(most, largestClass) }
        return most >= 2 ? .folds(most) : .none
    }

    /// Lines of the section `data`, with their reasons.
    var lines: [String] {
        switch kind {
        case .none:
            return ["# No rows are kept aside: the figures are those of the rows that trained."]
        case .folds(let count):
            return foldLines(count)
        case .parts:
            return partLines
        }
    }

    private func foldLines(_ count: Int) -> [String] {
        if let group {
            return [
                "# Cross-validation: each of the \(count) parts judges a model that was trained on the others; rows of one "
                    + "'\(group)'",
                "# stay together. 'assay predict' takes the mean of the models.",
                "split: {group_k_fold: {folds: \(count), by: \(SpecText.value(group))}}",
            ]
        }
        if isByTime {
            return ["split: {time_series: \(count)}"]
        }
        return [
            "# Cross-validation: each of the \(count) parts judges a model that was trained on the others, so every row is "
                + "judged",
            "# once. 'assay predict' takes the mean of the models.",
            "split: {\(isClass ? "stratified_k_fold" : "k_fold"): \(count)}",
        ]
    }

    /// Some hundred rows judge well enough; the others train.
    private var trainingPercent: Int {
        let percent = rows >= Self.manyRows ? 90 : rows >= Self.fewRows ? 80 : 70
        return hasValidation ? percent : (100 + percent) / 2
    }

    /// Percent as a share: 0.9, 0.05.
    private static func share(_ percent: Int) -> String {
        percent % 10 == 0 ? "0.\(percent / 10)" : percent < 10 ? "0.0\(percent)" : "0.\(percent)"
    }

    private var partLines: [String] {
        let percent = trainingPercent
        let other = Self.share(hasValidation ? (100 - percent) / 2 : 100 - percent)
        let shares =
            "{train: \(Self.share(percent)), \(hasValidation ? "val: \(other), " : "")test: \(other)}"
        if let group {
            return [
                "# Rows of one '\(group)' stay together.",
                "split: {group: {parts: \(shares), by: \(SpecText.value(group))}}",
            ]
        }
        if isByTime {
            return [
                "# The rows are in the order of time. The latest are for the test: a model is used on what comes after.",
                "split: {time: \(shares)}",
            ]
        }
        if isClass {
            return ["# Every part has each class's share.", "split: {stratified: \(shares)}"]
        }
        return ["split: {random: \(shares)}"]
    }
}
