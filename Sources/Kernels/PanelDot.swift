/// How `Panel.dot` multiplies: register tiles of a matrix product, whose left operand is the weights and
/// whose right operand is the panel.
struct PanelDot<Scalar: KernelScalar> {
    var panel: UnsafePointer<Scalar>
    var stride: Int
    var features: Int
    /// Vectors of rows.
    var vectors: Int
    var zStride: Int

    /// Up to six trials.
    @inline(__always)
    func run(
        weights: UnsafePointer<Scalar>, weightStride: Int, trials: Int, into z: UnsafeMutablePointer<Scalar>
    ) {
        var feature = 0
        while feature < features {
            let terms = min(MatrixProductPart.innerBlock, features &- feature)
            var operands = MatrixTileOperands(
                left: weights + feature, leftRowStride: weightStride, leftInnerStride: 1,
                right: panel + feature &* stride, rightVectorStride: Scalar.lanes, rightInnerStride: stride,
                inner: terms, result: z, resultRowStride: zStride, accumulates: feature > 0)
            MatrixTile.runRow(trials: trials, vectors: vectors, &operands)
            feature &+= terms
        }
    }

    @inline(__always)
    func add(
        _ bias: UnsafePointer<Scalar>, biasStride: Int, trials: Int, to z: UnsafeMutablePointer<Scalar>
    ) {
        for trial in 0..<trials {
            let value = Scalar.Vector(repeating: bias[trial &* biasStride])
            let target = z + trial &* zStride
            var row = 0
            while row < vectors &* Scalar.lanes {
                target.store(target.vector(row) + value, row)
                row &+= Scalar.lanes
            }
        }
    }
}

extension MatrixTile {
    /// Whole vectors of one group of up to six rows, in tiles as wide as the registers hold.
    @inline(__always)
    static func runRow<Scalar: KernelScalar>(
        trials: Int, vectors: Int, _ operands: inout MatrixTileOperands<Scalar>
    ) {
        let widest = widestTile(rows: trials)
        var done = 0
        while done < vectors {
            let remaining = vectors &- done
            let width = remaining >= 4 && widest == 4 ? 4 : remaining >= 2 && widest >= 2 ? 2 : 1
            if width == 4 {
                run(MatrixStrip4<Scalar>.self, rows: trials, operands)
            } else if width == 2 {
                run(MatrixStrip2<Scalar>.self, rows: trials, operands)
            } else {
                run(MatrixStrip1<Scalar>.self, rows: trials, operands)
            }
            operands.right += width &* Scalar.lanes
            operands.result += width &* Scalar.lanes
            done &+= width
        }
    }
}
