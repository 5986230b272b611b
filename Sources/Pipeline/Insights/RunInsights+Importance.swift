import Data
import Kernels
import Runs
import Training

extension RunInsights {
    /// Multiplications, and numbers copied, that the importance of all features may cost: a tenth of a second or two.
    private static let budget = 1_500_000_000
    private static let mostRows = 2000
    private static let fewestRows = 100
    private static let mostFeatures = 256
    private static let repeats = 3

    /// By how much the loss of evenly spaced rows grows when one feature is shuffled among them.
    ///
    /// - Limits: nil for more than 256 features, for one feature, and for models so large that a hundred rows would be
    ///   too expensive: a figure from fewer rows would be noise
    func importance(_ split: PreparedSplit) throws -> RunImportance? {
        let names = preparation.data.featureNames
        let features = split.features.columns
        guard features == names.count, (2...Self.mostFeatures).contains(features) else { return nil }
        let cost = (preparation.model.flopsPerRow + 8 * features + 200) * features * Self.repeats
        let rows = min(split.rows, Self.mostRows, Self.budget / cost)
        guard rows >= min(Self.fewestRows, split.rows), rows >= 2 else { return nil }
        let chosen = (0..<rows).map { $0 * split.rows / rows }
        let sample = split.features.gathering(chosen)
        let targets = split.targets.gathering(chosen)
        let predictor = try Predictor(
            plan: preparation.model, elementType: sample.buffer.elementType, threads: threads,
            weights: weights,
            largestPart: rows)
        let loss = try predictor.scored(sample, targets: targets).loss
        guard loss.isFinite else { return nil }
        let found = try (0..<features).map { feature in
            let losses = try (0..<Self.repeats).map { turn in
                try predictor.scored(shuffled(sample, feature, turn), targets: targets).loss - loss
            }
            return RunImportance.Feature(
                name: names[feature], increase: losses.reduce(0, +) / Double(losses.count),
                lowest: losses.min() ?? 0, highest: losses.max() ?? 0)
        }
        let order = found.indices.sorted { (-found[$0].increase, $0) < (-found[$1].increase, $1) }
        return RunImportance(
            split: split.name, rows: rows, splitRows: split.rows, repeats: Self.repeats, loss: loss,
            features: order.map { found[$0] }.filter { $0.increase.isFinite }, skipped: 0)
    }

    private func shuffled(_ matrix: DataMatrix, _ feature: Int, _ turn: Int) -> DataMatrix {
        // The stream of samplers: the training of a run draws nothing from it.
        let key = RandomKey(seed: preparation.checked.spec.seed, stream: .sampler)
        let position = RandomPosition(
            site: UInt32(truncatingIfNeeded: feature), step: UInt32(truncatingIfNeeded: turn), trial: 0)
        var order = [Int32](repeating: 0, count: matrix.rows)
        order.withUnsafeMutableBufferPointer { order in
            guard let base = order.baseAddress else { return }
            Permutation.fill(base, count: order.count, key: key, position: position)
        }
        return matrix.replacing(column: feature, byRows: order)
    }
}

extension DataMatrix {
    /// Some rows, in the given order.
    func gathering(_ chosen: [Int]) -> DataMatrix {
        let buffer = Buffer(buffer.elementType, count: chosen.count * columns)
        let rowBytes = columns * buffer.elementType.byteCount
        for (place, row) in chosen.enumerated() {
            (buffer.pointer + place * rowBytes).copyMemory(
                from: self.buffer.pointer + row * rowBytes, byteCount: rowBytes)
        }
        return DataMatrix(rows: chosen.count, columns: columns, buffer: buffer)
    }

    /// A copy whose row i has in one column what row `order[i]` has here.
    func replacing(column: Int, byRows order: [Int32]) -> DataMatrix {
        let copy = Buffer(buffer.elementType, count: rows * columns)
        copy.pointer.copyMemory(from: buffer.pointer, byteCount: buffer.byteCount)
        let size = buffer.elementType.byteCount
        for (row, source) in order.enumerated() {
            (copy.pointer + (row * columns + column) * size).copyMemory(
                from: buffer.pointer + (Int(source) * columns + column) * size, byteCount: size)
        }
        return DataMatrix(rows: rows, columns: columns, buffer: copy)
    }
}
