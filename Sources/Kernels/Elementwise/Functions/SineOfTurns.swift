extension ElementwiseOpcode {
    /// sin 2πa.
    package static var sineOfTurns: Self { Self(SineOfTurnsFunction.self) }
}

enum SineOfTurnsFunction: UnaryFunction {
    @inline(__always) static func value(_ x: SIMD16<Float>) -> SIMD16<Float> { .sineOfTurns(x) }
    @inline(__always) static func value(_ x: SIMD8<Double>) -> SIMD8<Double> { .sineOfTurns(x) }
}

extension KernelVector {
    /// The angle in [-1/4, 1/4] with the same sine; taking off whole turns, and folding at a quarter, rounds nothing.
    @inline(__always)
    fileprivate static func reducedTurns(_ x: Self) -> Self {
        let r = x - nearest(x)
        let half = select(less(r, zero), constant(-0.5), constant(0.5))
        return select(less(constant(0.25), absolute(r)), half - r, r)
    }
}

/// - Source: sin(2πr)/r as a polynomial of r², fitted in Tests/References/kernels_sine.py
extension SIMD16<Float> {
    /// sin 2πx: 2 ulp of its largest value 1 (Tests/References/kernels_sine.py).
    @inline(__always)
    static func sineOfTurns(_ x: Self) -> Self {
        let r = reducedTurns(x)
        let z = r * r
        var p = fma(constant(39.710_023_742_401_19), z, constant(-76.574_877_244_255_03))
        p = fma(p, z, constant(81.602_226_577_082_73))
        p = fma(p, z, constant(-41.341_677_416_634_49))
        // What rounding 2π loses is put back.
        p = fma(p, z, constant(-2.083_671_19e-7))
        return fma(r, constant(6.283_185_482_025_146), r * p)
    }
}

/// - Source: sin(2πr)/r as a polynomial of r², fitted in Tests/References/kernels_sine.py
extension SIMD8<Double> {
    /// sin 2πx: 2 ulp of its largest value 1 (Tests/References/kernels_sine.py).
    @inline(__always)
    static func sineOfTurns(_ x: Self) -> Self {
        let r = reducedTurns(x)
        let z = r * r
        var p = fma(constant(0.001_100_677_510_431_497_2), z, constant(-0.012_027_065_200_904_909))
        p = fma(p, z, constant(0.104_228_779_079_957_67))
        p = fma(p, z, constant(-0.718_122_281_571_141_6))
        p = fma(p, z, constant(3.819_952_584_162_204))
        p = fma(p, z, constant(-15.094_642_576_807_998))
        p = fma(p, z, constant(42.058_693_944_897_45))
        p = fma(p, z, constant(-76.705_859_753_061_38))
        p = fma(p, z, constant(81.605_249_276_075_05))
        p = fma(p, z, constant(-41.341_702_240_399_76))
        // What rounding 2π loses is put back.
        p = fma(p, z, constant(2.449_293_598_294_706_4e-16))
        return fma(r, constant(6.283_185_307_179_586), r * p)
    }
}
