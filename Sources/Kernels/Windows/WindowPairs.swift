/// Windows of 2 × 2 pixels that do not overlap, by far the most used ones: a vector of windows at a time.
///
/// A vector of results may reach past its row: into rows of the same channel that are written after it. Where it would
/// reach past the channel, results are written number by number.
enum WindowPairs {
    @inline(__always)
    static func fits(_ geometry: WindowGeometry) -> Bool { fits(geometry.height) && fits(geometry.width) }

    @inline(__always)
    private static func fits(_ axis: WindowGeometry.Axis) -> Bool {
        axis.window == 2 && axis.stride == 2 && axis.dilation == 1 && axis.before == 0 && axis.after == 0
    }

    /// The picked value of each window; see `WindowPool.maxPool`.
    @inline(__always)
    static func maxPool<Scalar: KernelScalar>(
        _ geometry: WindowGeometry, _ selector: UnsafePointer<Scalar>, _ values: UnsafePointer<Scalar>,
        _ result: UnsafeMutablePointer<Scalar>
    ) {
        let (rows, columns, width) = (geometry.height.count, geometry.width.count, geometry.width.size)
        let isSame = selector == values
        for row in 0..<rows {
            let start = 2 &* row &* width
            var column = 0
            while column < columns {
                let count = min(Scalar.lanes, columns &- column)
                let upper = Pairs(selector + start, column, count)
                let lower = Pairs(selector + (start &+ width), column, count)
                var best = upper.even
                var value = upper.even
                if isSame {
                    best = larger(best, upper.odd, best, upper.odd)
                    best = larger(best, lower.even, best, lower.even)
                    value = larger(best, lower.odd, best, lower.odd)
                } else {
                    let upperValues = Pairs(values + start, column, count)
                    let lowerValues = Pairs(values + (start &+ width), column, count)
                    value = larger(best, upper.odd, upperValues.even, upperValues.odd)
                    best = larger(best, upper.odd, best, upper.odd)
                    value = larger(best, lower.even, value, lowerValues.even)
                    best = larger(best, lower.even, best, lower.even)
                    value = larger(best, lower.odd, value, lowerValues.odd)
                }
                let target = result + (row &* columns &+ column)
                store(value, target, count, room: (rows &- row) &* columns &- column)
                column &+= Scalar.lanes
            }
        }
    }

    /// The number of each window at its picked place, 0 at the three others; see `WindowPool.maxPoolGradient`. Every
    /// pixel must
    /// belong to a window.
    @inline(__always)
    static func maxPoolGradient<Scalar: KernelScalar>(
        _ geometry: WindowGeometry, _ selector: UnsafePointer<Scalar>, _ gradient: UnsafePointer<Scalar>,
        _ result: UnsafeMutablePointer<Scalar>
    ) {
        typealias Vector = Scalar.Vector
        let (rows, columns, width) = (geometry.height.count, geometry.width.count, geometry.width.size)
        for row in 0..<rows {
            let start = 2 &* row &* width
            var column = 0
            while column < columns {
                let count = min(Scalar.lanes, columns &- column)
                let upper = Pairs(selector + start, column, count)
                let lower = Pairs(selector + (start &+ width), column, count)
                let first = larger(upper.even, upper.odd, upper.even, upper.odd)
                let second = larger(first, lower.even, first, lower.even)
                // From the last pixel to the first: who is larger than all before takes what is left.
                var left = (gradient + (row &* columns &+ column)).vector(0)
                let lowerOdd = larger(second, lower.odd, Vector.zero, left)
                left = larger(second, lower.odd, left, Vector.zero)
                let lowerEven = larger(first, lower.even, Vector.zero, left)
                left = larger(first, lower.even, left, Vector.zero)
                let upperOdd = larger(upper.even, upper.odd, Vector.zero, left)
                left = larger(upper.even, upper.odd, left, Vector.zero)
                let target = result + (start &+ 2 &* column)
                let room = 2 &* (rows &- row) &* width &- 2 &* column
                // The row below has been begun when this one takes several vectors.
                let upperRoom = columns > Scalar.lanes ? 2 &* count : room
                storePairs(left, upperOdd, target, count, room: upperRoom)
                storePairs(lowerEven, lowerOdd, target + width, count, room: room &- width)
                column &+= Scalar.lanes
            }
        }
    }

    /// Neighboring pixels of a row: those of even and those of odd number.
    private struct Pairs<Scalar: KernelScalar> {
        let even: Scalar.Vector
        let odd: Scalar.Vector

        /// Reads no vector that has none of the `count` pairs.
        @inline(__always)
        init(_ row: UnsafePointer<Scalar>, _ column: Int, _ count: Int) {
            let first = row.vector(2 &* column)
            let second = 2 &* count > Scalar.lanes ? row.vector(2 &* column &+ Scalar.lanes) : first
            even = Scalar.Vector.even(first, second)
            odd = Scalar.Vector.odd(first, second)
        }
    }

    /// `yes` where `other` is larger than `value` or NaN, else `no`.
    @inline(__always)
    private static func larger<Vector: KernelVector>(
        _ value: Vector, _ other: Vector, _ no: Vector, _ yes: Vector
    ) -> Vector {
        Vector.select(
            Vector.less(value, other), yes, Vector.select(Vector.notEqual(other, other), yes, no))
    }

    /// - Parameter room: numbers from the target to the end of the channel
    @inline(__always)
    private static func store<Scalar: KernelScalar>(
        _ value: Scalar.Vector, _ target: UnsafeMutablePointer<Scalar>, _ count: Int, room: Int
    ) {
        if room >= Scalar.lanes {
            target.store(value, 0)
        } else {
            for lane in 0..<count { target[lane] = value[lane] }
        }
    }

    @inline(__always)
    private static func storePairs<Scalar: KernelScalar>(
        _ even: Scalar.Vector, _ odd: Scalar.Vector, _ target: UnsafeMutablePointer<Scalar>, _ count: Int,
        room: Int
    ) {
        let lanes = Scalar.lanes
        let low = Scalar.Vector.zipLow(even, odd)
        let high = Scalar.Vector.zipHigh(even, odd)
        store(low, target, min(2 &* count, lanes), room: room)
        if 2 &* count > lanes { store(high, target + lanes, 2 &* count &- lanes, room: room &- lanes) }
    }
}

extension WindowGeometry {
    /// Whether windows of 2 × 2 cover every pixel.
    var isWhole: Bool { height.size == 2 * height.count && width.size == 2 * width.count }
}
