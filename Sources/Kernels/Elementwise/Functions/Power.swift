internal import CIntrinsics
import Foundation

extension ElementwiseOpcode {
    /// aᵇ
    package static var power: Self { Self(PowerFunction.self) }
}

enum PowerFunction: BinaryFunction {
    @inline(__always)
    static func value(_ a: SIMD16<Float>, _ b: SIMD16<Float>) -> SIMD16<Float> { .power(a, b) }
    @inline(__always)
    static func value(_ a: SIMD8<Double>, _ b: SIMD8<Double>) -> SIMD8<Double> { .power(a, b) }
}

extension SIMD16<Float> {
    /// xʸ, computed in double precision: 1 ulp; limits as in C (`pow`).
    @inline(__always)
    static func power(_ x: Self, _ y: Self) -> Self {
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
}

extension SIMD8<Double> {
    /// xʸ for positive finite x; 1e-13 relative, for the float power, which needs no more.
    @inline(__always)
    static func positivePower(_ x: Self, _ y: Self) -> Self {
        exponential(y * logarithm(x))
    }

    /// xʸ, lane by lane through the C library.
    static func power(_ x: Self, _ y: Self) -> Self {
        var result = zero
        for lane in 0..<8 { result[lane] = pow(x[lane], y[lane]) }
        return result
    }
}
