/// Sums that a row loop carries on from block to block, and sums over the outputs of a row: in the order of
/// `Reduction`, in double precision.
package enum RowSums {
    /// Lanes in which rows are added up: row r joins lane r mod 16 where there is one output, r mod 4 where there are
    /// several.
    package static func lanes(outputs: Int) -> Int { outputs == 1 ? 16 : 4 }

    /// Adds values, which start at a multiple of the lanes, to the lanes of a sum.
    @inline(__always)
    static func add<Scalar: KernelScalar>(
        _ values: UnsafePointer<Scalar>, count: Int, lanes: Int, into sums: UnsafeMutablePointer<Double>
    ) {
        if lanes == 16 {
            addToSixteen(values, count, sums)
        } else {
            addToFour(values, count, sums)
        }
    }

    @inline(__always)
    private static func addToSixteen<Scalar: KernelScalar>(
        _ values: UnsafePointer<Scalar>, _ count: Int, _ sums: UnsafeMutablePointer<Double>
    ) {
        var low = UnsafePointer(sums).vector(0)
        var high = UnsafePointer(sums).vector(8)
        var row = 0
        while row &+ 16 <= count {
            low = low + Scalar.doubles(values + row)
            high = high + Scalar.doubles(values + (row &+ 8))
            row &+= 16
        }
        let rest = count &- row
        if rest > 0 { low = low + SIMD8<Double>.first(rest, of: Scalar.doubles(values + row)) }
        if rest > 8 { high = high + SIMD8<Double>.first(rest &- 8, of: Scalar.doubles(values + (row &+ 8))) }
        sums.store(low, 0)
        sums.store(high, 8)
    }

    @inline(__always)
    private static func addToFour<Scalar: KernelScalar>(
        _ values: UnsafePointer<Scalar>, _ count: Int, _ sums: UnsafeMutablePointer<Double>
    ) {
        var total = SIMD4(sums[0], sums[1], sums[2], sums[3])
        var row = 0
        while row < count {
            var eight = Scalar.doubles(values + row)
            if row &+ 8 > count { eight = SIMD8<Double>.first(count &- row, of: eight) }
            total += eight.lowHalf
            total += eight.highHalf
            row &+= 8
        }
        for lane in 0..<4 { sums[lane] = total[lane] }
    }

    /// The sum of the lanes.
    @inline(__always)
    package static func total(_ sums: UnsafePointer<Double>, lanes: Int) -> Double {
        if lanes == 16 { return SIMD8<Double>.sum(sums.vector(0) + sums.vector(8)) }
        return (sums[0] + sums[1]) + (sums[2] + sums[3])
    }

    /// result[r] = Σ over up to 16 arrays of their element r, added as a tree: array l and l + 8, then l + 4, l + 2,
    /// l + 1.
    @inline(__always)
    static func addArrays<Scalar: KernelScalar>(
        _ arrays: UnsafeBufferPointer<UnsafePointer<Scalar>>, count: Int,
        into result: UnsafeMutablePointer<Scalar>
    ) {
        var row = 0
        while row < count {
            let total = everySecond(arrays, row, 0) + everySecond(arrays, row, 1)
            for lane in 0..<8 { result[row &+ lane] = Scalar(total[lane]) }
            row &+= 8
        }
    }

    @inline(__always)
    private static func everySecond<Scalar: KernelScalar>(
        _ arrays: UnsafeBufferPointer<UnsafePointer<Scalar>>, _ row: Int, _ first: Int
    ) -> SIMD8<Double> {
        everyFourth(arrays, row, first) + everyFourth(arrays, row, first &+ 2)
    }

    @inline(__always)
    private static func everyFourth<Scalar: KernelScalar>(
        _ arrays: UnsafeBufferPointer<UnsafePointer<Scalar>>, _ row: Int, _ first: Int
    ) -> SIMD8<Double> {
        (values(arrays, row, first) + values(arrays, row, first &+ 8))
            + (values(arrays, row, first &+ 4) + values(arrays, row, first &+ 12))
    }

    /// Eight values of an array; zeros where there is none.
    @inline(__always)
    private static func values<Scalar: KernelScalar>(
        _ arrays: UnsafeBufferPointer<UnsafePointer<Scalar>>, _ row: Int, _ array: Int
    ) -> SIMD8<Double> {
        array < arrays.count ? Scalar.doubles(arrays[array] + row) : SIMD8<Double>.zero
    }
}
