import Data
import Foundation
import Runs
import Synchronization
import Training

/// Prepared data in memory, shared by the trials that have the same.
///
/// Kept are the data used last, as long as together they take at most the given number of bytes; what had to go comes
/// back from the cache on disk. One thread prepares at a time.
final class SweepDataCache: Sendable {
    private struct Entry {
        var key: String
        /// One, or one per fold.
        var data: [PreparedData]
        var bytes: Int
    }

    private let limit: Int
    /// So that a sweep of many small data does not search longer with every trial.
    private static let mostEntries = 256
    /// What preparations have in common; nil where all trials have the same data.
    let stages: StageMemory?
    /// Used last is last.
    private let entries = Mutex<[Entry]>([])
    private let baselines = Mutex<[String: [BaselineScores]]>([:])
    /// What the files of the trials that keep all of them have in common; of the data used last.
    private let shared = Mutex<SharedFiles?>(nil)

    private struct SharedFiles {
        var dataKey: String
        var splits: Foundation.Data
        var rows: PredictedRows?
    }

    /// - Parameter limit: bytes of all prepared data
    /// - Parameter sharesStages: whether trials differ in their data, so that steps before the first different one are
    ///   worth keeping; they take a quarter of the limit at most
    init(limit: Int, sharesStages: Bool) {
        stages = sharesStages ? StageMemory(limit: limit / 4) : nil
        self.limit = sharesStages ? limit - limit / 4 : limit
    }

    /// The data of a trial, or of each fold of its cross-validation.
    ///
    /// - Errors: what preparing throws
    func data(of trial: ResolvedTrial) throws -> [PreparedData] {
        try entries.withLock { entries in
            if let place = entries.firstIndex(where: { $0.key == trial.dataKey }) {
                let entry = entries.remove(at: place)
                entries.append(entry)
                return entry.data
            }
            let spec = trial.checked.spec
            let pipeline = spec.dataPipeline(trial.checked.request.dataEnvironment)
            let data = try pipeline.prepareFolds(sharing: stages)
            let bytes = data.reduce(0) { $0 + $1.byteCount }
            entries.append(Entry(key: trial.dataKey, data: data, bytes: bytes))
            while entries.count > 1,
                entries.count > Self.mostEntries || entries.reduce(0, { $0 + $1.bytes }) > limit
            {
                entries.removeFirst()
            }
            return data
        }
    }

    /// What simple rules reach on these data, computed once for each kind of stack.
    func baselines(
        _ settings: TrainingSettings, of trial: ResolvedTrial, fold: PreparedFold
    ) -> [BaselineScores] {
        baselines.withLock { known in
            let key = (trial.stackKey ?? trial.hash) + "\n\(fold.index)"
            if let scores = known[key] { return scores }
            if known.count >= Self.mostEntries { known.removeAll() }
            let scores = TrainingSession.baselines(settings: settings, splits: fold.data.splits)
            known[key] = scores
            return scores
        }
    }

    /// `splits.json`, and what the lines of `predictions.csv` begin with.
    func files(
        of trial: ResolvedTrial, _ preparation: RunPreparation
    ) throws -> (Foundation.Data, PredictedRows?) {
        try shared.withLock { shared in
            let key = "\(trial.dataKey) \(trial.seed)"
            if let known = shared, known.dataKey == key { return (known.splits, known.rows) }
            let splits = try RunFiles.splits(preparation, seed: trial.seed)
            let name = preparation.isCrossValidation ? nil : preparation.predictedSplit
            let rows = name.flatMap { preparation.data[split: $0] }.map {
                PredictedRows($0, task: trial.model.task, data: preparation.data)
            }
            shared = SharedFiles(dataKey: key, splits: splits, rows: rows)
            return (splits, rows)
        }
    }
}

extension PreparedData {
    /// The size of features and targets.
    var byteCount: Int {
        splits.reduce(0) { $0 + $1.features.buffer.byteCount + $1.targets.buffer.byteCount }
    }
}
