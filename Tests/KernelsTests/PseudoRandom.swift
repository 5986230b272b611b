import Kernels

/// Test data: a small linear congruential generator, unrelated to what is tested.
struct PseudoRandom {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed &* 2_862_933_555_777_941_757 &+ 3_037_000_493 }

    /// Uniform in [−1, 1).
    mutating func next() -> Double {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(state >> 11) * 0x1p-52 - 1
    }

    mutating func values<Scalar: KernelScalar>(_ count: Int, _ type: Scalar.Type) -> Buffer {
        let buffer = Buffer(Scalar.elementType, count: count)
        for index in 0..<count { buffer.typed(Scalar.self)[index] = Scalar(next()) }
        return buffer
    }

    /// The same as a pointer; the memory is kept until the tests end.
    mutating func pointer<Scalar: KernelScalar>(_ count: Int, _ type: Scalar.Type) -> UnsafeMutablePointer<
        Scalar
    > {
        values(count, type).kept(type)
    }
}

extension Buffer {
    /// The elements of a buffer that is never released: a pointer alone would not keep it.
    func kept<Element: BufferElement>(_ type: Element.Type) -> UnsafeMutablePointer<Element> {
        _ = Unmanaged.passRetained(self)
        return typed(type)
    }
}
