/// Where a kernel finds its operands and how far apart their entries lie, in floats.
struct KernelOperands {
    var a: UnsafePointer<Float>
    var rowStrideOfA: Int
    var depthStrideOfA: Int
    var b: UnsafePointer<Float>
    var depthStrideOfB: Int
    var c: UnsafeMutablePointer<Float>
    var rowStrideOfC: Int
    var depth: Int
}

/// A compiled kernel: adds the product of a few rows of A and a few columns of B to a tile of C.
typealias MicroKernel = (KernelOperands) -> Void

/// The kernel for a shape of micro-tile, or nil when there is none.
///
/// Each leaf of this choice is its own specialized machine code; the tile sizes in the loops around it are run-time
/// values.
func microKernel(for parameters: TuningParameters) -> MicroKernel? {
    switch parameters.vectorWidth {
    case 4: kernel(OneVector<SIMD4<Float>>.self, parameters)
    case 8: kernel(OneVector<SIMD8<Float>>.self, parameters)
    case 16: kernel(OneVector<SIMD16<Float>>.self, parameters)
    default: nil
    }
}

@inline(__always)
private func kernel<Vector: Strip>(_ vector: Vector.Type, _ parameters: TuningParameters) -> MicroKernel? {
    switch parameters.tileVectors {
    case 1: kernel(row: Vector.self, parameters)
    case 2: kernel(row: TwoStrips<Vector>.self, parameters)
    case 4: kernel(row: TwoStrips<TwoStrips<Vector>>.self, parameters)
    default: nil
    }
}

@inline(__always)
private func kernel<Row: Strip>(row: Row.Type, _ parameters: TuningParameters) -> MicroKernel? {
    switch parameters.tileRows {
    case 1: kernel(tile: OneRow<Row>.self, parameters)
    case 2: kernel(tile: TwoTiles<OneRow<Row>>.self, parameters)
    case 4: kernel(tile: TwoTiles<TwoTiles<OneRow<Row>>>.self, parameters)
    case 8: kernel(tile: TwoTiles<TwoTiles<TwoTiles<OneRow<Row>>>>.self, parameters)
    default: nil
    }
}

@inline(__always)
private func kernel<Tile: MicroTile>(tile: Tile.Type, _ parameters: TuningParameters) -> MicroKernel? {
    switch parameters.unrolling {
    case 1: { multiply(Tile.self, $0) }
    case 4: { multiplyFourSteps(Tile.self, $0) }
    default: nil
    }
}

@inline(__always)
private func multiply<Tile: MicroTile>(_ tile: Tile.Type, _ operands: KernelOperands) {
    var sums = Tile()
    var a = operands.a
    var b = operands.b
    for _ in 0..<operands.depth {
        sums.addOuterProduct(column: a, stride: operands.rowStrideOfA, row: Tile.Row(from: b))
        a += operands.depthStrideOfA
        b += operands.depthStrideOfB
    }
    sums.add(to: operands.c, stride: operands.rowStrideOfC)
}

@inline(__always)
private func multiplyFourSteps<Tile: MicroTile>(_ tile: Tile.Type, _ operands: KernelOperands) {
    var sums = Tile()
    var a = operands.a
    var b = operands.b
    let (stepA, stepB, rowA) = (operands.depthStrideOfA, operands.depthStrideOfB, operands.rowStrideOfA)
    for _ in 0..<operands.depth / 4 {
        sums.addOuterProduct(column: a, stride: rowA, row: Tile.Row(from: b))
        sums.addOuterProduct(column: a + stepA, stride: rowA, row: Tile.Row(from: b + stepB))
        sums.addOuterProduct(column: a + 2 &* stepA, stride: rowA, row: Tile.Row(from: b + 2 &* stepB))
        sums.addOuterProduct(column: a + 3 &* stepA, stride: rowA, row: Tile.Row(from: b + 3 &* stepB))
        a += 4 &* stepA
        b += 4 &* stepB
    }
    sums.add(to: operands.c, stride: operands.rowStrideOfC)
}
