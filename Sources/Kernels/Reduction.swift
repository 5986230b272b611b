/// What a reduction computes from a run of values.
package enum ReductionKind: Sendable, CaseIterable {
    case sum
    case sumOfSquares
    case maximum
    case minimum
}

/// Reductions of the middle axis of a row-major [outer, reduce, inner] array to [outer, inner].
///
/// Sums are accumulated in double precision in one canonical order, whatever the layout of the work:
///
///     inner = 1: blocks of 1024 values; value i of a block goes to lane i mod 16; lanes are added as a tree
///                (l and l + 8, then l + 4, l + 2, l + 1), block sums one after the other
///     inner > 1: value r goes to lane r mod 4; the result is (lane 0 + lane 1) + (lane 2 + lane 3)
///
/// - Limits: NaN anywhere gives NaN; an empty sum is 0, an empty maximum −infinity, an empty minimum +infinity.
package enum Reduction {
    /// Reduces outer positions `range` (all of them by default); sums are multiplied by `scale` before they are
    /// rounded to the element type, so a mean is rounded once.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    package static func run<Scalar: KernelScalar>(
        _ kind: ReductionKind, from source: UnsafePointer<Scalar>, into result: UnsafeMutablePointer<Scalar>,
        outer: Int, reduce: Int, inner: Int, scale: Double = 1, range: Range<Int>? = nil
    ) {
        for position in range ?? 0..<outer {
            let start = source + position &* reduce &* inner
            for column in 0..<inner {
                let values = start + column
                let value: Scalar
                switch kind {
                case .sum, .sumOfSquares:
                    let squared = kind == .sumOfSquares
                    let sum =
                        inner == 1
                        ? contiguousSum(values, reduce, squared) : stridedSum(values, reduce, inner, squared)
                    value = Scalar(sum * scale)
                case .maximum:
                    value = extreme(values, reduce, inner, -Scalar.infinity) { $0 > $1 || $0.isNaN ? $0 : $1 }
                case .minimum:
                    value = extreme(values, reduce, inner, Scalar.infinity) { $0 < $1 || $0.isNaN ? $0 : $1 }
                }
                result[position &* inner &+ column] = value
            }
        }
    }

    /// The sum of `count` neighbours.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    package static func sum<Scalar: KernelScalar>(_ values: UnsafePointer<Scalar>, count: Int) -> Double {
        contiguousSum(values, count, false)
    }

    /// The sum of squares of `count` neighbours.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    package static func sumOfSquares<Scalar: KernelScalar>(
        _ values: UnsafePointer<Scalar>, count: Int
    ) -> Double {
        contiguousSum(values, count, true)
    }

    @inline(__always)
    private static func contiguousSum<Scalar: KernelScalar>(
        _ values: UnsafePointer<Scalar>, _ count: Int, _ squared: Bool
    ) -> Double {
        var total = 0.0
        var offset = 0
        while offset < count {
            var lanes = SIMD16<Double>.zero
            let end = min(offset &+ 1024, count)
            for index in offset..<end {
                let value = Double(values[index])
                lanes[index & 15] += squared ? value * value : value
            }
            let eight = lanes.lowHalf + lanes.highHalf
            total += SIMD8<Double>.sum(eight)
            offset = end
        }
        return total
    }

    @inline(__always)
    private static func stridedSum<Scalar: KernelScalar>(
        _ values: UnsafePointer<Scalar>, _ count: Int, _ stride: Int, _ squared: Bool
    ) -> Double {
        var lanes = SIMD4<Double>.zero
        for index in 0..<count {
            let value = Double(values[index &* stride])
            lanes[index & 3] += squared ? value * value : value
        }
        return (lanes.x + lanes.y) + (lanes.z + lanes.w)
    }

    @inline(__always)
    private static func extreme<Scalar: KernelScalar>(
        _ values: UnsafePointer<Scalar>, _ count: Int, _ stride: Int, _ start: Scalar,
        _ better: (Scalar, Scalar) -> Scalar
    ) -> Scalar {
        var best = start
        for index in 0..<count where !best.isNaN {
            best = better(values[index &* stride], best)
        }
        return best
    }
}
