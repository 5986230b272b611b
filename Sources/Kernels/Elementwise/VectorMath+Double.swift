internal import CIntrinsics
import Foundation

/// Elementary functions on 8 doubles.
///
/// Largest errors, in units of the last place, are stated at each function and checked by `VectorMathTests`.
/// NaN gives NaN everywhere.
///
/// - Source: S. Moshier, Cephes Mathematical Library, release 2.2 (`exp.c`, `tanh.c`); Sun Microsystems,
///   fdlibm 5.3 (`e_log.c`); evaluated with fused multiply-adds, which both do not have.
extension SIMD8<Double> {
    @inline(__always)
    private static func constant(_ value: Double) -> Self { Self(repeating: value) }

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
    package static func exponential(_ x: Self) -> Self {
        let lowest = constant(-746)
        let highest = constant(710)
        var limited = select(less(x, lowest), lowest, x)
        limited = select(less(highest, limited), highest, limited)
        let (n, small) = reduced(limited)
        return scale(one + small, whole(n))
    }

    /// exp(x) − 1: 4 ulp.
    @inline(__always)
    package static func exponentialMinusOne(_ x: Self) -> Self {
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

    /// log(x): 1 ulp; −infinity at 0, NaN below, denormal arguments included.
    @inline(__always)
    package static func logarithm(_ x: Self) -> Self {
        let tiny = less(x, constant(Double.leastNormalMagnitude))
        let normal = select(tiny, x * constant(18_014_398_509_481_984), x)
        let bits = assay_f64_raw(normal)
        let offset = bits &- SIMD8<Int>(repeating: 0x3FE6_A09E_667F_3BCD)
        let exponent = offset &>> SIMD8<Int>(repeating: 52)
        let mantissa = assay_f64_bits(bits &- (exponent &<< SIMD8<Int>(repeating: 52)))
        let e = number(exponent) - select(tiny, constant(54), zero)
        let f = mantissa - one
        let s = f / (f + constant(2))
        let z = s * s
        var p = fma(constant(1.479_819_860_511_658_591e-1), z, constant(1.531_383_769_920_937_332e-1))
        p = fma(p, z, constant(1.818_357_216_161_805_012e-1))
        p = fma(p, z, constant(2.222_219_843_214_978_396e-1))
        p = fma(p, z, constant(2.857_142_874_366_239_149e-1))
        p = fma(p, z, constant(3.999_999_999_940_941_908e-1))
        p = fma(p, z, constant(6.666_666_666_666_735_130e-1))
        let half = constant(0.5) * f * f
        let tail = fma(s, half + p * z, e * constant(1.908_214_929_270_587_70e-10))
        let regular = fma(e, constant(6.931_471_803_691_238_164_90e-1), f - (half - tail))
        return logarithmLimits(of: x, regular: regular)
    }

    /// Small integers as doubles.
    @inline(__always)
    private static func number(_ n: SIMD8<Int>) -> Self {
        let magic = constant(6_755_399_441_055_744)
        return assay_f64_bits(n &+ assay_f64_raw(magic)) - magic
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

    /// log(1 + x): 1 ulp.
    @inline(__always)
    package static func logarithmOfOnePlus(_ x: Self) -> Self {
        let sum = one + x
        let lost = (x - (sum - one)) / sum
        let inside = less(zero, sum) & less(sum, constant(1e300))
        return logarithm(sum) + select(inside, lost, zero)
    }

    /// log(1 + x) for x in [0, 1]: 1 ulp.
    @inline(__always)
    package static func logarithmOfOnePlusUnit(_ x: Self) -> Self { logarithmOfOnePlus(x) }

    /// tanh(x): 2 ulp.
    @inline(__always)
    package static func tanh(_ x: Self) -> Self {
        let size = absolute(x)
        let z = x * x
        var p = fma(constant(-9.643_991_794_250_522_386_28e-1), z, constant(-9.928_772_310_019_185_865_64e1))
        p = fma(p, z, constant(-1.614_687_684_417_084_479_52e3))
        var q = z + constant(1.128_116_784_916_329_314_02e2)
        q = fma(q, z, constant(2.235_488_390_601_004_485_83e3))
        q = fma(q, z, constant(4.844_063_053_251_254_860_48e3))
        let near = fma(z * (p / q), x, x)
        let far = one - constant(2) / (exponential(size + size) + one)
        let signed = select(less(x, zero), zero - far, far)
        return select(less(size, constant(0.625)), near, select(notEqual(x, x), x, signed))
    }

    /// xʸ for positive finite x; 1e-13 relative, for the float power, which needs no more.
    @inline(__always)
    static func positivePower(_ x: Self, _ y: Self) -> Self {
        exponential(y * logarithm(x))
    }

    /// xʸ, lane by lane through the C library.
    package static func power(_ x: Self, _ y: Self) -> Self {
        var result = zero
        for lane in 0..<8 { result[lane] = pow(x[lane], y[lane]) }
        return result
    }

    /// sin(x), lane by lane through the C library.
    package static func sine(_ x: Self) -> Self {
        var result = zero
        for lane in 0..<8 { result[lane] = sin(x[lane]) }
        return result
    }

    /// cos(x), lane by lane through the C library.
    package static func cosine(_ x: Self) -> Self {
        var result = zero
        for lane in 0..<8 { result[lane] = cos(x[lane]) }
        return result
    }
}
