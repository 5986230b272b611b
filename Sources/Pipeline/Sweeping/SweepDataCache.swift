import Data
import Foundation
import Synchronization
import Training

/// Prepared data in memory, shared by the trials that have the same.
///
/// Kept are the data used last, as long as together they take at most the given number of bytes; what had to go comes
/// back from the cache on disk. One thread prepares at a time.
final class SweepDataCache: Sendable {
    private struct Entry {
        var key: String
        var data: PreparedData
        var bytes: Int
    }

    private let limit: Int
    /// Used last is last.
    private let entries = Mutex<[Entry]>([])
    private let baselines = Mutex<[String: [BaselineScores]]>([:])

    init(limit: Int) {
        self.limit = limit
    }

    /// - Errors: what preparing throws
    func data(of trial: ResolvedTrial) throws -> PreparedData {
        try entries.withLock { entries in
            if let place = entries.firstIndex(where: { $0.key == trial.dataKey }) {
                let entry = entries.remove(at: place)
                entries.append(entry)
                return entry.data
            }
            let spec = trial.checked.spec
            let pipeline = DataPipeline(
                spec.data, seed: spec.seed, elementType: spec.realType.elementType,
                environment: trial.checked.request.dataEnvironment)
            let data = try pipeline.prepare()
            let bytes = data.splits.reduce(0) {
                $0 + $1.features.buffer.byteCount + $1.targets.buffer.byteCount
            }
            entries.append(Entry(key: trial.dataKey, data: data, bytes: bytes))
            while entries.count > 1, entries.reduce(0, { $0 + $1.bytes }) > limit { entries.removeFirst() }
            return data
        }
    }

    /// What simple rules reach on these data, computed once for each kind of stack.
    func baselines(_ settings: TrainingSettings, of trial: ResolvedTrial, data: PreparedData)
        -> [BaselineScores]
    {
        baselines.withLock { known in
            let key = trial.signature ?? trial.hash
            if let scores = known[key] { return scores }
            let scores = TrainingSession.baselines(settings: settings, splits: data.splits)
            known[key] = scores
            return scores
        }
    }
}
