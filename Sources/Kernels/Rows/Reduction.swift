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
///     inner > 1: blocks of 1024 values; value r of a block goes to lane r mod 4; lanes are added as
///                (lane 0 + lane 1) + (lane 2 + lane 3), block sums one after the other
///
/// - Limits: NaN anywhere gives NaN; an empty sum is 0, an empty maximum −infinity, an empty minimum
///   +infinity. Up to 64 bytes past the last element are read.
package enum Reduction {
    /// Values of a block of a sum.
    package static let blockCount = 1024

    /// Reduces outer positions `range` (all of them by default); sums are multiplied by `scale` before they
    /// are rounded to the element type, so a mean is rounded once.
    @inlinable
    package static func run<Scalar: KernelScalar>(
        _ kind: ReductionKind, from source: UnsafePointer<Scalar>, into result: UnsafeMutablePointer<Scalar>,
        outer: Int, reduce: Int, inner: Int, scale: Double = 1, range: Range<Int>? = nil
    ) {
        Scalar.reduce(
            kind, from: source, into: result, reduce: reduce, inner: inner, scale: scale,
            first: range?.lowerBound ?? 0, end: range?.upperBound ?? outer)
    }

    @inline(__always)
    static func loop<Scalar: KernelScalar>(
        _ kind: ReductionKind, from source: UnsafePointer<Scalar>, into result: UnsafeMutablePointer<Scalar>,
        reduce: Int, inner: Int, scale: Double, first: Int, end: Int
    ) {
        for position in first..<end {
            let start = source + position &* reduce &* inner
            let target = result + position &* inner
            switch kind {
            case .sum:
                if inner == 1 {
                    target.pointee = Scalar(RowReduction.sum(start, reduce) { $0 } * scale)
                } else {
                    ColumnReduction.sum(start, reduce, inner, into: target, scale: scale) { $0 }
                }
            case .sumOfSquares:
                if inner == 1 {
                    target.pointee = Scalar(RowReduction.sum(start, reduce) { $0 * $0 } * scale)
                } else {
                    ColumnReduction.sum(start, reduce, inner, into: target, scale: scale) { $0 * $0 }
                }
            case .maximum:
                if inner == 1 {
                    target.pointee = RowReduction.maximum(start, reduce)
                } else {
                    ColumnReduction.maximum(start, reduce, inner, into: target)
                }
            case .minimum:
                if inner == 1 {
                    target.pointee = RowReduction.minimum(start, reduce)
                } else {
                    ColumnReduction.minimum(start, reduce, inner, into: target)
                }
            }
        }
    }

    /// The sum of `count` neighbors.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    package static func sum<Scalar: KernelScalar>(_ values: UnsafePointer<Scalar>, count: Int) -> Double {
        RowReduction.sum(values, count) { $0 }
    }

    /// The sum of squares of `count` neighbors.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    package static func sumOfSquares<Scalar: KernelScalar>(
        _ values: UnsafePointer<Scalar>, count: Int
    ) -> Double {
        RowReduction.sum(values, count) { $0 * $0 }
    }

    /// Σ first[i] · second[i], in the order of a sum.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    package static func dot<Scalar: KernelScalar>(
        _ first: UnsafePointer<Scalar>, _ second: UnsafePointer<Scalar>, count: Int
    ) -> Double {
        let distance = second - first
        return RowReduction.sum(first, count) { values, place in values * Scalar.doubles(place + distance) }
    }
}
