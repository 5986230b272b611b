import Kernels

/// A way over strided elements in row-major order; axis 0 is the innermost.
struct StridedWalk: Hashable {
    /// Sizes and strides, `Graph.maximumRank` of them at most.
    var sizes = SIMD8<Int>(repeating: 1)
    var strides = SIMD8<Int>.zero
    var rank: Int

    init(_ list: AxisList) {
        rank = max(list.axes.count, 1)
        for (position, axis) in list.axes.reversed().enumerated() {
            sizes[position] = axis.size
            strides[position] = axis.stride
        }
    }

    /// The length after which the elements repeat, and for how many elements they do: as far as axes are broadcast. Nil
    /// where neither of the last two is.
    var repetition: (period: Int, stretch: Int)? {
        let period = strides[0] == 0 ? 1 : sizes[0]
        let broadcast = (1..<8).prefix { strides[$0] == 0 }
        if broadcast.count == 7 { return (period, .max) }
        let stretch = broadcast.reduce(sizes[0]) { $0 * sizes[$1] }
        return stretch > period ? (period, stretch) : nil
    }

    /// For how many elements blocks of this size see the same; 0 where each sees others.
    func stretch(ofBlocks size: Int) -> Int {
        guard let (period, stretch) = repetition, size % period == 0 else { return 0 }
        return stretch
    }

    /// The largest block at whose multiples the elements of as many walks as possible begin anew, so that they are
    /// laid out once for many blocks; `limit`, a multiple of 16, where that would make blocks much shorter.
    static func blockSize(for walks: [StridedWalk], limit: Int) -> Int {
        var unit = 16
        for (period, _) in walks.compactMap(\.repetition) where period > 1 {
            var divisor = unit
            var rest = period
            while rest != 0 { (divisor, rest) = (rest, divisor % rest) }
            let common = unit / divisor * period
            if common <= limit { unit = common }
        }
        let block = limit / unit * unit
        return block >= limit / 2 ? block : limit
    }

    /// Calls `body` with the storage position, stride and count of each run of elements `start ..< start + count`.
    @inline(__always)
    private func forEachRun(_ start: Int, _ count: Int, _ body: (Int, Int, Int) -> Void) {
        var place = SIMD8<Int>.zero
        var rest = start
        var base = 0
        for axis in 0..<rank {
            place[axis] = rest % sizes[axis]
            rest /= sizes[axis]
            base &+= place[axis] &* strides[axis]
        }
        var done = 0
        while done < count {
            let length = min(sizes[0] &- place[0], count &- done)
            body(base, done, length)
            done &+= length
            base &-= place[0] &* strides[0]
            place[0] = 0
            var axis = 1
            while axis < rank {
                place[axis] &+= 1
                base &+= strides[axis]
                if place[axis] < sizes[axis] { break }
                base &-= sizes[axis] &* strides[axis]
                place[axis] = 0
                axis &+= 1
            }
        }
    }

    /// Copies elements from strided places to neighbors.
    @inline(never)
    func gather<Scalar: KernelScalar>(
        _ source: UnsafePointer<Scalar>, into result: UnsafeMutablePointer<Scalar>, from start: Int,
        count: Int
    ) {
        let step = strides[0]
        if rank <= 2 {
            gatherRows(source, into: result, from: start, count: count)
            return
        }
        forEachRun(start, count) { base, done, length in
            Self.copy(source + base, step: step, into: result + done, count: length)
        }
    }

    /// Rows of a matrix: the most frequent case, and for short rows the bookkeeping of more axes takes longer than the
    /// copying.
    @inline(__always)
    private func gatherRows<Scalar: KernelScalar>(
        _ source: UnsafePointer<Scalar>, into result: UnsafeMutablePointer<Scalar>, from start: Int,
        count: Int
    ) {
        let (size, step, rowStride) = (sizes[0], strides[0], strides[1])
        let first = start / size
        var column = start &- first &* size
        var row = source + first &* rowStride
        var done = 0
        if size <= 8, column == 0, step <= 1 {
            done = gatherShortRows(&row, into: result, count: count)
        }
        while done < count {
            let length = min(size &- column, count &- done)
            Self.copy(row + column &* step, step: step, into: result + done, count: length)
            done &+= length
            column = 0
            row += rowStride
        }
    }

    /// Rows of at most eight elements, each written as eight: what is too much, the next row writes over. Stops where
    /// eight would no longer fit, and says how many elements are done.
    @inline(__always)
    private func gatherShortRows<Scalar: KernelScalar>(
        _ row: inout UnsafePointer<Scalar>, into result: UnsafeMutablePointer<Scalar>, count: Int
    ) -> Int {
        let (size, isOneValue, rowStride) = (sizes[0], strides[0] == 0, strides[1])
        var done = 0
        while done &+ 8 <= count {
            let values =
                isOneValue
                ? SIMD8<Scalar>(repeating: row.pointee)
                : UnsafeRawPointer(row).loadUnaligned(as: SIMD8<Scalar>.self)
            UnsafeMutableRawPointer(result + done).storeBytes(of: values, as: SIMD8<Scalar>.self)
            done &+= size
            row += rowStride
        }
        return done
    }

    @inline(__always)
    private static func copy<Scalar: KernelScalar>(
        _ source: UnsafePointer<Scalar>, step: Int, into result: UnsafeMutablePointer<Scalar>, count: Int
    ) {
        if step == 0 {
            let value = source.pointee
            for index in 0..<count { result[index] = value }
        } else if step == 1 {
            for index in 0..<count { result[index] = source[index] }
        } else {
            for index in 0..<count { result[index] = source[index &* step] }
        }
    }

    /// Copies neighbors to strided places.
    @inline(never)
    func scatter<Scalar: KernelScalar>(
        _ source: UnsafePointer<Scalar>, into result: UnsafeMutablePointer<Scalar>, from start: Int,
        count: Int
    ) {
        let step = strides[0]
        forEachRun(start, count) { base, done, length in
            let from = source + done
            let to = result + base
            for index in 0..<length { to[index &* step] = from[index] }
        }
    }
}
