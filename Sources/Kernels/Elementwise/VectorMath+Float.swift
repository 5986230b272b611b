internal import CIntrinsics
import Foundation

/// Elementary functions on 16 floats.
///
/// Largest errors, in units of the last place against Foundation in double precision, are stated at each
/// function and checked by `VectorMathTests`. NaN gives NaN everywhere.
///
/// - Source: polynomials of S. Moshier, Cephes Mathematical Library, release 2.2 (`expf.c`, `logf.c`,
///   `tanhf.c`); evaluated with fused multiply-adds, which Cephes does not have.
extension SIMD16<Float> {
    @inline(__always)
    private static func constant(_ value: Float) -> Self { Self(repeating: value) }

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
    package static func exponential(_ x: Self) -> Self {
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
    package static func exponentialMinusOne(_ x: Self) -> Self {
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

    /// log(x): 1 ulp; −infinity at 0, NaN below, denormal arguments included.
    @inline(__always)
    package static func logarithm(_ x: Self) -> Self {
        let tiny = less(x, constant(Float.leastNormalMagnitude))
        let normal = select(tiny, x * constant(8_388_608), x)
        let bits = assay_f32_raw(normal)
        // Exponent and mantissa such that mantissa is in √½ … √2.
        let offset = bits &- SIMD16<Int32>(repeating: 0x3F35_04F3)
        let exponent = offset &>> SIMD16<Int32>(repeating: 23)
        let mantissa = assay_f32_bits(bits &- (exponent &<< SIMD16<Int32>(repeating: 23)))
        let e = assay_f32_from_int(exponent) - select(tiny, constant(23), zero)
        let f = mantissa - one
        let z = f * f
        var p = fma(constant(7.037_683_629_2e-2), f, constant(-1.151_461_031_0e-1))
        p = fma(p, f, constant(1.167_699_874_0e-1))
        p = fma(p, f, constant(-1.242_014_084_6e-1))
        p = fma(p, f, constant(1.424_932_278_7e-1))
        p = fma(p, f, constant(-1.666_805_766_5e-1))
        p = fma(p, f, constant(2.000_071_476_5e-1))
        p = fma(p, f, constant(-2.499_999_399_3e-1))
        p = fma(p, f, constant(3.333_333_117_4e-1))
        var tail = (p * f) * z
        tail = fma(e, constant(-2.121_944_40e-4), tail)
        tail = fma(z, constant(-0.5), tail)
        let regular = fma(e, constant(0.693_359_375), f + tail)
        return logarithmLimits(of: x, regular: regular)
    }

    /// Replaces the result at 0, below 0, at infinity and at NaN.
    @inline(__always)
    private static func logarithmLimits(of x: Self, regular: Self) -> Self {
        let infinity = constant(.infinity)
        let positive = less(zero, x)
        let outside = select(equal(x, zero), zero - infinity, constant(.nan))
        let finite = select(less(x, infinity), regular, x)
        return select(positive, finite, outside)
    }

    /// log(1 + x): 1.3 ulp.
    @inline(__always)
    package static func logarithmOfOnePlus(_ x: Self) -> Self {
        let sum = one + x
        // What rounding `sum` lost, to first order; nothing to correct at the ends.
        let lost = (x - (sum - one)) / sum
        let inside = less(zero, sum) & less(sum, constant(1e30))
        let correction = select(inside, lost, zero)
        return logarithm(sum) + correction
    }

    /// log(1 + x) for x in [0, 1]: 1.5 ulp.
    ///
    ///     2 artanh(s) = 2 s + 2 s³/3 + 2 s⁵/5 + … with s = x / (2 + x) ≤ 1/3; seven terms leave 2/15 · 3⁻¹⁵
    ///     < 10⁻⁸
    @inline(__always)
    package static func logarithmOfOnePlusUnit(_ x: Self) -> Self {
        let s = x / (x + constant(2))
        let z = s * s
        var p = fma(constant(2.0 / 13), z, constant(2.0 / 11))
        p = fma(p, z, constant(2.0 / 9))
        p = fma(p, z, constant(2.0 / 7))
        p = fma(p, z, constant(2.0 / 5))
        p = fma(p, z, constant(2.0 / 3))
        return fma(p * z, s, s + s)
    }

    /// tanh(x): 1.3 ulp; ±1 from |x| = 9.02 on.
    @inline(__always)
    package static func tanh(_ x: Self) -> Self {
        let size = absolute(x)
        let z = x * x
        var p = fma(constant(-5.704_988_724_5e-3), z, constant(2.063_908_879_5e-2))
        p = fma(p, z, constant(-5.373_971_615_4e-2))
        p = fma(p, z, constant(1.333_144_199_0e-1))
        p = fma(p, z, constant(-3.333_328_240_1e-1))
        let near = fma(p * z, x, x)
        let far = one - constant(2) / (exponential(size + size) + one)
        let signed = select(less(x, zero), zero - far, far)
        return select(less(size, constant(0.625)), near, select(notEqual(x, x), x, signed))
    }

    /// xʸ, computed in double precision: 1 ulp; limits as in C (`pow`).
    @inline(__always)
    package static func power(_ x: Self, _ y: Self) -> Self {
        let usual = less(zero, x) & less(x, constant(.infinity)) & less(absolute(y), constant(.infinity))
        if usual == SIMD16<Int32>(repeating: -1) {
            let low = SIMD8<Double>.positivePower(assay_f32_low_double(x), assay_f32_low_double(y))
            let high = SIMD8<Double>.positivePower(assay_f32_high_double(x), assay_f32_high_double(y))
            return Self(lowHalf: assay_f64_narrow(low), highHalf: assay_f64_narrow(high))
        }
        var result = zero
        for lane in 0..<16 { result[lane] = pow(x[lane], y[lane]) }
        return result
    }

    /// sin(x), lane by lane through the C library.
    package static func sine(_ x: Self) -> Self {
        var result = zero
        for lane in 0..<16 { result[lane] = sin(x[lane]) }
        return result
    }

    /// cos(x), lane by lane through the C library.
    package static func cosine(_ x: Self) -> Self {
        var result = zero
        for lane in 0..<16 { result[lane] = cos(x[lane]) }
        return result
    }
}
