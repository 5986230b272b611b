internal import CIntrinsics

/// One 64-byte vector with the operations the kernels need beyond `+ - * /`.
///
/// Each is one or a few instructions after inlining; where the standard library's spelling compiles to a call
/// per lane, the conformances use a one-line C function instead.
package protocol KernelVector: SIMD, Sendable where Scalar: BinaryFloatingPoint {
    /// All bits set in a lane means true.
    associatedtype Mask: SIMD & Sendable where Mask.Scalar: FixedWidthInteger

    /// 0, 1, 2, …
    static var laneNumbers: Self { get }

    // The standard library's ways to memory are functions that are not always inlined. Neither needs alignment.
    static func load(_ start: UnsafePointer<Scalar>) -> Self
    static func store(_ vector: Self, _ start: UnsafeMutablePointer<Scalar>)

    // The standard library's operators are generic loops over lanes, which the compiler does not always turn
    // back into one instruction.
    static func + (a: Self, b: Self) -> Self
    static func - (a: Self, b: Self) -> Self
    static func * (a: Self, b: Self) -> Self
    static func / (a: Self, b: Self) -> Self

    /// a·b + c, rounded once.
    static func fma(_ a: Self, _ b: Self, _ c: Self) -> Self
    static func squareRoot(_ a: Self) -> Self
    static func absolute(_ a: Self) -> Self
    static func floor(_ a: Self) -> Self
    /// The nearest integer, ties to even.
    static func nearest(_ a: Self) -> Self

    static func less(_ a: Self, _ b: Self) -> Mask
    static func lessOrEqual(_ a: Self, _ b: Self) -> Mask
    static func equal(_ a: Self, _ b: Self) -> Mask
    static func notEqual(_ a: Self, _ b: Self) -> Mask
    /// `a` where the mask is set, else `b`.
    static func select(_ mask: Mask, _ a: Self, _ b: Self) -> Self

    /// The lanes of even and of odd number of two neighboring vectors.
    static func even(_ a: Self, _ b: Self) -> Self
    static func odd(_ a: Self, _ b: Self) -> Self
    /// The first and second halves of two vectors, their lanes in turn.
    static func zipLow(_ a: Self, _ b: Self) -> Self
    static func zipHigh(_ a: Self, _ b: Self) -> Self

    /// The lanes added as a fixed tree: lane i and i + half, and so on down to one.
    static func sum(_ a: Self) -> Scalar

    /// All lanes combined, two and two, to one.
    static func fold(_ a: Self, _ combine: (Self, Self) -> Self) -> Scalar

    /// The code of a function for this kind of vector.
    static func apply<Function: UnaryFunction>(_ function: Function.Type, _ x: Self) -> Self
    static func apply<Function: BinaryFunction>(_ function: Function.Type, _ a: Self, _ b: Self) -> Self
}

extension KernelVector {
    @inline(__always) package static var one: Self { Self(repeating: 1) }

    @inline(__always) static func constant(_ value: Scalar) -> Self { Self(repeating: value) }

    /// The larger value; NaN if either is NaN.
    @inline(__always)
    package static func maximum(_ a: Self, _ b: Self) -> Self {
        let larger = select(less(b, a), a, b)
        return select(notEqual(a, a), a, larger)
    }

    /// The smaller value; NaN if either is NaN.
    @inline(__always)
    package static func minimum(_ a: Self, _ b: Self) -> Self {
        let smaller = select(less(a, b), a, b)
        return select(notEqual(a, a), a, smaller)
    }

    /// −1, 0 or 1; NaN for NaN.
    @inline(__always)
    package static func sign(_ a: Self) -> Self {
        let positive = select(less(Self.zero, a), one, a)
        return select(less(a, Self.zero), Self.zero - one, positive)
    }

    /// The first `count` lanes; 0 in the others.
    @inline(__always)
    package static func first(_ count: Int, of a: Self) -> Self {
        select(less(laneNumbers, Self(repeating: Scalar(count))), a, Self.zero)
    }

    /// 1 where the mask is set, else 0.
    @inline(__always)
    package static func number(_ mask: Mask) -> Self { select(mask, one, Self.zero) }
}

extension SIMD16<Float>: KernelVector {
    package typealias Mask = SIMD16<Int32>

    @inline(__always)
    package static var laneNumbers: Self { Self(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15) }

    @inline(__always)
    package static func apply<Function: UnaryFunction>(_ function: Function.Type, _ x: Self) -> Self {
        Function.value(x)
    }
    @inline(__always)
    package static func apply<Function: BinaryFunction>(
        _ function: Function.Type, _ a: Self, _ b: Self
    ) -> Self {
        Function.value(a, b)
    }

    @inline(__always)
    package static func load(_ start: UnsafePointer<Float>) -> Self { assay_f32_load(start) }
    @inline(__always)
    package static func store(_ vector: Self, _ start: UnsafeMutablePointer<Float>) {
        assay_f32_store(start, vector)
    }

    @inline(__always) package static func + (a: Self, b: Self) -> Self { assay_f32_add(a, b) }
    @inline(__always) package static func - (a: Self, b: Self) -> Self { assay_f32_subtract(a, b) }
    @inline(__always) package static func * (a: Self, b: Self) -> Self { assay_f32_multiply(a, b) }
    @inline(__always) package static func / (a: Self, b: Self) -> Self { assay_f32_divide(a, b) }

    @inline(__always) package static func even(_ a: Self, _ b: Self) -> Self { assay_f32_even(a, b) }
    @inline(__always) package static func odd(_ a: Self, _ b: Self) -> Self { assay_f32_odd(a, b) }
    @inline(__always) package static func zipLow(_ a: Self, _ b: Self) -> Self {
        assay_f32_interleave_low(a, b)
    }
    @inline(__always) package static func zipHigh(_ a: Self, _ b: Self) -> Self {
        assay_f32_interleave_high(a, b)
    }

