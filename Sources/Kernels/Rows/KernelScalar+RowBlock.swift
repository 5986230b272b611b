// The loops of `RowBlock` for each element type, with names that specialized callers in other modules reach without
// a look at the type.

extension Float {
    @inline(never)
    package static func gatherRows(
        _ block: UnsafeMutablePointer<Float>, stride: Int, table: UnsafePointer<Float>,
        rows: UnsafePointer<Int32>, count: Int, isFetched: Bool
    ) {
        RowBlock.gather(
            block, stride: stride, table: table, rows: rows, count: count, isFetched: isFetched)
    }

    @inline(never)
    package static func copyColumn(
        _ block: UnsafePointer<Float>, stride: Int, count: Int, into result: UnsafeMutablePointer<Float>
    ) {
        RowBlock.copyColumn(block, stride: stride, count: count, into: result)
    }

    @inline(never)
    package static func rowProducts(
        _ block: UnsafePointer<Float>, stride: Int, count: Int, weights: UnsafePointer<Float>, halves: Int,
        into z: UnsafeMutablePointer<Float>
    ) {
        RowProducts.run(
            SIMD8<Float>.self, block, stride: stride, count: count, weights: weights, halves: halves, into: z)
    }

    @inline(never)
    package static func addWeightedRows(
        _ block: UnsafePointer<Float>, stride: Int, count: Int, factors: UnsafePointer<Float>, halves: Int,
        into accumulator: UnsafeMutablePointer<Double>
    ) {
        RowProducts.addWeighted(
            SIMD8<Float>.self, block, stride: stride, count: count, factors: factors, halves: halves,
            into: accumulator)
    }

    @inline(never)
    package static func rowSum(_ values: UnsafePointer<Float>, count: Int) -> Double {
        RowBlock.sum(values, count: count)
    }

    @inline(never)
    package static func addLanes(
        _ values: UnsafePointer<Float>, count: Int, lanes: Int, into sums: UnsafeMutablePointer<Double>
    ) {
        RowSums.add(values, count: count, lanes: lanes, into: sums)
    }

    @inline(never)
    package static func addArrays(
        _ arrays: UnsafeBufferPointer<UnsafePointer<Float>>, count: Int,
        into result: UnsafeMutablePointer<Float>
    ) {
        RowSums.addArrays(arrays, count: count, into: result)
    }

    @inline(never)
    package static func run(
        _ instruction: UnsafePointer<ElementwiseInstruction<Float>>, offset: Int, count: Int
    ) {
        instruction.pointee.opcode.function.run(instruction, offset: offset, count: count)
    }
}

extension Double {
    @inline(never)
    package static func gatherRows(
        _ block: UnsafeMutablePointer<Double>, stride: Int, table: UnsafePointer<Double>,
        rows: UnsafePointer<Int32>, count: Int, isFetched: Bool
    ) {
        RowBlock.gather(
            block, stride: stride, table: table, rows: rows, count: count, isFetched: isFetched)
    }

    @inline(never)
    package static func copyColumn(
        _ block: UnsafePointer<Double>, stride: Int, count: Int, into result: UnsafeMutablePointer<Double>
    ) {
        RowBlock.copyColumn(block, stride: stride, count: count, into: result)
    }

    @inline(never)
    package static func rowProducts(
        _ block: UnsafePointer<Double>, stride: Int, count: Int, weights: UnsafePointer<Double>, halves: Int,
        into z: UnsafeMutablePointer<Double>
    ) {
        RowProducts.run(
            SIMD4<Double>.self, block, stride: stride, count: count, weights: weights, halves: halves, into: z
        )
    }

    @inline(never)
    package static func addWeightedRows(
        _ block: UnsafePointer<Double>, stride: Int, count: Int, factors: UnsafePointer<Double>, halves: Int,
        into accumulator: UnsafeMutablePointer<Double>
    ) {
        RowProducts.addWeighted(
            SIMD4<Double>.self, block, stride: stride, count: count, factors: factors, halves: halves,
            into: accumulator)
    }

    @inline(never)
    package static func rowSum(_ values: UnsafePointer<Double>, count: Int) -> Double {
        RowBlock.sum(values, count: count)
    }

    @inline(never)
    package static func addLanes(
        _ values: UnsafePointer<Double>, count: Int, lanes: Int, into sums: UnsafeMutablePointer<Double>
    ) {
        RowSums.add(values, count: count, lanes: lanes, into: sums)
    }

    @inline(never)
    package static func addArrays(
        _ arrays: UnsafeBufferPointer<UnsafePointer<Double>>, count: Int,
        into result: UnsafeMutablePointer<Double>
    ) {
        RowSums.addArrays(arrays, count: count, into: result)
    }

    @inline(never)
    package static func run(
        _ instruction: UnsafePointer<ElementwiseInstruction<Double>>, offset: Int, count: Int
    ) {
        instruction.pointee.opcode.function.run(instruction, offset: offset, count: count)
    }
}
