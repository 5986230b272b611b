/// Reductions of neighbors, in the order stated at `Reduction`.
enum RowReduction {
    @inline(__always)
    static func sum<Scalar: KernelScalar>(
        _ values: UnsafePointer<Scalar>, _ count: Int, _ term: (SIMD8<Double>) -> SIMD8<Double>
    ) -> Double {
        sum(values, count) { values, _ in term(values) }
    }

    /// `term` gets eight values and where they came from.
    @inline(__always)
    static func sum<Scalar: KernelScalar>(
        _ values: UnsafePointer<Scalar>, _ count: Int,
        _ term: (SIMD8<Double>, UnsafePointer<Scalar>) -> SIMD8<Double>
    ) -> Double {
        if count <= 4 { return sumOfFew(term(Scalar.doubles(values), values), count) }
        var total = 0.0
        var offset = 0
        while offset < count {
            let end = min(offset &+ Reduction.blockCount, count)
            var low = SIMD8<Double>.zero
            var high = SIMD8<Double>.zero
            while offset &+ 16 <= end {
                let place = values + offset
                low = low + term(Scalar.doubles(place), place)
                high = high + term(Scalar.doubles(place + 8), place + 8)
                offset &+= 16
            }
            if offset < end {
                let place = values + offset
                let rest = end &- offset
                low = low + SIMD8<Double>.first(rest, of: term(Scalar.doubles(place), place))
                if rest > 8 {
                    high =
                        high + SIMD8<Double>.first(rest &- 8, of: term(Scalar.doubles(place + 8), place + 8))
                }
                offset = end
            }
            total += SIMD8<Double>.sum(low + high)
        }
        return total
    }

    /// The sum of the first lanes in the order of `sum`, without the lanes that hold nothing; adding to zero turns
    /// a sum of negative zeros into a positive one, as there.
    @inline(__always)
    private static func sumOfFew(_ values: SIMD8<Double>, _ count: Int) -> Double {
        let even = 0 + (count > 0 ? values[0] : 0) + (count > 2 ? values[2] : 0)
        let odd = 0 + (count > 1 ? values[1] : 0) + (count > 3 ? values[3] : 0)
        return even + odd
    }

    @inline(__always)
    static func maximum<Scalar: KernelScalar>(_ values: UnsafePointer<Scalar>, _ count: Int) -> Scalar {
        if count <= 4 { return extremeOfFew(values, count, start: -Scalar.infinity) { $0 < $1 } }
        return extreme(values, count, start: -Scalar.infinity) { Scalar.Vector.maximum($0, $1) }
    }

    @inline(__always)
    static func minimum<Scalar: KernelScalar>(_ values: UnsafePointer<Scalar>, _ count: Int) -> Scalar {
        if count <= 4 { return extremeOfFew(values, count, start: Scalar.infinity) { $1 < $0 } }
        return extreme(values, count, start: Scalar.infinity) { Scalar.Vector.minimum($0, $1) }
    }

    /// - Parameter isWorse: whether the first value gives way to the second
    @inline(__always)
    private static func extremeOfFew<Scalar: KernelScalar>(
        _ values: UnsafePointer<Scalar>, _ count: Int, start: Scalar, _ isWorse: (Scalar, Scalar) -> Bool
    ) -> Scalar {
        var best = start
        for index in 0..<count {
            let value = values[index]
            if isWorse(best, value) || value != value { best = value }
        }
        return best
    }

    @inline(__always)
    private static func extreme<Scalar: KernelScalar>(
        _ values: UnsafePointer<Scalar>, _ count: Int, start: Scalar,
        _ better: (Scalar.Vector, Scalar.Vector) -> Scalar.Vector
    ) -> Scalar {
        typealias Vector = Scalar.Vector
        let neutral = Vector(repeating: start)
        var best = neutral
        var other = neutral
        var offset = 0
        while offset &+ 2 &* Scalar.lanes <= count {
            best = better(values.vector(offset), best)
            other = better(values.vector(offset &+ Scalar.lanes), other)
            offset &+= 2 &* Scalar.lanes
        }
        while offset < count {
            let present = Vector.less(Vector.laneNumbers, Vector(repeating: Scalar(count &- offset)))
            best = better(Vector.select(present, values.vector(offset), neutral), best)
            offset &+= Scalar.lanes
        }
        return Vector.fold(better(best, other), better)
    }
}
