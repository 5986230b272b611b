/// What a reduction computes from a run of values.
package enum ReductionKind: Sendable, CaseIterable {
    case sum
    case maximum
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
/// - Limits: NaN anywhere gives NaN; an empty sum is 0, an empty maximum −infinity. Up to 64 bytes past the last
///   element are read.
package enum Reduction {
    /// Values of a block of a sum.
    package static let blockCount = 1024

    /// Reduces outer positions `range` (all of them by default).
    @inlinable
    package static func run<Scalar: KernelScalar>(
        _ kind: ReductionKind, from source: UnsafePointer<Scalar>, into result: UnsafeMutablePointer<Scalar>,
        outer: Int, reduce: Int, inner: Int, range: Range<Int>? = nil
    ) {
        Scalar.reduce(
            kind, from: source, into: result, reduce: reduce, inner: inner, first: range?.lowerBound ?? 0,
            end: range?.upperBound ?? outer)
    }

    @inline(__always)
    static func loop<Scalar: KernelScalar>(
        _ kind: ReductionKind, from source: UnsafePointer<Scalar>, into result: UnsafeMutablePointer<Scalar>,
        reduce: Int, inner: Int, first: Int, end: Int
    ) {
        for position in first..<end {
            let start = source + position &* reduce &* inner
            let target = result + position &* inner
            switch kind {
            case .sum:
                if inner == 1 {
                    target.pointee = Scalar(RowReduction.sum(start, reduce))
                } else {
                    ColumnReduction.sum(start, reduce, inner, into: target)
                }
            case .maximum:
                if inner == 1 {
                    target.pointee = RowReduction.maximum(start, reduce)
                } else {
                    ColumnReduction.maximum(start, reduce, inner, into: target)
                }
            }
        }
    }
}
