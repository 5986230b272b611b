import Data

/// Which model is written for a table: races them, and makes sure that what is written is right.
struct DraftChoice {
    private let subject: DraftSubject
    private let race: DraftRace
    private let targetVariance: Double

    init(_ subject: DraftSubject, _ table: Table, environment: [String: String]) {
        self.subject = subject
        race = DraftRace.run(subject, table, environment: environment)
        let deviation = subject.profile[column: subject.target.name]?.numbers?.deviation ?? 1
        targetVariance = deviation * deviation
    }

    /// - Parameter all: one for each model; else only the one to write
    /// - Returns: the one to write first
    func texts(all: Bool) -> [(candidate: DraftCandidate, text: String)] {
        let winner = race.winner?.candidate ?? DraftCandidate(model: .constant)
        let others = all ? race.ranking.map(\.candidate).filter { $0.model != winner.model } : []
        return ([winner] + others).map { candidate in
            var split = subject.split
            let effort = DraftEffort(candidate.model, subject)
            if let folds = effort.folds { split = split.folds(folds) }
            var subject = subject
            switch candidate.model {
            case .constant:
                split = split.withoutParts
                subject.columns = subject.columns.withoutGroup
            case .linear, .randomForest: split = split.withoutValidation
            case .boostedTrees, .network: break
            }
            let lines = race.lines(
                written: candidate, isClass: subject.target.isClass, targetVariance: targetVariance)
            let text = DraftText(
                subject: subject, candidate: candidate, split: split, race: lines,
                nameEnd: all ? "-" + candidate.model.fileName : "", haste: effort.haste
            ).text
            return (candidate, text)
        }
    }
}

extension DraftRace {
    /// Whether deep trees, one for each class, are grown within the time of a race.
    var isForestAffordable: Bool {
        rows * subject.width <= 15_000
    }

    /// Whether a closed form is a matter of tenths of a second: a product of all columns for each fold, and for each
    /// step of a logistic regression.
    var isLinearAffordable: Bool {
        let target = subject.target
        let outputs = target.classes.count > 2 ? target.classes.count : 1
        let width = subject.columns.features.reduce(1) { $0 + $1.scaledWidth }
        let size = Double(width * outputs)
        let steps = target.isClass ? 8 : 0.5
        return Double(rows) * size * size * steps * Double(split.foldCount) <= 6e8
            && (!target.isClass || size <= 4000)
    }
}

extension DraftColumn {
    /// About how many numbers a scaled model sees of it.
    fileprivate var scaledWidth: Int {
        if isText { return Self.words }
        let gaps = hasGaps ? 1 : 0
        if isCategory { return (hasManyLevels ? 1 : levels.count) + gaps }
        return (dateParts.map { 2 * $0.count } ?? 1) + gaps
    }
}
