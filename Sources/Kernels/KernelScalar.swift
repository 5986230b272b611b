/// An element type that the real-valued kernels are compiled for: `Float` and `Double`.
///
/// Entry points are generic over it and compiled once for each of the two (`@specialized`), so that callers pay
/// a comparison and a call, whatever module they are in.
package protocol KernelScalar: BinaryFloatingPoint, SIMDScalar, BufferElement, Codable {
    /// One vector: 64 bytes of this type, 16 floats or 8 doubles.
    associatedtype Vector: KernelVector where Vector.Scalar == Self

    /// Scalars in one vector.
    static var lanes: Int { get }
}

extension Float: KernelScalar {
    package typealias Vector = SIMD16<Float>
    package static var lanes: Int { 16 }
}

extension Double: KernelScalar {
    package typealias Vector = SIMD8<Double>
    package static var lanes: Int { 8 }
}

extension KernelScalar {
    /// `count` rounded up to whole groups of 16 elements, the unit of the block loops and of padded rows.
    @inline(__always)
    package static func padded(_ count: Int) -> Int { (count &+ 15) & ~15 }
}

extension UnsafePointer where Pointee: KernelScalar {
    /// The vector that starts `offset` elements on; needs no alignment.
    @inline(__always)
    func vector(_ offset: Int) -> Pointee.Vector {
        UnsafeRawPointer(self + offset).loadUnaligned(as: Pointee.Vector.self)
    }
}

extension UnsafeMutablePointer where Pointee: KernelScalar {
    /// The vector that starts `offset` elements on; needs no alignment.
    @inline(__always)
    func vector(_ offset: Int) -> Pointee.Vector {
        UnsafeRawPointer(self + offset).loadUnaligned(as: Pointee.Vector.self)
    }

    /// Stores a vector `offset` elements on; needs no alignment.
    @inline(__always)
    func store(_ vector: Pointee.Vector, _ offset: Int) {
        UnsafeMutableRawPointer(self + offset).storeBytes(of: vector, as: Pointee.Vector.self)
    }
}
