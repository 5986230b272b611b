import Data
import Kernels

/// The training rows that metrics are measured on after an epoch: all of them, or 10,000 drawn once from the seed, of
/// an ensemble so many fewer that they cost no more, but at least 500.
///
/// Which rows they are depends on the seed and the number of rows alone, so that an interruption, a longer budget or
/// the other trials of a stack change nothing.
struct TrainingSample {
    static let largest = 10_000

    static func largest(members: Int) -> Int { members == 1 ? largest : max(500, largest / members) }

    /// The trials these rows stand for: those of one seed.
    let trials: [Int]
    /// One for each table of the stack.
    let sets: [PreparedSplit]

    static func all(of trials: [TrialSettings], data: StackData, members: Int) throws -> [TrainingSample] {
        let sets = data.parts(named: "train")
        guard let rows = sets.first?.rows, rows > largest(members: members) else {
            return [TrainingSample(trials: Array(trials.indices), sets: sets)]
        }
        var seeds: [UInt64] = []
        for trial in trials where !seeds.contains(trial.seed) { seeds.append(trial.seed) }
        return try seeds.map { seed in
            let chosen = Self.rows(of: rows, seed: seed, at: largest(members: members))
            return TrainingSample(
                trials: trials.indices.filter { trials[$0].seed == seed },
                sets: try sets.map { try $0.gathering(chosen, name: "train, drawn with seed \(seed)") })
        }
    }

    /// Ascending.
    static func rows(of count: Int, seed: UInt64, at largest: Int = largest) -> [Int] {
        let order = Buffer(.int32, count: count)
        let key = RandomKey(seed: seed, stream: .metrics)
        Permutation.fill(order.typed(Int32.self), count: count, key: key, position: RandomPosition())
        return (0..<min(count, largest)).map { Int(order.typed(Int32.self)[$0]) }.sorted()
    }
}

/// After which epochs metrics are measured on the training rows, when nothing watches them: after each of the first
/// 200, then after every 10th, from epoch 2,000 on after every 100th, and so on by decades.
///
/// It depends on the epoch alone, not on the budget, and keeps what is measured to a small share of what long trainings
/// of small models cost.
package enum TrainingMetricEpochs {
    package static let complete = 200

    /// Members of an ensemble make the measurement as long as an epoch: it is made after the first and every tenth.
    package static func isMeasured(_ epoch: Int, members: Int = 1) -> Bool {
        guard members == 1 || epoch == 1 || epoch.isMultiple(of: 10) else { return false }
        var stride = 1
        var end = complete
        while epoch > end, end <= Int.max / 10 {
            stride *= 10
            end *= 10
        }
        return epoch.isMultiple(of: stride)
    }
}

extension PreparedSplit {
    /// Some of the rows under another name.
    func gathering(_ rows: [Int], name: String) throws -> PreparedSplit {
        func gather(_ matrix: DataMatrix) throws -> DataMatrix {
            let part = try Buffer(allocating: matrix.buffer.elementType, count: rows.count * matrix.columns)
            let bytes = matrix.columns * matrix.buffer.elementType.byteCount
            for (place, row) in rows.enumerated() {
                (part.pointer + place * bytes).copyMemory(
                    from: matrix.buffer.pointer + row * bytes, byteCount: bytes)
            }
            return DataMatrix(rows: rows.count, columns: matrix.columns, buffer: part)
        }
        func gather(_ values: RowValues) -> RowValues {
            RowValues(
                rows.flatMap { row in (0..<targets.columns).map { values[row * targets.columns + $0] } })
        }
        return PreparedSplit(
            name: name, rowIds: RowNumbers(rows.map { $0 < rowIds.count ? rowIds[$0] : $0 }),
            features: try gather(features), targets: try gather(targets), weights: try weights.map(gather),
            exactTargets: exactTargets.map(gather), originalTargets: originalTargets.map(gather),
            naiveErrors: naiveErrors)
    }
}
