import Runs
import Training

/// How far a trial is: in its only training, or in that on each fold.
struct TrialProgress {
    /// By fold.
    var reports: [[TimedReport]]
    /// By fold; nil while it is trained.
    var ends: [FoldEnd?]

    /// - Parameter folds: 1 where there are none
    init(folds: Int) {
        reports = Array(repeating: [], count: folds)
        ends = Array(repeating: nil, count: folds)
    }

    var isComplete: Bool { ends.allSatisfy { $0 != nil } }
    var results: [TrialResult] { ends.compactMap { $0?.result } }
    var predictions: [FoldPredictions] { ends.compactMap { $0?.predictions } }

    /// What is needed for files only.
    mutating func forgetWeights() {
        for index in ends.indices {
            ends[index]?.weights = []
            ends[index]?.predictions = nil
        }
    }

    /// The compared value after an epoch, of folds their mean; nil where no training got so far, or where one has no
    /// value yet. A fold that stopped before counts with its last value; one that ended without any is not a number.
    func value(of name: String, afterEpoch epoch: Int) -> Double? {
        guard reports.contains(where: { $0.last.map { $0.report.epoch >= epoch } ?? false }) else {
            return nil
        }
        let values = zip(reports, ends).map { known, end in
            known.last { $0.report.epoch <= epoch && $0.report[name] != nil }?.report[name]
                ?? (end == nil ? nil : .nan)
        }
        return Self.mean(values)
    }

    /// The last one that is known.
    func lastValue(of name: String) -> Double? {
        Self.mean(reports.map { known in known.last { $0.report[name] != nil }?.report[name] })
    }

    /// Over the folds; nil where one of them has no value.
    private static func mean(_ all: [Double?]) -> Double? {
        let values = all.compactMap(\.self)
        guard values.count == all.count, !values.isEmpty else { return nil }
        // The one value of a single training stays as it is.
        return values.count == 1 ? values[0] : values.reduce(0, +) / Double(values.count)
    }
}

/// What a training ended with.
struct FoldEnd {
    var result: TrialResult
    /// Of a fold, until the trial's files are written.
    var weights: [StoredTensor] = []
    var predictions: FoldPredictions?

    init(result: TrialResult) { self.result = result }
}
