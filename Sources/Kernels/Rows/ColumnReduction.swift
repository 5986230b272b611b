/// Reductions of the rows of a row-major matrix, in the order stated at `Reduction`: eight columns (sums) or
/// one vector of columns (maxima) at a time, walking down the rows.
enum ColumnReduction {
    @inline(__always)
    static func sum<Scalar: KernelScalar>(
        _ values: UnsafePointer<Scalar>, _ rows: Int, _ columns: Int,
        into result: UnsafeMutablePointer<Scalar>
    ) {
        var column = 0
        while column < columns {
            var sums = SIMD8<Double>.zero
            var start = 0
            while start < rows {
                let count = min(Reduction.blockCount, rows &- start)
                sums = sums + block(values + (start &* columns &+ column), count, columns)
                start &+= count
            }
            let valid = min(8, columns &- column)
            for index in 0..<valid { result[column &+ index] = Scalar(sums[index]) }
            column &+= 8
        }
    }

    /// The sum of the rows of one block, eight columns.
    @inline(__always)
    private static func block<Scalar: KernelScalar>(
        _ values: UnsafePointer<Scalar>, _ rows: Int, _ columns: Int
    ) -> SIMD8<Double> {
        var lane0 = SIMD8<Double>.zero
        var lane1 = SIMD8<Double>.zero
        var lane2 = SIMD8<Double>.zero
        var lane3 = SIMD8<Double>.zero
        var place = values
        var row = 0
        while row &+ 4 <= rows {
            lane0 = lane0 + Scalar.doubles(place)
            lane1 = lane1 + Scalar.doubles(place + columns)
            lane2 = lane2 + Scalar.doubles(place + 2 &* columns)
            lane3 = lane3 + Scalar.doubles(place + 3 &* columns)
            place += 4 &* columns
            row &+= 4
        }
        let rest = rows &- row
        if rest > 0 { lane0 = lane0 + Scalar.doubles(place) }
        if rest > 1 { lane1 = lane1 + Scalar.doubles(place + columns) }
        if rest > 2 { lane2 = lane2 + Scalar.doubles(place + 2 &* columns) }
        return (lane0 + lane1) + (lane2 + lane3)
    }

    @inline(__always)
    static func maximum<Scalar: KernelScalar>(
        _ values: UnsafePointer<Scalar>, _ rows: Int, _ columns: Int,
        into result: UnsafeMutablePointer<Scalar>
    ) {
        var column = 0
        while column < columns {
            var best = Scalar.Vector(repeating: -Scalar.infinity)
            var place = values + column
            for _ in 0..<rows {
                best = Scalar.Vector.maximum(place.vector(0), best)
                place += columns
            }
            if column &+ Scalar.lanes <= columns {
                result.store(best, column)
            } else {
                for index in 0..<(columns &- column) { result[column &+ index] = best[index] }
            }
            column &+= Scalar.lanes
        }
    }
}
