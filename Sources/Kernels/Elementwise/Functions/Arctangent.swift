extension ElementwiseOpcode {
    /// The arc tangent of a.
    package static var arctangent: Self { Self(ArctangentFunction.self) }
}

enum ArctangentFunction: UnaryFunction {
    @inline(__always) static func value(_ x: SIMD16<Float>) -> SIMD16<Float> { .arctangent(x) }
    @inline(__always) static func value(_ x: SIMD8<Double>) -> SIMD8<Double> { .arctangent(x) }
}

extension KernelVector {
    /// The angle of |x| as one of 0, π/4 and π/2 and a remainder r, whose arc tangent is left.
    ///
    ///     |x| ≤ near: 0, r = |x|;  |x| ≤ tan 3π/8: π/4, r = (|x| - 1) / (|x| + 1);  else π/2, r = -1 / |x|
    @inline(__always)
    fileprivate static func reducedAngle(_ size: Self, near: Scalar) -> (quarters: Self, r: Self) {
        let isFar = less(constant(2.414_213_562_373_095), size)
        let isMiddle = less(constant(near), size)
        let above = select(isFar, Self.zero - one, select(isMiddle, size - one, size))
        let below = select(isFar, size, select(isMiddle, size + one, one))
        let quarters = select(isFar, constant(2), select(isMiddle, one, Self.zero))
        return (quarters, above / below)
    }
}

/// - Source: polynomial of S. Moshier, Cephes Mathematical Library, release 2.2 (`atanf.c`); evaluated with fused
///   multiply-adds, which Cephes does not have.
extension SIMD16<Float> {
    /// atan(x): 2 ulp (Tests/References/kernels_arctangent.py); −0 stays −0.
    @inline(__always)
    static func arctangent(_ x: Self) -> Self {
        let (quarters, r) = reducedAngle(absolute(x), near: 0.414_213_562_4)
        let z = r * r
        var p = fma(constant(8.053_744_495_38e-2), z, constant(-1.387_768_560_32e-1))
        p = fma(p, z, constant(1.997_771_064_78e-1))
        p = fma(p, z, constant(-3.333_294_915_39e-1))
        // What rounding π/4 loses is put back.
        let rest = fma(quarters, constant(-2.185_569_5e-8), p * z * r)
        let angle = fma(quarters, constant(0.785_398_163_397_448_3), r + rest)
        return select(less(zero, x), angle, select(equal(x, zero), x, zero - angle))
    }
}

/// - Source: rational function of S. Moshier, Cephes Mathematical Library, release 2.2 (`atan.c`); evaluated with fused
///   multiply-adds, which Cephes does not have.
extension SIMD8<Double> {
    /// atan(x): 1 ulp (Tests/References/kernels_arctangent.py); −0 stays −0.
    @inline(__always)
    static func arctangent(_ x: Self) -> Self {
        let (quarters, r) = reducedAngle(absolute(x), near: 0.66)
        let z = r * r
        var p = fma(
            constant(-8.750_608_600_031_904_122_785e-1), z, constant(-1.615_753_718_733_365_076_637e1))
        p = fma(p, z, constant(-7.500_855_792_314_704_667_340e1))
        p = fma(p, z, constant(-1.228_866_684_490_136_173_410e2))
        p = fma(p, z, constant(-6.485_021_904_942_025_371_773e1))
        var q = z + constant(2.485_846_490_142_306_297_962e1)
        q = fma(q, z, constant(1.650_270_098_316_988_542_046e2))
        q = fma(q, z, constant(4.328_810_604_912_902_668_951e2))
        q = fma(q, z, constant(4.853_903_996_359_136_964_868e2))
        q = fma(q, z, constant(1.945_506_571_482_613_964_425e2))
        // What rounding π/4 loses is put back.
        let rest = fma(quarters, constant(3.061_616_997_868_383e-17), z * (p / q) * r)
        let angle = fma(quarters, constant(0.785_398_163_397_448_3), r + rest)
        return select(less(zero, x), angle, select(equal(x, zero), x, zero - angle))
    }
}
