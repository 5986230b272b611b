import Boosting
import Data
import Kernels

extension BoostingMatrix {
    /// The features of some rows.
    convenience init(_ library: XGBoostLibrary, _ features: DataMatrix, threads: Int) throws {
        try self.init(
            library, values: features.buffer.pointer, isDouble: features.buffer.elementType == .float64,
            rows: features.rows, columns: features.columns, threads: threads)
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

/// Scores of trees as the table that a loss reads.
struct ScoreTable {
    private let elementType: ElementType

    init(_ elementType: ElementType) { self.elementType = elementType }

    /// The same rows with the scores in the place of the features.
    ///
    /// - Parameter chosen: rows of the scores; nil for all
    func split(
        _ split: PreparedSplit, _ scores: UnsafeBufferPointer<Float>, width: Int
    ) throws -> PreparedSplit {
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
