import Runs
import Training

/// An epoch's report and when it came.
package struct TimedReport: Sendable {
    var report: EpochReport
    /// Seconds since the training began.
    var seconds: Double

    package init(report: EpochReport, seconds: Double) {
        self.report = report
        self.seconds = seconds
    }
}

/// What a trial has given so far: in its only training, or in that on each fold.
struct Outcome {
    /// One training.
    struct Fold {
        var reports: [TimedReport] = []
        /// The loss of every step, where somebody wants them.
        var losses: [Double] = []
        /// Nil while it is trained.
        var result: TrialResult?
        /// Until the trial's files are written.
        var weights: [StoredTensor]?
        /// For the rows that are predicted, until the trial's files are written.
        var predictions: ScoredRows?
        /// Where the training ended, until it is written.
        var checkpoint: TrainingCheckpoint?

        /// Takes how the training ended.
        ///
        /// - Parameter predictions: nil where nothing is to be predicted
        mutating func end(
            with ending: StackEnding, in session: any TrialSession, predictions: LazyPredictions?
        ) throws {
            result = ending.result
            checkpoint = ending.checkpoint
            guard let predictions, ending.result.isScored else { return }
            weights = try session.finalWeights(trial: ending.place)
            self.predictions = try predictions.of(ending.place)
        }

        /// Forgets what is needed for files only.
        mutating func forgetFiles() {
            forgetModel()
            predictions = nil
            result?.scored = []
            losses = []
        }

        /// What a fold's own files hold.
        mutating func forgetModel() {
            weights = nil
            checkpoint = nil
        }
    }

    var folds: [Fold]
    /// What was fitted to the predictions; nil where they are used as the model gives them.
    var decision: TrainingDecision?
    /// Metrics by groups of rows.
    var groups: [RunMetrics.GroupTable] = []

    /// - Parameter folds: 1 where there is no cross-validation
    init(folds: Int) { self.folds = Array(repeating: Fold(), count: folds) }

    var isComplete: Bool { folds.allSatisfy { $0.result != nil } }
    /// The results of the folds that have ended.
    var results: [TrialResult] { folds.compactMap(\.result) }
    var isScored: Bool { !results.isEmpty && results.allSatisfy(\.isScored) }
    var steps: Int { results.reduce(0) { $0 + $1.steps } }
    var epochs: Int { results.map(\.epochs).max() ?? 0 }

    /// Folds that would have gone on.
    var unended: Set<Int> {
        Set(folds.indices.filter { folds[$0].result == nil || folds[$0].result?.status == .interrupted })
    }

    /// How the trial as a whole ended: one fold that diverged makes a trial that diverged.
    var ending: Ending {
        let endings = folds.enumerated().compactMap { index, fold in
            fold.result.map { (fold: index + 1, status: $0.status) }
        }
        guard folds.count > 1 else { return endings.first.map { Ending($0.status) } ?? .interrupted }
        if !unended.isEmpty { return .interrupted }
        for ending in endings {
            if case .diverged(let divergence) = ending.status {
                return .diverged(reason: "fold \(ending.fold): \(divergence)")
            }
        }
        let all = endings.map { Ending($0.status) }
        let pruned = all.last { if case .pruned = $0 { true } else { false } }
        if let pruned { return pruned }
        if endings.contains(where: { $0.status == .outOfTime }) { return Ending(.outOfTime) }
        let haveStopped = !all.isEmpty && all.allSatisfy { if case .stopped = $0 { true } else { false } }
        return haveStopped ? .stopped(reason: "every fold stopped early") : .completed
    }

    mutating func forgetFiles() { for index in folds.indices { folds[index].forgetFiles() } }

    /// The compared value after an epoch, of folds their mean; nil where no training got so far, or where one has no
    /// value yet. A fold that stopped before counts with its last value; one that ended without any is not a number.
    func value(of name: String, afterEpoch epoch: Int) -> Double? {
        guard folds.contains(where: { $0.reports.last.map { $0.report.epoch >= epoch } ?? false }) else {
            return nil
        }
        return Self.mean(
            folds.map { fold in
                fold.reports.last { $0.report.epoch <= epoch && $0.report[name] != nil }?.report[name]
                    ?? (fold.result == nil ? nil : .nan)
            })
    }

    /// The last one that is known.
    func lastValue(of name: String) -> Double? {
        Self.mean(folds.map { fold in fold.reports.last { $0.report[name] != nil }?.report[name] })
    }

    /// That of the last epochs; nil where one of them does not have it.
    func value(ofLastEpoch name: String) -> Double? {
        Self.mean(folds.map { $0.reports.last?.report[name] })
    }

    /// Over the folds; nil where one of them has no value.
    private static func mean(_ all: [Double?]) -> Double? {
        let values = all.compactMap(\.self)
        guard values.count == all.count, !values.isEmpty else { return nil }
        // The one value of a single training stays as it is.
        return values.count == 1 ? values[0] : values.reduce(0, +) / Double(values.count)
    }
}

/// Predictions of a session that is ending, computed once for all its trials.
final class LazyPredictions {
    private let session: any TrialSession
    private let split: String?
    private var known: [ScoredRows]?

    init(_ session: any TrialSession, split: String?) {
        self.session = session
        self.split = split
    }

    func of(_ place: Int) throws -> ScoredRows? {
        if known == nil { known = try split.map { try session.predictions(split: $0) } }
        return known.flatMap { place < $0.count ? $0[place] : nil }
    }
}

extension Ending {
    /// How a single training ended.
    init(_ status: TrainingStatus) {
        switch status {
        case .completed: self = .completed
        case .stopped: self = .stopped(reason: status.stoppingReason ?? "")
        case .outOfTime: self = .stopped(reason: "the time of 'max_time' is over")
        case .pruned(let epoch): self = .pruned(reason: "given up after epoch \(epoch): others were better")
        case .diverged(let divergence): self = .diverged(reason: divergence.description)
        case .interrupted: self = .interrupted
        }
    }
}
