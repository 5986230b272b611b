/// How training ended.
package enum TrainingStatus: Hashable, Sendable {
    /// The budget was used up.
    case completed
    /// Early stopping; what it watched was a number in some epoch, or never.
    case stopped(epoch: Int, monitor: String, wasDefined: Bool = true)
    /// `max_time` was over.
    case outOfTime
    /// Given up after an epoch by a sweep, because others were better.
    case pruned(epoch: Int)
    case diverged(Divergence)
    case interrupted

    /// Why early stopping ended the training, in a clause; nil for other endings.
    package var stoppingReason: String? {
        guard case .stopped(let epoch, let monitor, let wasDefined) = self else { return nil }
        let what = wasDefined ? "did not improve any more" : "was never a number, so no epoch was the best"
        return "\(monitor) \(what); stopped after epoch \(epoch)"
    }

    /// What a stored state keeps of the ending of a training that is over; nil where the state itself says it, or where
    /// it was not over. That the weights at the end are not finite is found again when they are judged.
    package var asStored: TrainingStatus? {
        switch self {
        case .completed, .outOfTime, .pruned: self
        case .diverged(let divergence): divergence.part == nil ? self : .completed
        case .stopped, .interrupted: nil
        }
    }

    /// The word in `run.json`.
    package var word: String {
        switch self {
        case .completed: "completed"
        case .stopped, .outOfTime: "stopped"
        case .pruned: "pruned"
        case .diverged: "diverged"
        case .interrupted: "interrupted"
        }
    }
}

/// A loss or a parameter that is no longer finite.
package struct Divergence: Hashable, Sendable, CustomStringConvertible {
    /// The step whose loss was not finite, or after which a parameter was not; counted from 1.
    package var step: Int
    package var epoch: Int
    package var learningRate: Double
    package var loss: Double
    /// The first parameter, in the order of the model, with an element that is not finite after the step; when the
    /// loss overflowed first, the one with the largest element.
    package var parameter: String
    /// Whether every parameter is still finite.
    package var parametersAreFinite: Bool
    /// The part whose loss was found not to be finite when all steps were done; nil for the loss of a step.
    package var part: String?

    package init(
        step: Int, epoch: Int, learningRate: Double, loss: Double, parameter: String,
        parametersAreFinite: Bool,
        part: String? = nil
    ) {
        self.step = step
        self.epoch = epoch
        self.learningRate = learningRate
        self.loss = loss
        self.parameter = parameter
        self.parametersAreFinite = parametersAreFinite
        self.part = part
    }

    package var description: String {
        let place =
            step > 0
            ? "\(part == nil ? "at" : "after") step \(step), epoch \(epoch), learning rate \(learningRate)"
            : "with the weights that were computed"
        let what =
            loss.isFinite
            ? "a parameter" : part.map { "the loss of '\($0)' (\(loss))" } ?? "the loss (\(loss))"
        let affected =
            parametersAreFinite
            ? "the parameters are still finite, the largest number is in '\(parameter)'"
            : "the first parameter affected is '\(parameter)'"
        return "\(what) is not finite \(place); \(affected)"
    }
}

/// Loss and metrics of one split.
package struct SplitScores: Hashable, Sendable {
    package var split: String
    package var rows: Int
    /// `loss`, then every metric by its label.
    package var values: [NamedValue]
    /// The metrics on predictions and targets in original units; empty when the target was left alone.
    package var originalUnits: [NamedValue]
    /// The measures that are tables.
    package var tables: [NamedTable]
    /// The means of predictions and real targets, in the space of training and, where the target was
    /// transformed, in its own units.
    package var means: [NamedValue] = []
    /// The mean loss of each member of an ensemble by itself; empty for a single model.
    package var memberLosses: [Double] = []
}

/// A table with its name.
package struct NamedTable: Hashable, Sendable {
    package var name: String
    package var table: MetricTable
}

/// What a simple rule reaches.
package struct BaselineScores: Hashable, Sendable {
    /// `mean` of the training targets, `majority` class of the training rows, `linear` least squares on them; of series
    /// `persistence`, the last known value, and `seasonal_naive`, that of the last season.
    package var name: String
    package var splits: [SplitScores]
}

/// The rows of a split as a model predicts them.
package struct ScoredPart: Sendable {
    package var split: String
    package var rows: ScoredRows

    package init(split: String, rows: ScoredRows) {
        self.split = split
        self.rows = rows
    }
}

/// What training one trial gave.
package struct TrialResult: Sendable {
    package var status: TrainingStatus
    package var epochs: Int
    package var steps: Int
    package var bestEpoch: Int?
    /// What `bestEpoch` is the best of, such as `val_loss`.
    package var monitor: String
    /// Whether what decides about the best epoch was looked at and never was a number.
    package var monitorWasUndefined = false
    package var lastEpoch: EpochReport?
    /// Each split in order; empty when training was interrupted, or diverged before its end.
    package var splits: [SplitScores]
    package var baselines: [BaselineScores]
    /// The rows behind `splits`, as the model predicts them, where `keepsScoredRows` asks for them.
    package var scored: [ScoredPart] = []

    /// Whether the weights are good for predictions and comparisons.
    package var isScored: Bool { status.hasScores && !splits.isEmpty }
}

extension TrialResult {
    /// What figures come from that no training of its own gave: those of a blend.
    package init(splits: [SplitScores], baselines: [BaselineScores] = []) {
        self.init(
            status: .completed, epochs: 0, steps: 0, bestEpoch: nil, monitor: "", lastEpoch: nil,
            splits: splits,
            baselines: baselines)
    }
}
