internal import CIntrinsics

extension ElementwiseOpcode {
    /// ln a
    package static var logarithm: Self { Self(LogarithmFunction.self) }
}

enum LogarithmFunction: UnaryFunction {
    @inline(__always) static func value(_ x: SIMD16<Float>) -> SIMD16<Float> { .logarithm(x) }
    @inline(__always) static func value(_ x: SIMD8<Double>) -> SIMD8<Double> { .logarithm(x) }
}

extension ElementwiseOpcode {
    /// ln(1 + a) without cancellation near 0
    package static var logarithmOfOnePlus: Self { Self(LogarithmOfOnePlusFunction.self) }
}

enum LogarithmOfOnePlusFunction: UnaryFunction {
    @inline(__always) static func value(_ x: SIMD16<Float>) -> SIMD16<Float> { .logarithmOfOnePlus(x) }
    @inline(__always) static func value(_ x: SIMD8<Double>) -> SIMD8<Double> { .logarithmOfOnePlus(x) }
}

/// ln(1 + x) for x in [0, 1] only.
enum LogarithmOfOnePlusUnitFunction: UnaryFunction {
    @inline(__always) static func value(_ x: SIMD16<Float>) -> SIMD16<Float> { .logarithmOfOnePlusUnit(x) }
    @inline(__always) static func value(_ x: SIMD8<Double>) -> SIMD8<Double> { .logarithmOfOnePlus(x) }
}

/// - Source: polynomials of S. Moshier, Cephes Mathematical Library, release 2.2 (`logf.c`); evaluated with fused
///   multiply-adds, which Cephes does not have.
extension SIMD16<Float> {
    /// log(x): 1 ulp; −infinity at 0, NaN below, denormal arguments included.
    @inline(__always)
    static func logarithm(_ x: Self) -> Self {
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
    static func logarithmOfOnePlus(_ x: Self) -> Self {
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
    static func logarithmOfOnePlusUnit(_ x: Self) -> Self {
        let s = x / (x + constant(2))
        let z = s * s
        var p = fma(constant(2.0 / 13), z, constant(2.0 / 11))
        p = fma(p, z, constant(2.0 / 9))
        p = fma(p, z, constant(2.0 / 7))
        p = fma(p, z, constant(2.0 / 5))
        p = fma(p, z, constant(2.0 / 3))
        return fma(p * z, s, s + s)
    }
}

/// - Source: Sun Microsystems, fdlibm 5.3 (`e_log.c`); evaluated with fused multiply-adds, which fdlibm does not have.
extension SIMD8<Double> {
    /// log(x): 1 ulp; −infinity at 0, NaN below, denormal arguments included.
    @inline(__always)
    static func logarithm(_ x: Self) -> Self {
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
    static func logarithmOfOnePlus(_ x: Self) -> Self {
        let sum = one + x
        let lost = (x - (sum - one)) / sum
        let inside = less(zero, sum) & less(sum, constant(1e300))
        return logarithm(sum) + select(inside, lost, zero)
    }
}
