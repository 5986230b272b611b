import Data

/// How much a drafted specification does, so that it takes some seconds of one core whatever the table is.
///
/// The mean of models that together saw all rows is better than one that saw most of them; after that, slow learning
/// is better than fast.
struct DraftEffort {
    /// Folds whose models are averaged; nil for one model.
    let folds: Int?
    /// How many times faster trees learn than they would if time did not matter.
    let haste: Double

    /// Sums of gradients that trees look at: about 7 seconds.
    private static let mostTreeWork = 4.5e9
    /// Products of a network: about 7 seconds.
    private static let mostNetworkWork = 1.2e11
    /// Trees that learn faster than this lose more than folds gain.
    private static let mostFoldedHaste = 2.0
    private static let mostHaste = 4.0

    private init(folds: Int?, haste: Double) {
        self.folds = folds
        self.haste = haste
    }

    init(_ model: DraftModel, _ subject: DraftSubject) {
        let split = subject.split
        // Folds are there already, or do not go with time.
        guard !split.isCrossValidation, !split.goesByTime, subject.rows >= DraftSplit.fewRows else {
            self.init(folds: nil, haste: min(Self.mostHaste, max(1, Self.need(model, subject, split))))
            return
        }
        if model.isTrained {
            for count in [5, 3] {
                let need = Self.need(model, subject, split.folds(count))
                if need <= (model == .boostedTrees ? Self.mostFoldedHaste : 1) {
                    self.init(folds: count, haste: max(1, need))
                    return
                }
            }
        }
        self.init(folds: nil, haste: min(Self.mostHaste, max(1, Self.need(model, subject, split))))
    }

    /// The work of a model as a multiple of what it may take.
    private static func need(_ model: DraftModel, _ subject: DraftSubject, _ split: DraftSplit) -> Double {
        let classes = subject.target.classes.count
        let outputs = Double(classes > 2 ? classes : 1)
        let rows = Double(split.trainingRows)
        let folds = Double(split.foldCount)
        switch model {
        case .boostedTrees:
            let shape = DraftTrees(rows: split.trainingRows, classes: classes, haste: 1)
            // Going over the bins of a column of numbers takes as long as going over some thousand rows.
            let cells = subject.columns.features.reduce(0) { sum, column in
                sum + (column.hasFewBins ? rows : rows + min(2 * rows, 4000)) * Double(column.columnsForTrees)
            }
            return cells * outputs * Double(shape.depth) * shape.likelyRounds * folds / mostTreeWork
        case .network:
            let width = Double(subject.columns.features.reduce(0) { $0 + $1.columnsForTrees })
            let hidden = Double(DraftModelText.hidden(rows: split.trainingRows))
            return rows * (width + hidden + outputs) * hidden * 100 * folds / mostNetworkWork
        case .constant, .linear, .randomForest: return 0
        }
    }
}

extension DraftColumn {
    fileprivate var hasFewBins: Bool { isTruth || isCategory && !hasManyLevels }

    /// Columns that are made of it for trees.
    fileprivate var columnsForTrees: Int {
        if isText { return Self.words }
        if isCategory { return hasManyLevels ? 1 : max(1, levels.count) }
        return dateParts?.count ?? 1
    }
}
