/// Reductions of neighbors, in the order stated at `Reduction`.
enum RowReduction {
    @inline(__always)
    static func sum<Scalar: KernelScalar>(_ values: UnsafePointer<Scalar>, _ count: Int) -> Double {
        if count <= 4 { return sumOfFew(Scalar.doubles(values), count) }
        var total = 0.0
        var offset = 0
        while offset < count {
            let end = min(offset &+ Reduction.blockCount, count)
            var low = SIMD8<Double>.zero
            var high = SIMD8<Double>.zero
            while offset &+ 16 <= end {
                low = low + Scalar.doubles(values + offset)
                high = high + Scalar.doubles(values + offset + 8)
                offset &+= 16
            }
            if offset < end {
                let rest = end &- offset
                low = low + SIMD8<Double>.first(rest, of: Scalar.doubles(values + offset))
                if rest > 8 {
                    high = high + SIMD8<Double>.first(rest &- 8, of: Scalar.doubles(values + offset + 8))
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
        typealias Vector = Scalar.Vector
        if count <= 4 { return maximumOfFew(values, count) }
        let neutral = Vector(repeating: -Scalar.infinity)
        var best = neutral
        var other = neutral
        var offset = 0
        while offset &+ 2 &* Scalar.lanes <= count {
            best = Vector.maximum(values.vector(offset), best)
            other = Vector.maximum(values.vector(offset &+ Scalar.lanes), other)
            offset &+= 2 &* Scalar.lanes
        }
        while offset < count {
            let present = Vector.less(Vector.laneNumbers, Vector(repeating: Scalar(count &- offset)))
            best = Vector.maximum(Vector.select(present, values.vector(offset), neutral), best)
            offset &+= Scalar.lanes
        }
        return Vector.fold(Vector.maximum(best, other)) { Vector.maximum($0, $1) }
    }

    @inline(__always)
    private static func maximumOfFew<Scalar: KernelScalar>(
        _ values: UnsafePointer<Scalar>, _ count: Int
    ) -> Scalar {
        var best = -Scalar.infinity
        for index in 0..<count {
            let value = values[index]
            if best < value || value != value { best = value }
        }
        return best
    }
}
