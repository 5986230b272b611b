extension ElementwiseOpcode {
    /// The hyperbolic tangent of a
    package static var tanh: Self { Self(TanhFunction.self) }
}

enum TanhFunction: UnaryFunction {
    @inline(__always) static func value(_ x: SIMD16<Float>) -> SIMD16<Float> { .tanh(x) }
    @inline(__always) static func value(_ x: SIMD8<Double>) -> SIMD8<Double> { .tanh(x) }
}

/// - Source: polynomials of S. Moshier, Cephes Mathematical Library, release 2.2 (`tanhf.c`); evaluated with fused
///   multiply-adds, which Cephes does not have.
extension SIMD16<Float> {
    /// tanh(x): 1.3 ulp; ±1 from |x| = 9.02 on.
    @inline(__always)
    static func tanh(_ x: Self) -> Self {
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
}

/// - Source: polynomials of S. Moshier, Cephes Mathematical Library, release 2.2 (`tanh.c`); evaluated with fused
///   multiply-adds, which Cephes does not have.
extension SIMD8<Double> {
    /// tanh(x): 2 ulp.
    @inline(__always)
    static func tanh(_ x: Self) -> Self {
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
}