    @inline(__always)
    package static func fma(_ a: Self, _ b: Self, _ c: Self) -> Self { assay_f32_fma(a, b, c) }
    @inline(__always) package static func squareRoot(_ a: Self) -> Self { assay_f32_sqrt(a) }
    @inline(__always) package static func absolute(_ a: Self) -> Self { assay_f32_abs(a) }
    @inline(__always) package static func floor(_ a: Self) -> Self { assay_f32_floor(a) }
    @inline(__always) package static func nearest(_ a: Self) -> Self { assay_f32_nearest(a) }
    @inline(__always) package static func less(_ a: Self, _ b: Self) -> Mask { assay_f32_less(a, b) }
    @inline(__always)
    package static func lessOrEqual(_ a: Self, _ b: Self) -> Mask { assay_f32_less_equal(a, b) }
    @inline(__always) package static func equal(_ a: Self, _ b: Self) -> Mask { assay_f32_equal(a, b) }
    @inline(__always) package static func notEqual(_ a: Self, _ b: Self) -> Mask { assay_f32_not_equal(a, b) }
    @inline(__always)
    package static func select(_ mask: Mask, _ a: Self, _ b: Self) -> Self { assay_f32_masked(mask, a, b) }

    @inline(__always)
    package static func fold(_ a: Self, _ combine: (Self, Self) -> Self) -> Float {
        let eight = combine(a, assay_f32_rotate8(a))
        let four = combine(eight, assay_f32_rotate4(eight))
        let two = combine(four, assay_f32_rotate2(four))
        return combine(two, assay_f32_rotate1(two))[0]
    }

    @inline(__always)
    package static func sum(_ a: Self) -> Float {
        let eight = a.lowHalf + a.highHalf
        let four = eight.lowHalf + eight.highHalf
        let two = four.lowHalf + four.highHalf
        return two.x + two.y
    }
}

extension SIMD8<Double>: KernelVector {
    package typealias Mask = SIMD8<Int>

    @inline(__always) package static var laneNumbers: Self { Self(0, 1, 2, 3, 4, 5, 6, 7) }

    @inline(__always)
    package static func apply<Function: UnaryFunction>(_ function: Function.Type, _ x: Self) -> Self {
        Function.value(x)
    }
    @inline(__always)
    package static func apply<Function: BinaryFunction>(
        _ function: Function.Type, _ a: Self, _ b: Self
    ) -> Self {
        Function.value(a, b)
    }

    @inline(__always)
    package static func load(_ start: UnsafePointer<Double>) -> Self { assay_f64_load(start) }
    @inline(__always)
    package static func store(_ vector: Self, _ start: UnsafeMutablePointer<Double>) {
        assay_f64_store(start, vector)
    }

    @inline(__always) package static func + (a: Self, b: Self) -> Self { assay_f64_add(a, b) }
    @inline(__always) package static func - (a: Self, b: Self) -> Self { assay_f64_subtract(a, b) }
    @inline(__always) package static func * (a: Self, b: Self) -> Self { assay_f64_multiply(a, b) }
    @inline(__always) package static func / (a: Self, b: Self) -> Self { assay_f64_divide(a, b) }

    @inline(__always) package static func even(_ a: Self, _ b: Self) -> Self { assay_f64_even(a, b) }
    @inline(__always) package static func odd(_ a: Self, _ b: Self) -> Self { assay_f64_odd(a, b) }
    @inline(__always) package static func zipLow(_ a: Self, _ b: Self) -> Self {
        assay_f64_interleave_low(a, b)
    }
    @inline(__always) package static func zipHigh(_ a: Self, _ b: Self) -> Self {
        assay_f64_interleave_high(a, b)
    }

    @inline(__always)
    package static func fma(_ a: Self, _ b: Self, _ c: Self) -> Self { assay_f64_fma(a, b, c) }
    @inline(__always) package static func squareRoot(_ a: Self) -> Self { assay_f64_sqrt(a) }
    @inline(__always) package static func absolute(_ a: Self) -> Self { assay_f64_abs(a) }
    @inline(__always) package static func floor(_ a: Self) -> Self { assay_f64_floor(a) }
    @inline(__always) package static func nearest(_ a: Self) -> Self { assay_f64_nearest(a) }
    @inline(__always) package static func less(_ a: Self, _ b: Self) -> Mask { assay_f64_less(a, b) }
    @inline(__always)
    package static func lessOrEqual(_ a: Self, _ b: Self) -> Mask { assay_f64_less_equal(a, b) }
    @inline(__always) package static func equal(_ a: Self, _ b: Self) -> Mask { assay_f64_equal(a, b) }
    @inline(__always) package static func notEqual(_ a: Self, _ b: Self) -> Mask { assay_f64_not_equal(a, b) }
    @inline(__always)
    package static func select(_ mask: Mask, _ a: Self, _ b: Self) -> Self { assay_f64_masked(mask, a, b) }

    @inline(__always)
    package static func fold(_ a: Self, _ combine: (Self, Self) -> Self) -> Double {
        let four = combine(a, assay_f64_rotate4(a))
        let two = combine(four, assay_f64_rotate2(four))
        return combine(two, assay_f64_rotate1(two))[0]
    }

    @inline(__always)
    package static func sum(_ a: Self) -> Double {
        let four = a.lowHalf + a.highHalf
        let two = four.lowHalf + four.highHalf
        return two.x + two.y
    }
}
