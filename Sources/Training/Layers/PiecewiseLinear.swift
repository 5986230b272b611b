import Data
import Graph
import Kernels

/// How far numbers have come through the bins of their columns.
///
///     p[t] = clamp((x - edge[t]) / (edge[t + 1] - edge[t]), from 0, to 1)
///     the first bin has no lower, the last no upper bound; edges: distinct quantiles of the training rows
///
/// A column with fewer distinct quantiles has fewer bins: p is 0 for those left over.
///
/// - Source: Gorishniy, Rubachev and Babenko, "On embeddings for numerical features in tabular deep learning", 2022,
///   equation 1
enum PiecewiseLinear {
    /// What states hold of each bin, in this order: p = clamp(x · factor + shift, from least, to most).
    private static let parts = ["factor", "shift", "least", "most"]
    private static let unbounded = 1e30

    static func declare(_ numbers: [FeatureColumn], bins: Int, in model: inout ModelDeclaration) throws {
        let places = try model.dataPlaces(of: numbers)
        for (index, part) in parts.enumerated() {
            model.state(
                part, dimensions: [numbers.count, bins], initial: 0,
                fit: ColumnFit(columns: places) { columns in
                    columns.flatMap { column in Self.bins(of: column, count: bins)[index] }
                })
        }
    }

    /// For each of `parts` the values of all bins.
    ///
    /// - Parameter sorted: the column's values, ascending
    static func bins(of sorted: [Double], count: Int) -> [[Double]] {
        var edges: [Double] = []
        for step in 0...count {
            let edge = Quantile.of(sorted, Double(step) / Double(count))
            if edges.last != edge { edges.append(edge) }
        }
        var result = [[Double]](repeating: [Double](repeating: 0, count: count), count: parts.count)
        let filled = edges.count - 1
        for bin in 0..<max(filled, 0) {
            let width = edges[bin + 1] - edges[bin]
            result[0][bin] = 1 / width
            result[1][bin] = -edges[bin] / width
            result[2][bin] = bin == 0 ? -unbounded : 0
            result[3][bin] = bin == filled - 1 ? unbounded : 1
        }
        return result
    }

    /// [trials, features, 1, batch] → [trials, features, bins, batch]
    static func encoded(_ x: Tensor, bins: Int, in pass: ForwardPass) -> Tensor {
        let states = parts.map { part -> Tensor in
            let state = pass.state(part)
            return state.reshaped(to: [state.shape[0], state.shape[1], bins, 1])
        }
        return minimum(maximum(x * states[0] + states[1], states[2]), states[3])
    }
}
