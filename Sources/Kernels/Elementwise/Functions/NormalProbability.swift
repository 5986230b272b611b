extension ElementwiseOpcode {
    /// The probability that a standard normal number is below a
    package static var normalProbability: Self { Self(NormalProbabilityFunction.self) }
}

enum NormalProbabilityFunction: UnaryFunction {
    @inline(__always) static func value(_ x: SIMD16<Float>) -> SIMD16<Float> { .normalProbability(x) }
    @inline(__always) static func value(_ x: SIMD8<Double>) -> SIMD8<Double> { .normalProbability(x) }
}

extension SIMD16<Float> {
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
    static func normalProbability(_ x: Self) -> Self {
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

extension SIMD8<Double> {
    /// The probability that a standard normal number is below x: 8 ulp; 0 below -39.
    ///
    ///     q = exp(-x²/2) · P(t) / (1 + √2 |x|),  t = (|x| - 16/3) / (|x| + 16/3);  1 - q for x > 0
    ///
    /// What rounding x² loses would show in the exponential for large |x|; it is put back to first order.
    ///
    /// - Source: the substitution is that of Shepherd and Laframboise, "Chebyshev approximation of
    ///   (1 + 2x) exp(x²) erfc x in 0 ≤ x < ∞", 1981; the coefficients of P are ours
    ///   (Tests/References/kernels_normal_probability.py)
    @inline(__always)
    static func normalProbability(_ x: Self) -> Self {
        let limit = constant(39)
        var size = absolute(x)
        size = select(less(limit, size), limit, size)
        let center = constant(16.0 / 3)
        let t = (size - center) / (size + center)
        var p = fma(constant(-3.639_722_986_787_639e-11), t, constant(-3.340_427_332_456_615e-11))
        p = fma(p, t, constant(4.358_954_245_062_880_5e-10))
        p = fma(p, t, constant(4.471_086_194_467_395_5e-10))
        p = fma(p, t, constant(-3.111_315_773_216_401e-9))
        p = fma(p, t, constant(-3.428_890_141_947_584e-9))
        p = fma(p, t, constant(1.951_125_985_096_453e-8))
        p = fma(p, t, constant(1.972_976_957_648_301e-8))
        p = fma(p, t, constant(-1.272_594_908_891_754e-7))
        p = fma(p, t, constant(-7.554_759_361_533_327e-8))
        p = fma(p, t, constant(8.891_011_370_326_203e-7))
        p = fma(p, t, constant(-2.121_524_376_364_215_7e-7))
        p = fma(p, t, constant(-6.126_869_347_814_518e-6))
        p = fma(p, t, constant(9.999_011_806_619_227e-6))
        p = fma(p, t, constant(3.076_597_087_629_637e-5))
        p = fma(p, t, constant(-0.000_147_872_137_177_150_6))
        p = fma(p, t, constant(0.000_118_525_649_483_112_28))
        p = fma(p, t, constant(0.000_994_575_927_196_171))
        p = fma(p, t, constant(-0.005_133_620_316_568_722))
        p = fma(p, t, constant(0.014_568_419_965_413_556))
        p = fma(p, t, constant(-0.029_714_947_725_054_834))
        p = fma(p, t, constant(0.046_264_561_631_099_08))
        p = fma(p, t, constant(-0.054_095_424_930_726_24))
        p = fma(p, t, constant(0.040_514_016_338_828_84))
        p = fma(p, t, constant(0.002_336_494_975_950_355_4))
        p = fma(p, t, constant(-0.070_108_637_977_841_49))
        p = fma(p, t, constant(0.618_558_346_378_177_5))
        let square = size * size
        let lost = fma(size, size, zero - square)
        let rounded = exponential(constant(-0.5) * square)
        let density = fma(rounded, constant(-0.5) * lost, rounded)
        let tail = density * p / fma(constant(1.414_213_562_373_095_048_8), size, one)
        let reached = select(less(size, limit), tail, size - size)
        return select(less(zero, x), one - reached, reached)
    }
}
