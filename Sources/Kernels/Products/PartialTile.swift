/// A register tile that was computed in scratch memory, because part of it lies outside of the result or because the
/// result is stored column by column.
struct PartialTile<Scalar: KernelScalar> {
    var values: UnsafePointer<Scalar>
    /// Elements from one row of the tile to the next.
    var width: Int
    var rows: Int
    var columns: Int
    var target: UnsafeMutablePointer<Scalar>
    /// Distances in the result.
    var rowStride: Int
    var columnStride: Int

    /// Copies the tile to the result, four elements at a time where they are neighbors.
    ///
    /// - Parameter combined: what to store, from the old element of the result and that of the tile
    @inline(__always)
    func copy(_ combined: (SIMD4<Scalar>, SIMD4<Scalar>) -> SIMD4<Scalar>) {
        if columnStride == 1 {
            for row in 0..<rows {
                copyRun(values + row &* width, to: target + row &* rowStride, combined)
            }
            return
        }
        var row = 0
        if rowStride == 1, rows >= 4 {
            copyTransposed(combined)
            row = 4
        }
        while row < rows {
            for column in 0..<columns {
                let place = target + (row &* rowStride &+ column &* columnStride)
                place.pointee =
                    combined(
                        SIMD4(repeating: place.pointee), SIMD4(repeating: values[row &* width &+ column]))[0]
            }
            row &+= 1
        }
    }

    @inline(__always)
    private func copyRun(
        _ source: UnsafePointer<Scalar>, to place: UnsafeMutablePointer<Scalar>,
        _ combined: (SIMD4<Scalar>, SIMD4<Scalar>) -> SIMD4<Scalar>
    ) {
        var column = 0
        while column &+ 4 <= columns {
            store(four(source + column), at: place + column, combined)
            column &+= 4
        }
        while column < columns {
            place[column] =
                combined(SIMD4(repeating: place[column]), SIMD4(repeating: source[column]))[0]
            column &+= 1
        }
    }

    /// The first four rows: four neighbors of every column of the result.
    @inline(__always)
    private func copyTransposed(_ combined: (SIMD4<Scalar>, SIMD4<Scalar>) -> SIMD4<Scalar>) {
        var column = 0
        while column < columns {
            // Tiles are whole vectors wide: what is read beyond the columns is scratch memory.
            let a = four(values + column)
            let b = four(values + (width &+ column))
            let c = four(values + (2 &* width &+ column))
            let d = four(values + (3 &* width &+ column))
            let place = target + column &* columnStride
            let rest = columns &- column
            store(SIMD4(a[0], b[0], c[0], d[0]), at: place, combined)
            if rest > 1 { store(SIMD4(a[1], b[1], c[1], d[1]), at: place + columnStride, combined) }
            if rest > 2 { store(SIMD4(a[2], b[2], c[2], d[2]), at: place + 2 &* columnStride, combined) }
            if rest > 3 { store(SIMD4(a[3], b[3], c[3], d[3]), at: place + 3 &* columnStride, combined) }
            column &+= 4
        }
    }

    @inline(__always)
    private func four(_ place: UnsafePointer<Scalar>) -> SIMD4<Scalar> {
        UnsafeRawPointer(place).loadUnaligned(as: SIMD4<Scalar>.self)
    }

    @inline(__always)
    private func store(
        _ values: SIMD4<Scalar>, at place: UnsafeMutablePointer<Scalar>,
        _ combined: (SIMD4<Scalar>, SIMD4<Scalar>) -> SIMD4<Scalar>
    ) {
        let result = combined(four(UnsafePointer(place)), values)
        UnsafeMutableRawPointer(place).storeBytes(of: result, as: SIMD4<Scalar>.self)
    }
}
