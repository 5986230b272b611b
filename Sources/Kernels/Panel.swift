/// Loops for "one pass over the rows": a block of rows is laid out feature by feature (a panel, rows in the
/// vector lanes), so that row-wise products, elementwise work and sums over rows all run without reductions
/// across lanes, and each row is read from memory once.
///
/// A panel is [features][stride]: element (f, r) at `f · stride + r`. The stride is a multiple of 16; rows
/// from the true count up to the next multiple of 16 are zero. 256 rows keep panels of up to 30 features in
/// the first-level cache.
///
/// Canonical order: a dot product runs over the features as a matrix product does (`MatrixProductPlan`); a
/// sum over the rows of one block adds row r in lane r mod (lanes of one vector), one after the other, then
/// the lanes as a tree (`KernelVector.sum`), then joins a double-precision accumulator. So results depend on
/// where blocks begin, but not on how many trials are computed together.
package enum Panel {
    /// Rows of a block unless the caller has a reason.
    package static let rows = 256

    /// Rows ahead of the one being copied whose cache lines are asked for.
    package static let prefetchDistance = 64

    /// Fills a panel with rows of a row-major table.
    ///
    /// - `rows`: their indexes, or nil for `count` neighbouring rows from the table's start.
    /// - `available`: how many indexes may be read from `rows` on, at least `count`: the table rows of the
    ///   next blocks are prefetched.
    /// - Limits: fastest when table rows start at 64-byte boundaries; every index must be a row; nothing is
    ///   checked.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    package static func fill<Scalar: KernelScalar>(
        _ panel: UnsafeMutablePointer<Scalar>, stride: Int, table: UnsafePointer<Scalar>, rowStride: Int,
        features: Int, rows: UnsafePointer<Int32>?, count: Int, available: Int
    ) {
        if let rows {
            PanelFill.gathered(
                panel, stride: stride, table: table, rowStride: rowStride, features: features, rows: rows,
                count: count, available: available)
        } else {
            PanelFill.neighbours(
                panel, stride: stride, table: table, rowStride: rowStride, features: features, count: count)
        }
    }

    /// z[t][r] = Σ over f of panel[f][r] · weights[t][f] (+ bias[t], added last) for whole groups of 16 rows.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    package static func dot<Scalar: KernelScalar>(
        _ panel: UnsafePointer<Scalar>, stride: Int, features: Int, count: Int,
        weights: UnsafePointer<Scalar>, weightStride: Int, bias: UnsafePointer<Scalar>?, biasStride: Int,
        trials: Int, into z: UnsafeMutablePointer<Scalar>, zStride: Int
    ) {
        let product = PanelDot(
            panel: panel, stride: stride, features: features, vectors: Scalar.padded(count) / Scalar.lanes,
            zStride: zStride)
        var trial = 0
        while trial < trials {
            let group = min(6, trials &- trial)
            product.run(
                weights: weights + trial &* weightStride, weightStride: weightStride, trials: group,
                into: z + trial &* zStride)
            trial &+= group
        }
        if let bias { product.add(bias, biasStride: biasStride, trials: trials, to: z) }
    }

    /// accumulator[t][f] += Σ over r of panel[f][r] · d[t][r], rows beyond `count` left out.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    package static func gradient<Scalar: KernelScalar>(
        _ panel: UnsafePointer<Scalar>, stride: Int, features: Int, count: Int, d: UnsafePointer<Scalar>,
        dStride: Int, trials: Int, into accumulator: UnsafeMutablePointer<Double>, accumulatorStride: Int
    ) {
        var trial = 0
        while trial < trials {
            let pair = trial &+ 1 < trials
            let product = PanelGradient(
                panel: panel, stride: stride, d: d + trial &* dStride, dStride: dStride, count: count,
                accumulator: accumulator + trial &* accumulatorStride, accumulatorStride: accumulatorStride)
            if pair {
                product.runPair(features: features)
            } else {
                product.runSingle(features: features)
            }
            trial &+= pair ? 2 : 1
        }
    }

    /// accumulator[t] += Σ over r of values[t][r], rows beyond `count` left out.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    package static func sum<Scalar: KernelScalar>(
        _ values: UnsafePointer<Scalar>, stride: Int, count: Int, trials: Int,
        into accumulator: UnsafeMutablePointer<Double>, accumulatorStride: Int
    ) {
        var trial = 0
        while trial < trials {
            let start = values + trial &* stride
            let target = accumulator + trial &* accumulatorStride
            // Two at a time: the additions of one run while the other's wait.
            let other = trial &+ 1 < trials ? start + stride : start
            var lanes = Scalar.Vector.zero
            var otherLanes = Scalar.Vector.zero
            var row = 0
            while row &+ Scalar.lanes <= count {
                lanes = lanes + start.vector(row)
                otherLanes = otherLanes + other.vector(row)
                row &+= Scalar.lanes
            }
            if row < count {
                lanes = lanes + Scalar.Vector.first(count &- row, of: start.vector(row))
                otherLanes = otherLanes + Scalar.Vector.first(count &- row, of: other.vector(row))
            }
            target[0] += Double(Scalar.Vector.sum(lanes))
            if trial &+ 1 < trials { target[accumulatorStride] += Double(Scalar.Vector.sum(otherLanes)) }
            trial &+= 2
        }
    }
}
