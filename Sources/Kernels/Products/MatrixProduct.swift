/// Matrix products in canonical order, in the plainest form: what `MatrixProductPlan` must reproduce bit for
/// bit.
package enum MatrixProduct {
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    package static func reference<Scalar: KernelScalar>(
        _ layout: MatrixProductLayout, left: UnsafePointer<Scalar>, right: UnsafePointer<Scalar>,
        result: UnsafeMutablePointer<Scalar>
    ) {
        for batch in 0..<layout.batches {
            for row in 0..<layout.rows {
                let leftRow = left + (batch &* layout.leftBatchStride &+ row &* layout.leftRowStride)
                let resultRow = result + (batch &* layout.resultBatchStride &+ row &* layout.resultRowStride)
                for column in 0..<layout.columns {
                    let rightColumn =
                        right + (batch &* layout.rightBatchStride &+ column &* layout.rightColumnStride)
                    resultRow[column] = element(layout, leftRow, rightColumn)
                }
            }
        }
    }

    @inline(__always)
    private static func element<Scalar: KernelScalar>(
        _ layout: MatrixProductLayout, _ leftRow: UnsafePointer<Scalar>, _ rightColumn: UnsafePointer<Scalar>
    ) -> Scalar {
        var total = Scalar.zero
        var start = 0
        while start < layout.inner {
            let end = min(start &+ MatrixProductPlan<Scalar>.innerBlock, layout.inner)
            var sum = Scalar.zero
            for term in start..<end {
                sum.addProduct(
                    leftRow[term &* layout.leftInnerStride], rightColumn[term &* layout.rightInnerStride])
            }
            total = start == 0 ? sum : total + sum
            start = end
        }
        return total
    }
}
