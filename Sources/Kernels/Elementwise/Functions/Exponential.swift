internal import CIntrinsics

extension ElementwiseOpcode {
    /// eᵃ
    package static var exponential: Self { Self(ExponentialFunction.self) }
}

enum ExponentialFunction: UnaryFunction {
    @inline(__always) static func value(_ x: SIMD16<Float>) -> SIMD16<Float> { .exponential(x) }
    @inline(__always) static func value(_ x: SIMD8<Double>) -> SIMD8<Double> { .exponential(x) }
}

extension ElementwiseOpcode {
    /// eᵃ − 1 without cancellation near 0
    package static var exponentialMinusOne: Self { Self(ExponentialMinusOneFunction.self) }
}

enum ExponentialMinusOneFunction: UnaryFunction {
    @inline(__always) static func value(_ x: SIMD16<Float>) -> SIMD16<Float> { .exponentialMinusOne(x) }
    @inline(__always) static func value(_ x: SIMD8<Double>) -> SIMD8<Double> { .exponentialMinusOne(x) }
}

/// - Source: polynomials of S. Moshier, Cephes Mathematical Library, release 2.2 (`expf.c`); evaluated with fused
///   multiply-adds, which Cephes does not have.
extension SIMD16<Float> {
    /// x·2ⁿ for whole n in −252 … 254: two exact factors, so that results below the normal range round once.
    @inline(__always)
    private static func scale(_ x: Self, _ n: SIMD16<Int32>) -> Self {
        let half = n &>> SIMD16<Int32>(repeating: 1)
        let bias = SIMD16<Int32>(repeating: 127)
        let shift = SIMD16<Int32>(repeating: 23)
        let first = assay_f32_bits((half &+ bias) &<< shift)
        let second = assay_f32_bits((n &- half &+ bias) &<< shift)
        return x * first * second
    }

    /// n = round(x / ln 2) and the remainder r = x − n·ln 2, |r| ≤ 0.35.
    @inline(__always)
    private static func reduce(_ x: Self) -> (n: Self, r: Self) {
        let n = nearest(x * constant(1.442_695_041))
        let high = fma(n, constant(-0.693_359_375), x)
        return (n, fma(n, constant(2.121_944_4e-4), high))
    }

    /// (exp(r) − 1 − r) / r² for |r| ≤ 0.35.
    @inline(__always)
    private static func exponentialTail(_ r: Self) -> Self {
        var p = fma(constant(1.987_569_15e-4), r, constant(1.398_199_950_7e-3))
        p = fma(p, r, constant(8.333_451_907_3e-3))
        p = fma(p, r, constant(4.166_579_589_4e-2))
        p = fma(p, r, constant(1.666_666_545_9e-1))
        return fma(p, r, constant(5.000_000_120_1e-1))
    }

    /// exp(x): 1 ulp; 0 below −104, infinity above 88.73; gradual underflow is kept.
    @inline(__always)
    static func exponential(_ x: Self) -> Self {
        let lowest = constant(-105)
        let highest = constant(89)
        var limited = select(less(x, lowest), lowest, x)
        limited = select(less(highest, limited), highest, limited)
        let (n, r) = reduce(limited)
        let value = fma(exponentialTail(r), r * r, r) + one
        return scale(value, assay_f32_int(n))
    }

    /// exp(x) − 1: 1.5 ulp.
    @inline(__always)
    static func exponentialMinusOne(_ x: Self) -> Self {
        let lowest = constant(-20)
        let highest = constant(89)
        var limited = select(less(x, lowest), lowest, x)
        limited = select(less(highest, limited), highest, limited)
        let (n, r) = reduce(limited)
        let small = fma(exponentialTail(r), r * r, r)
        // 2ⁿ·(e + 1) − 1 = 2·(2ⁿ⁻¹·e + (2ⁿ⁻¹ − ½)), which does not overflow too early.
        let bias = SIMD16<Int32>(repeating: 126)
        let power = assay_f32_bits((assay_f32_int(n) &+ bias) &<< SIMD16<Int32>(repeating: 23))
        let half = fma(power, small, power - constant(0.5))
        let result = half + half
        return select(equal(n, zero), small, result)
    }
}

/// - Source: polynomials of S. Moshier, Cephes Mathematical Library, release 2.2 (`exp.c`); evaluated with fused
///   multiply-adds, which Cephes does not have.
extension SIMD8<Double> {
    /// x·2ⁿ for whole n in −2044 … 2046: two exact factors, so that results below the normal range round
    /// once.
    @inline(__always)
    private static func scale(_ x: Self, _ n: SIMD8<Int>) -> Self {
        let half = n &>> SIMD8<Int>(repeating: 1)
        let bias = SIMD8<Int>(repeating: 1023)
        let shift = SIMD8<Int>(repeating: 52)
        let first = assay_f64_bits((half &+ bias) &<< shift)
        let second = assay_f64_bits((n &- half &+ bias) &<< shift)
        return x * first * second
    }

    /// A whole number as integers: adding 1.5·2⁵² leaves it in the low bits.
    @inline(__always)
    private static func whole(_ n: Self) -> SIMD8<Int> {
        let magic = constant(6_755_399_441_055_744)
        return assay_f64_raw(n + magic) &- assay_f64_raw(magic)
    }

    /// exp(r) − 1 for the remainder of x / ln 2, and the whole part n.
    @inline(__always)
    private static func reduced(_ x: Self) -> (n: Self, small: Self) {
        let n = nearest(x * constant(1.442_695_040_888_963_407_4))
        var r = fma(n, constant(-6.931_457_519_531_25e-1), x)
        r = fma(n, constant(-1.428_606_820_309_417_232_12e-6), r)
        let square = r * r
        var p = fma(
            constant(1.261_771_930_748_105_908_78e-4), square, constant(3.029_944_077_074_419_613_00e-2))
        p = fma(p, square, constant(9.999_999_999_999_999_999_10e-1))
        p = p * r
        var q = fma(
            constant(3.001_985_051_386_644_550_42e-6), square, constant(2.524_483_403_496_841_041_92e-3))
        q = fma(q, square, constant(2.272_655_482_081_550_287_66e-1))
        q = fma(q, square, constant(2.000_000_000_000_000_000_09))
        return (n, (p + p) / (q - p))
    }

    /// exp(x): 2 ulp; 0 below −745.2, infinity above 709.8; gradual underflow is kept.
    @inline(__always)
    static func exponential(_ x: Self) -> Self {
        let lowest = constant(-746)
        let highest = constant(710)
        var limited = select(less(x, lowest), lowest, x)
        limited = select(less(highest, limited), highest, limited)
        let (n, small) = reduced(limited)
        return scale(one + small, whole(n))
    }

    /// exp(x) − 1: 4 ulp.
    @inline(__always)
    static func exponentialMinusOne(_ x: Self) -> Self {
        let lowest = constant(-50)
        let highest = constant(710)
        var limited = select(less(x, lowest), lowest, x)
        limited = select(less(highest, limited), highest, limited)
        let (n, small) = reduced(limited)
        let exponent = whole(n) &+ SIMD8<Int>(repeating: 1022)
        let power = assay_f64_bits(exponent &<< SIMD8<Int>(repeating: 52))
        let half = fma(power, small, power - constant(0.5))
        return select(equal(n, zero), small, half + half)
    }
}
