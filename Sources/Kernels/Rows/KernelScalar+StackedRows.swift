// The loops of `StackedRows` for each element type, with names that specialized callers in other modules reach without
// a look at the type.

extension Float {
    @inline(never)
    package static func addWeightedRowsOfFour(
        _ block: UnsafePointer<Float>, stride: Int, count: Int, factors: UnsafePointer<Float>,
        factorStride: Int, halves: Int, into accumulator: UnsafeMutablePointer<Double>,
        accumulatorStride: Int
    ) {
        StackedRows.addWeighted(
            SIMD8<Float>.self, block, stride: stride, count: count, factors: factors,
            factorStride: factorStride, halves: halves, into: accumulator,
            accumulatorStride: accumulatorStride)
    }

    @inline(never)
    package static func addRowSumsOfFour(
        _ values: UnsafePointer<Float>, stride: Int, count: Int,
        into totals: UnsafeMutablePointer<Double>, totalStride: Int
    ) {
        StackedRows.addSums(
            values, stride: stride, count: count, into: totals, totalStride: totalStride)
    }
}

extension Double {
    @inline(never)
    package static func addWeightedRowsOfFour(
        _ block: UnsafePointer<Double>, stride: Int, count: Int, factors: UnsafePointer<Double>,
        factorStride: Int, halves: Int, into accumulator: UnsafeMutablePointer<Double>,
        accumulatorStride: Int
    ) {
        StackedRows.addWeighted(
            SIMD4<Double>.self, block, stride: stride, count: count, factors: factors,
            factorStride: factorStride, halves: halves, into: accumulator,
            accumulatorStride: accumulatorStride)
    }

    @inline(never)
    package static func addRowSumsOfFour(
        _ values: UnsafePointer<Double>, stride: Int, count: Int,
        into totals: UnsafeMutablePointer<Double>, totalStride: Int
    ) {
        StackedRows.addSums(
            values, stride: stride, count: count, into: totals, totalStride: totalStride)
    }
}
