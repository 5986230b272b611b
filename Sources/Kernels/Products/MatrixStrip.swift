/// One, two or four neighboring vectors: the width of a register tile.
///
/// Named fields instead of an array: arrays of vectors, also inline ones, live in memory instead of
/// registers.
protocol MatrixStrip {
    associatedtype Vector: KernelVector

    static var vectorCount: Int { get }
    static var zero: Self { get }

    /// Loads the vectors at `start`, `start + distance`, … (elements).
    static func load(_ start: UnsafePointer<Vector.Scalar>, distance: Int) -> Self
    func store(_ start: UnsafeMutablePointer<Vector.Scalar>)
    func adding(_ other: Self) -> Self
    mutating func multiplyAdd(_ factor: Vector, _ other: Self)
}

struct MatrixStrip1<Scalar: KernelScalar>: MatrixStrip {
    typealias Vector = Scalar.Vector

    var first: Vector

    static var vectorCount: Int { 1 }

    @inline(__always) static var zero: Self { Self(first: Vector.zero) }

    @inline(__always)
    static func load(_ start: UnsafePointer<Scalar>, distance: Int) -> Self { Self(first: start.vector(0)) }

    @inline(__always)
    func store(_ start: UnsafeMutablePointer<Scalar>) { start.store(first, 0) }

    @inline(__always)
    func adding(_ other: Self) -> Self { Self(first: first + other.first) }

    @inline(__always)
    mutating func multiplyAdd(_ factor: Vector, _ other: Self) {
        first = Vector.fma(factor, other.first, first)
    }
}

struct MatrixStrip2<Scalar: KernelScalar>: MatrixStrip {
    typealias Vector = Scalar.Vector

    var first: Vector
    var second: Vector

    static var vectorCount: Int { 2 }

    @inline(__always) static var zero: Self { Self(first: Vector.zero, second: Vector.zero) }

    @inline(__always)
    static func load(_ start: UnsafePointer<Scalar>, distance: Int) -> Self {
        Self(first: start.vector(0), second: start.vector(distance))
    }

    @inline(__always)
    func store(_ start: UnsafeMutablePointer<Scalar>) {
        start.store(first, 0)
        start.store(second, Scalar.lanes)
    }

    @inline(__always)
    func adding(_ other: Self) -> Self { Self(first: first + other.first, second: second + other.second) }

    @inline(__always)
    mutating func multiplyAdd(_ factor: Vector, _ other: Self) {
        first = Vector.fma(factor, other.first, first)
        second = Vector.fma(factor, other.second, second)
    }
}

struct MatrixStrip4<Scalar: KernelScalar>: MatrixStrip {
    typealias Vector = Scalar.Vector

    var first: Vector
    var second: Vector
    var third: Vector
    var fourth: Vector

    static var vectorCount: Int { 4 }

    @inline(__always)
    static var zero: Self {
        Self(first: Vector.zero, second: Vector.zero, third: Vector.zero, fourth: Vector.zero)
    }

    @inline(__always)
    static func load(_ start: UnsafePointer<Scalar>, distance: Int) -> Self {
        Self(
            first: start.vector(0), second: start.vector(distance), third: start.vector(2 &* distance),
            fourth: start.vector(3 &* distance))
    }

    @inline(__always)
    func store(_ start: UnsafeMutablePointer<Scalar>) {
        start.store(first, 0)
        start.store(second, Scalar.lanes)
        start.store(third, 2 &* Scalar.lanes)
        start.store(fourth, 3 &* Scalar.lanes)
    }

    @inline(__always)
    func adding(_ other: Self) -> Self {
        Self(
            first: first + other.first, second: second + other.second, third: third + other.third,
            fourth: fourth + other.fourth)
    }

    @inline(__always)
    mutating func multiplyAdd(_ factor: Vector, _ other: Self) {
        first = Vector.fma(factor, other.first, first)
        second = Vector.fma(factor, other.second, second)
        third = Vector.fma(factor, other.third, third)
        fourth = Vector.fma(factor, other.fourth, fourth)
    }
}
