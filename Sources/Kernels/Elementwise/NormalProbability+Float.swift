import Foundation

extension SIMD16<Float> {
    @inline(__always)
    private static func constant(_ value: Float) -> Self { Self(repeating: value) }

    /// The probability that a standard normal number is below x: 8 ulp; 0 below -14.
    ///
    ///     q = exp(-x²/2) · P(t) / (1 + √2 |x|),  t = (|x| - 16/3) / (|x| + 16/3);  1 - q for x > 0
    ///
    /// What rounding x² loses would show in the exponential for large |x|; it is put back to first order.
    ///
    /// - Source: the substitution is that of Shepherd and Laframboise, "Chebyshev approximation of
    ///   (1 + 2x) exp(x²) erfc x in 0 ≤ x < ∞", 1981; the coefficients of P are ours
    ///   (Tests/References/kernels_normal_probability.py)
    @inline(__always)
    package static func normalProbability(_ x: Self) -> Self {
        let limit = constant(14)
        var size = absolute(x)
        size = select(less(limit, size), limit, size)
        let center = constant(16.0 / 3)
        let t = (size - center) / (size + center)
        var p = fma(constant(1.554_791_742_819_361_4e-5), t, constant(-0.000_117_305_928_142_741_32))
        p = fma(p, t, constant(0.000_135_831_156_512_722_37))
        p = fma(p, t, constant(0.000_957_238_196_860_998_9))
        p = fma(p, t, constant(-0.005_143_543_239_682_913))
        p = fma(p, t, constant(0.014_590_563_252_568_245))
        p = fma(p, t, constant(-0.029_712_123_796_343_803))
        p = fma(p, t, constant(0.046_258_144_080_638_885))
        p = fma(p, t, constant(-0.054_095_774_888_992_31))
        p = fma(p, t, constant(0.040_514_815_598_726_27))
        p = fma(p, t, constant(0.002_336_507_430_300_116_5))
        p = fma(p, t, constant(-0.070_108_667_016_029_36))
        p = fma(p, t, constant(0.618_558_347_225_189_2))
        let square = size * size
        let lost = fma(size, size, zero - square)
        let rounded = exponential(constant(-0.5) * square)
        let density = fma(rounded, constant(-0.5) * lost, rounded)
        let tail = density * p / fma(constant(1.414_213_562_373_095_048_8), size, one)
        let reached = select(less(size, limit), tail, size - size)
        return select(less(zero, x), one - reached, reached)
    }
}
