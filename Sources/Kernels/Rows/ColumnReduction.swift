/// Reductions of the rows of a row-major matrix, in the order stated at `Reduction`: eight columns (sums) or
/// one vector of columns (extremes) at a time, walking down the rows.
enum ColumnReduction {
    @inline(__always)
    static func sum<Scalar: KernelScalar>(
        _ values: UnsafePointer<Scalar>, _ rows: Int, _ columns: Int,
        into result: UnsafeMutablePointer<Scalar>, scale: Double, _ term: (SIMD8<Double>) -> SIMD8<Double>
    ) {
        var column = 0
        while column < columns {
            var total = SIMD8<Double>.zero
            var start = 0
            while start < rows {
                let end = min(start &+ Reduction.blockCount, rows)
                total = total + block(values + (start &* columns &+ column), end &- start, columns, term)
                start = end
            }
            let sums = total * SIMD8(repeating: scale)
            let valid = min(8, columns &- column)
            for index in 0..<valid { result[column &+ index] = Scalar(sums[index]) }
            column &+= 8
        }
    }

    /// The sum of the rows of one block, eight columns.
    @inline(__always)
    private static func block<Scalar: KernelScalar>(
        _ values: UnsafePointer<Scalar>, _ rows: Int, _ columns: Int, _ term: (SIMD8<Double>) -> SIMD8<Double>
    ) -> SIMD8<Double> {
        var lane0 = SIMD8<Double>.zero
        var lane1 = SIMD8<Double>.zero
        var lane2 = SIMD8<Double>.zero
        var lane3 = SIMD8<Double>.zero
        var place = values
        var row = 0
        while row &+ 4 <= rows {
            lane0 = lane0 + term(Scalar.doubles(place))
            lane1 = lane1 + term(Scalar.doubles(place + columns))
            lane2 = lane2 + term(Scalar.doubles(place + 2 &* columns))
            lane3 = lane3 + term(Scalar.doubles(place + 3 &* columns))
            place += 4 &* columns
            row &+= 4
        }
        let rest = rows &- row
        if rest > 0 { lane0 = lane0 + term(Scalar.doubles(place)) }
        if rest > 1 { lane1 = lane1 + term(Scalar.doubles(place + columns)) }
        if rest > 2 { lane2 = lane2 + term(Scalar.doubles(place + 2 &* columns)) }
        return (lane0 + lane1) + (lane2 + lane3)
    }

    @inline(__always)
    static func maximum<Scalar: KernelScalar>(
        _ values: UnsafePointer<Scalar>, _ rows: Int, _ columns: Int,
        into result: UnsafeMutablePointer<Scalar>
    ) {
        extreme(values, rows, columns, into: result, start: -Scalar.infinity) {
            Scalar.Vector.maximum($0, $1)
        }
    }

    @inline(__always)
    static func minimum<Scalar: KernelScalar>(
        _ values: UnsafePointer<Scalar>, _ rows: Int, _ columns: Int,
        into result: UnsafeMutablePointer<Scalar>
    ) {
        extreme(values, rows, columns, into: result, start: Scalar.infinity) { Scalar.Vector.minimum($0, $1) }
    }

    @inline(__always)
    private static func extreme<Scalar: KernelScalar>(
        _ values: UnsafePointer<Scalar>, _ rows: Int, _ columns: Int,
        into result: UnsafeMutablePointer<Scalar>, start: Scalar,
        _ better: (Scalar.Vector, Scalar.Vector) -> Scalar.Vector
    ) {
        var column = 0
        while column < columns {
            var best = Scalar.Vector(repeating: start)
            var place = values + column
            for _ in 0..<rows {
                best = better(place.vector(0), best)
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
