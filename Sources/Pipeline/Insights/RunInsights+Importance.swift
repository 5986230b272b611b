import Data
import Kernels
import Runs
import Training

extension RunInsights {
    /// Multiplications, and numbers copied, that the importance of all columns may cost: a tenth of a second or two.
    static let importanceBudget = 1_500_000_000
    static let mostImportanceRows = 2000
    static let fewestImportanceRows = 100
    static let mostImportanceColumns = 256
    static let importanceRepeats = 3

    /// By how much the loss of evenly spaced rows grows when one column of the source is shuffled among them.
    ///
    /// - Limits: nil for more than 256 columns, for one column, for models and steps so large that a hundred rows would
    ///   be too expensive (a figure from fewer rows would be noise), and for sources that have changed meanwhile
    func importance(_ split: PreparedSplit, _ sample: Table?) throws -> RunImportance? {
        if preparation.data.preprocessing.inputs?.columns.contains(where: { $0.type == .tensor }) == true {
            return try importanceOfNumbers(split)
        }
        guard let sample else { return nil }
        return try SourceImportance(self, sample, split)?.importance()
    }

    /// The numbers of tensors are the columns of the model's matrix, which are shuffled as they are.
    private func importanceOfNumbers(_ split: PreparedSplit) throws -> RunImportance? {
        let names = preparation.data.featureNames
        let features = split.features.columns
        guard features == names.count, (2...Self.mostImportanceColumns).contains(features) else { return nil }
        let cost = (predictionCost + 8 * features + 200) * features * Self.importanceRepeats
        let rows = min(split.rows, Self.mostImportanceRows, Self.importanceBudget / cost)
        guard rows >= min(Self.fewestImportanceRows, split.rows), rows >= 2 else { return nil }
        let chosen = (0..<rows).map { $0 * split.rows / rows }
        let sample = split.features.gathering(chosen)
        let targets = split.targets.gathering(chosen)
        let predictor = try self.predictor(rows: rows)
        let loss = try predictor.scored(sample, targets: targets).loss
        guard loss.isFinite else { return nil }
        let found = try (0..<features).map { feature in
            let losses = try (0..<Self.importanceRepeats).map { turn in
                let order = ImportanceShuffle.order(
                    seed: preparation.checked.spec.seed, column: feature, turn: turn, count: rows)
                let shuffled = sample.replacing(column: feature, byRows: order)
                return try predictor.scored(shuffled, targets: targets).loss - loss
            }
            return Self.feature(names[feature], losses)
        }
        return RunImportance(
            split: split.name, rows: rows, splitRows: split.rows, repeats: Self.importanceRepeats, loss: loss,
            unit: .numbers, features: Self.sorted(found))
    }

    /// About what the prediction of a row costs, in multiplications.
    var predictionCost: Int {
        let model = preparation.model
        guard let trees = preparation.checked.spec.trees else { return model.flopsPerRow }
        // A walk down a tree waits for memory more than it computes.
        let rounds = preparation.checked.spec.train.epochs ?? trees.value.rounds
        return min(30 * rounds * model.outputShape.count, 1 << 40)
    }

    func predictor(rows: Int) throws -> Predictor {
        try Predictor(
            plan: preparation.model, elementType: preparation.checked.spec.realType.elementType,
            threads: threads, weights: weights, largestPart: rows,
            transform: preparation.data.targetTransform)
    }

    /// The same with what the splits of trees gain, where the model is made of trees.
    func withGains(_ importance: RunImportance?, _ split: PreparedSplit) throws -> RunImportance? {
        guard preparation.model.treeModel != nil else { return importance }
        let gains = try TreeFile.gains(of: weights, names: preparation.data.featureNames)
            .filter { $0.gain > 0 && $0.gain.isFinite }
        let total = gains.reduce(0) { $0 + $1.gain }
        var result =
            importance
            ?? RunImportance(
                split: split.name, rows: 0, splitRows: split.rows, repeats: 0, loss: nil, unit: .columns,
                features: [])
        result.gains = gains.map { RunImportance.Gain(name: $0.name, share: $0.gain / total) }
        return result
    }

    static func feature(_ name: String, _ increases: [Double]) -> RunImportance.Feature {
        RunImportance.Feature(
            name: name, increase: increases.reduce(0, +) / Double(max(1, increases.count)),
            lowest: increases.min() ?? 0, highest: increases.max() ?? 0)
    }

    static func sorted(_ found: [RunImportance.Feature]) -> [RunImportance.Feature] {
        let order = found.indices.sorted { (-found[$0].increase, $0) < (-found[$1].increase, $1) }
        return order.map { found[$0] }.filter { $0.increase.isFinite }
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
