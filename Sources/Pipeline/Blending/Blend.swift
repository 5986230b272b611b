import Data
import Runs
import Training

/// Models whose predictions are averaged, each with its weight.
///
/// Classes are averaged by their probabilities, numbers in the target's own units. Where all members took the target
/// through the same steps, the mean is also known in the space of training, and measured there beside its own units.
struct Blend {
    /// The best one first.
    let members: [BlendMember]
    let threads: Int

    /// What a part of the data is predicted to be; of a cross-validation that of a fold.
    struct Part {
        let fold: Int
        let split: PreparedSplit
        /// With the transform that takes the predictions back.
        let data: PreparedData
        let transform: TargetTransform?
        var rows: ScoredRows

        /// The same with what was fitted to the predictions.
        func applying(_ decision: TrainingDecision?) -> Part {
            guard let decision else { return self }
            var part = self
            part.rows = decision.applied(to: rows)
            return part
        }

        /// As a fold of a cross-validation.
        var ofFold: FoldPredictions {
            FoldPredictions(index: fold, data: data, split: shown, rows: rows, transform: transform)
        }

        /// The rows as files show them: with targets in own units where predictions are.
        var shown: PreparedSplit {
            guard transform == nil, data.targetTransform != nil else { return split }
            var shown = split
            shown.originalTargets = RowValues(rows.targets)
            return shown
        }
    }

    /// The mean of all members for a part, fold by fold.
    func parts(named name: String) throws -> [Part] {
        let predictions = try members.map { try $0.predictions(of: name, threads: threads) }
        guard let first = members.first else { return [] }
        return first.data.indices.compactMap { fold in
            guard let split = first.data[fold][split: name] else { return nil }
            let space = BlendSpace(members, fold: fold)
            let rows = PredictionMean.alike(predictions.map { $0[fold] })
            return Part(
                fold: fold, split: split, data: first.data[fold], transform: space.transform,
                rows: space.mean(rows, weights: members.map(\.weight)))
        }
    }

    /// The parts of the data.
    var partNames: [String] { members.first?.data.first?.splits.map(\.name) ?? [] }

    /// The part whose rows are predicted: the one nothing was tuned on.
    var predictedSplit: String? {
        guard let data = members.first?.data, let first = data.first else { return nil }
        return data.count > 1 ? "val" : PredictionsFile.split(of: first)
    }

    /// What the specification asks to be fitted to predictions; nil where it asks for nothing.
    ///
    /// - Parameter parts: the validation rows, of folds those that each left out
    func decision(on parts: [Part]) -> TrainingDecision? {
        guard let settings = members.first?.run.spec.decision, !settings.isEmpty else { return nil }
        guard settings.needsRows, var pooled = parts.first?.rows else {
            return TrainingDecision(threshold: settings.threshold?.fixed)
        }
        for part in parts.dropFirst() {
            pooled.predictions += part.rows.predictions
            pooled.targets += part.rows.targets
        }
        return settings.fit(pooled)
    }

    /// The figures of a part.
    func scores(_ part: Part, _ name: String) throws -> SplitScores {
        let (member, spec) = (members[0], members[0].run.spec)
        let judge = try PredictionJudge(
            plan: member.plan(of: part.fold), split: part.split,
            trained: part.data[split: "train"].map { (spec.effectiveTrain, $0) })
        return SplitScores(
            part.rows, loss: try judge.loss(of: part.rows) ?? .nan, split: name, metrics: spec.numberMetrics,
            tables: spec.tableMetrics, targets: part.data.targetNames, transform: part.transform)
    }
}

/// In which numbers the predictions of several models are averaged and measured.
struct BlendSpace {
    /// Takes measured numbers back to own units; nil where they are in them, and for classes.
    let transform: TargetTransform?
    private let transforms: [TargetTransform?]
    /// Whether means may be taken in the space of training.
    let averagesInTraining: Bool

    init(_ members: [BlendMember], fold: Int) {
        let isClassification = members.first?.data[fold].target != .real
        transforms =
            isClassification ? members.map { _ in nil } : members.map { $0.data[fold].targetTransform }
        let first = transforms.first ?? nil
        let isCommon = transforms.allSatisfy { $0 == first }
        transform = isCommon ? first : nil
        let columns = members.first?.data[fold].targetNames.count ?? 1
        averagesInTraining =
            isCommon && (0..<columns).allSatisfy { first?.isAffine(column: $0) ?? true }
    }

    /// The predictions of a member as they are averaged.
    func averaged(_ rows: ScoredRows, of member: Int) -> ScoredRows {
        averagesInTraining ? rows : rows.inOriginalUnits(transforms[member]) ?? rows
    }

    /// The weighted mean, in the space of training where there is one.
    func mean(_ rows: [ScoredRows], weights: [Double]) -> ScoredRows {
        let own = rows.enumerated().map { averaged($1, of: $0) }
        var mean = PredictionMean.of(own, weights: weights)
        mean.spreads = spreads(rows, weights)
        guard !averagesInTraining, let transform, let first = rows.first else { return mean }
        // Back to the space of training: the mean lies between what the members predict there.
        let columns = mean.task.predictionColumns
        mean.targets = first.targets
        mean.originalTargets = first.originalTargets
        for place in mean.predictions.indices {
            let values = rows.map { $0.predictions[place] }
            mean.predictions[place] = transform.place(
                of: mean.predictions[place], from: values.min() ?? 0, to: values.max() ?? 0,
                column: place % columns)
        }
        return mean
    }

    /// How far the members are apart, in the target's own units.
    private func spreads(_ rows: [ScoredRows], _ weights: [Double]) -> [Double]? {
        let own = rows.enumerated().map { $1.inOriginalUnits(transforms[$0]) ?? $1 }
        return PredictionMean.of(own, weights: weights, withSpread: true).spreads
    }
}
