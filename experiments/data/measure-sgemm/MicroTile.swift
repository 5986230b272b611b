/// A row of vectors held in registers.
///
/// Strips and tiles are built by doubling (`TwoStrips<OneVector<SIMD8<Float>>>` is 16 floats), so that the compiler
/// sees named variables only and keeps them in registers once a type is specialized.
protocol Strip {
    /// How many floats the strip holds.
    static var width: Int { get }

    init()
    init(from address: UnsafePointer<Float>)
    func store(to address: UnsafeMutablePointer<Float>)

    /// Adds `factor * other`, rounded once per lane.
    mutating func add(_ factor: Float, times other: Self)
    mutating func add(_ other: Self)
}

struct OneVector<Vector: SIMD<Float>>: Strip {
    var value: Vector

    @inline(__always) static var width: Int { Vector.scalarCount }

    @inline(__always) init() {
        value = .zero
    }

    @inline(__always) init(from address: UnsafePointer<Float>) {
        value = UnsafeRawPointer(address).loadUnaligned(as: Vector.self)
    }

    @inline(__always) func store(to address: UnsafeMutablePointer<Float>) {
        UnsafeMutableRawPointer(address).storeBytes(of: value, as: Vector.self)
    }

    @inline(__always) mutating func add(_ factor: Float, times other: Self) {
        value = value.addingProduct(Vector(repeating: factor), other.value)
    }

    @inline(__always) mutating func add(_ other: Self) {
        value += other.value
    }
}

struct TwoStrips<Half: Strip>: Strip {
    var left: Half
    var right: Half

    @inline(__always) static var width: Int { 2 * Half.width }

    @inline(__always) init() {
        left = Half()
        right = Half()
    }

    @inline(__always) init(from address: UnsafePointer<Float>) {
        left = Half(from: address)
        right = Half(from: address + Half.width)
    }

    @inline(__always) func store(to address: UnsafeMutablePointer<Float>) {
        left.store(to: address)
        right.store(to: address + Half.width)
    }

    @inline(__always) mutating func add(_ factor: Float, times other: Self) {
        left.add(factor, times: other.left)
        right.add(factor, times: other.right)
    }

    @inline(__always) mutating func add(_ other: Self) {
        left.add(other.left)
        right.add(other.right)
    }
}

/// Rows of strips held in registers: the part of C that one call of a kernel computes.
protocol MicroTile {
    associatedtype Row: Strip

    /// How many rows the tile holds.
    static var height: Int { get }

    init()

    /// Adds the outer product of a column of A, whose entries lie `stride` apart, and a row of B.
    mutating func addOuterProduct(column: UnsafePointer<Float>, stride: Int, row: Row)

    /// Adds the tile to the part of C that starts at `address` and has rows `stride` apart.
    func add(to address: UnsafeMutablePointer<Float>, stride: Int)
}

struct OneRow<Row: Strip>: MicroTile {
    var sum: Row

    @inline(__always) static var height: Int { 1 }

    @inline(__always) init() {
        sum = Row()
    }

    @inline(__always) mutating func addOuterProduct(column: UnsafePointer<Float>, stride: Int, row: Row) {
        sum.add(column.pointee, times: row)
    }

    @inline(__always) func add(to address: UnsafeMutablePointer<Float>, stride: Int) {
        var total = Row(from: address)
        total.add(sum)
        total.store(to: address)
    }
}

struct TwoTiles<Half: MicroTile>: MicroTile {
    var upper: Half
    var lower: Half

    @inline(__always) static var height: Int { 2 * Half.height }

    @inline(__always) init() {
        upper = Half()
        lower = Half()
    }

    @inline(__always) mutating func addOuterProduct(column: UnsafePointer<Float>, stride: Int, row: Half.Row)
    {
        upper.addOuterProduct(column: column, stride: stride, row: row)
        lower.addOuterProduct(column: column + Half.height &* stride, stride: stride, row: row)
    }

    @inline(__always) func add(to address: UnsafeMutablePointer<Float>, stride: Int) {
        upper.add(to: address, stride: stride)
        lower.add(to: address + Half.height &* stride, stride: stride)
    }
}
