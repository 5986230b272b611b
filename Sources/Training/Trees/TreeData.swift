import Boosting
import Data
import Kernels
import Synchronization

extension BoostingMatrix {
    /// The features of some rows.
    ///
    /// - Parameter described: what their numbers are; numbers of categories are taken as such, and the 0 of one that
    ///   training did not see as a gap
    convenience init(
        _ library: XGBoostLibrary, _ features: DataMatrix, described: [FeatureColumn],
        categories: CategoryNumbers, threads: Int
    ) throws {
        let places = described.indices.filter { described[$0].isCategory && $0 < features.columns }
        let buffer = try categories.numbers(of: features, at: places)
        // The library reads what the pointer leads to.
        defer { withExtendedLifetime(buffer) {} }
        try self.init(
            library, values: buffer.pointer, isDouble: buffer.elementType == .float64, rows: features.rows,
            columns: features.columns, threads: threads)
        guard described.count == features.columns, !described.isEmpty else { return }
        try setColumns(names: described.map(\.name), isCategory: described.map(\.isCategory))
    }
}

extension Booster {
    /// The trees of a weight file.
    ///
    /// - Errors: `BoostingError`, `CheckpointError` for a file that holds none
    convenience init(reading weights: SafetensorsFile, threads: Int) throws {
        try self.init(try XGBoostLibrary.shared())
        try load(TreeFile.bytes(of: weights))
        try set([("nthread", "\(threads)")])
    }
}

/// Tables of trees that several trainings share: the trials of a sweep on the same data cut them into bins once.
///
/// Lifetime: one for the process. It keeps the tables used last, so that the next trial finds them; any thread.
final class SharedMatrices: Sendable {
    static let shared = SharedMatrices()

    private struct Key: Hashable {
        /// Identities of the buffers, which the entry keeps.
        var features: ObjectIdentifier
        var targets: ObjectIdentifier
        var weights: [Double]?
        var columns: [FeatureColumn]
        var categories: CategoryNumbers
        var bins: Int
    }

    private struct Entry {
        var key: Key
        var matrix: BoostingMatrix
        var buffers: [Buffer]
    }

    private static let mostEntries = 8
    /// Numbers of the tables that are kept although nobody may use them any more.
    private static let mostNumbers = 1 << 25

    /// Used last is last.
    private let entries = Mutex<[Entry]>([])

    /// - Parameter weights: of the rows that are trained on; nil for rows that are judged and where all count alike
    /// - Parameter bins: tables that are cut differently are not the same
    func matrix(
        of split: PreparedSplit, weights: [Double]?, columns: [FeatureColumn], categories: CategoryNumbers,
        bins: Int, threads: Int
    ) throws -> BoostingMatrix {
        let isTrained = split.name == "train"
        let key = Key(
            features: ObjectIdentifier(split.features.buffer),
            targets: ObjectIdentifier(split.targets.buffer),
            weights: weights, columns: columns, categories: categories, bins: isTrained ? bins : 0)
        return try entries.withLock { entries in
            if let place = entries.firstIndex(where: { $0.key == key }) {
                let entry = entries.remove(at: place)
                entries.append(entry)
                return entry.matrix
            }
            let library = try XGBoostLibrary.shared()
            let matrix = try BoostingMatrix(
                library, split.features, described: columns, categories: categories, threads: threads)
            if isTrained {
                try matrix.setTargets(split.targetValues.map { Float($0) })
                if let weights { try matrix.setWeights(weights.map { Float($0) }) }
            }
            entries.append(
                Entry(key: key, matrix: matrix, buffers: [split.features.buffer, split.targets.buffer]))
            while entries.count > 1,
                entries.count > Self.mostEntries
                    || entries.reduce(0, { $0 + $1.matrix.rows * $1.matrix.columns }) > Self.mostNumbers
            {
                entries.removeFirst()
            }
            return matrix
        }
    }
}

/// Scores of trees as the table that a loss reads.
struct ScoreTable {
    let elementType: ElementType
    /// What the sums of a forest need; nil for trees whose sums are the scores.
    var forest: ForestScale?

    /// The same rows with the scores in the place of the features.
    ///
    /// - Parameter rounds: how many the scores are the sums of
    func split(
        _ split: PreparedSplit, _ scores: UnsafeBufferPointer<Float>, width: Int, rounds: Int
    ) throws -> PreparedSplit {
        if let forest {
            return try forest.outputs(scores, rounds: rounds).withUnsafeBufferPointer {
                try ScoreTable(elementType: elementType).split(split, $0, width: width, rounds: rounds)
            }
        }
        let buffer = try Buffer(allocating: elementType, count: scores.count)
        if elementType == .float64 {
            let target = buffer.typed(Double.self)
            for (place, value) in scores.enumerated() { target[place] = Double(value) }
        } else if let base = scores.baseAddress {
            buffer.typed(Float.self).update(from: base, count: scores.count)
        }
        var judged = split
        judged.features = DataMatrix(rows: split.rows, columns: width, buffer: buffer)
        return judged
    }
}
