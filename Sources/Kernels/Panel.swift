/// Loops for "one pass over the rows": a block of rows is laid out feature by feature (a panel, rows in the
/// vector lanes), so that row-wise products, elementwise work and sums over rows all run without reductions
/// across lanes, and each row is read from memory once.
///
/// A panel is [features][stride]: element (f, r) at `f · stride + r`. The stride is a multiple of 16; rows from
/// the true count up to the next multiple of 16 are zero. 256 rows keep panels of up to 30 features in the
/// first-level cache.
///
/// Canonical order: a dot product runs over the features as a matrix product does (`MatrixProductPlan`); a sum
/// over the rows of one block adds row r in lane r mod (lanes of one vector), one after the other, then the
/// lanes as a tree (`KernelVector.sum`), then joins a double-precision accumulator. So results depend on where
/// blocks begin, but not on how many trials are computed together.
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
        let padded = Scalar.padded(count)
        for row in 0..<padded {
            if row < count {
                let source = table + (rows.map { Int($0[row]) } ?? row) &* rowStride
                for feature in 0..<features { panel[feature &* stride &+ row] = source[feature] }
            } else {
                for feature in 0..<features { panel[feature &* stride &+ row] = 0 }
            }
        }
    }

    /// z[t][r] = Σ over f of panel[f][r] · weights[t][f] (+ bias[t], added last) for whole vectors of rows.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    package static func dot<Scalar: KernelScalar>(
        _ panel: UnsafePointer<Scalar>, stride: Int, features: Int, count: Int,
        weights: UnsafePointer<Scalar>, weightStride: Int, bias: UnsafePointer<Scalar>?, biasStride: Int,
        trials: Int, into z: UnsafeMutablePointer<Scalar>, zStride: Int
    ) {
        for trial in 0..<trials {
            for row in 0..<Scalar.padded(count) {
                var total = Scalar.zero
                var start = 0
                while start < features {
                    let end = min(start &+ MatrixProductPlan<Scalar>.innerBlock, features)
                    var sum = Scalar.zero
                    for feature in start..<end {
                        sum.addProduct(
                            panel[feature &* stride &+ row], weights[trial &* weightStride &+ feature])
                    }
                    total = start == 0 ? sum : total + sum
                    start = end
                }
                if let bias { total += bias[trial &* biasStride] }
                z[trial &* zStride &+ row] = total
            }
        }
    }

    /// accumulator[t][f] += Σ over r of panel[f][r] · d[t][r].
    ///
    /// Rows beyond `count` are masked: their d is not used.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    package static func gradient<Scalar: KernelScalar>(
        _ panel: UnsafePointer<Scalar>, stride: Int, features: Int, count: Int, d: UnsafePointer<Scalar>,
        dStride: Int, trials: Int, into accumulator: UnsafeMutablePointer<Double>, accumulatorStride: Int
    ) {
        for trial in 0..<trials {
            for feature in 0..<features {
                var lanes = Scalar.Vector.zero
                for row in 0..<count {
                    let lane = row % Scalar.lanes
                    lanes[lane].addProduct(panel[feature &* stride &+ row], d[trial &* dStride &+ row])
                }
                accumulator[trial &* accumulatorStride &+ feature] += Double(Scalar.Vector.sum(lanes))
            }
        }
    }

    /// accumulator[t] += Σ over r of values[t][r], rows beyond `count` left out.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    package static func sum<Scalar: KernelScalar>(
        _ values: UnsafePointer<Scalar>, stride: Int, count: Int, trials: Int,
        into accumulator: UnsafeMutablePointer<Double>, accumulatorStride: Int
    ) {
        for trial in 0..<trials {
            var lanes = Scalar.Vector.zero
            for row in 0..<count { lanes[row % Scalar.lanes] += values[trial &* stride &+ row] }
            accumulator[trial &* accumulatorStride] += Double(Scalar.Vector.sum(lanes))
        }
    }
}
