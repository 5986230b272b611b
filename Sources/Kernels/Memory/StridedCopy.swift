/// Copies between arrays of one shape and different strides: transposing, slicing, padding, broadcasting,
/// concatenating are all this, with suitable strides and start pointers.
///
/// Lifetime: made while planning (joins axes that are neighbors in both arrays, moves the longest common run
/// innermost); `run` allocates nothing.
package struct StridedCopy: Sendable {
    /// Sizes and strides of the joined axes, outermost first; always four axes, unused ones have size 1.
    let sizes: SIMD4<Int>
    let sourceStrides: SIMD4<Int>
    let resultStrides: SIMD4<Int>
    /// Axes before the last four: run by recursion over positions.
    let outer: [(size: Int, sourceStride: Int, resultStride: Int)]

    /// Strides are in elements; a source stride of 0 repeats.
    package init(shape: Shape, sourceStrides: [Int], resultStrides: [Int]) {
        var axes: [(size: Int, sourceStride: Int, resultStride: Int)] = []
        for axis in 0..<shape.rank where shape[axis] != 1 {
            let next = (
                size: shape[axis], sourceStride: sourceStrides[axis], resultStride: resultStrides[axis]
            )
            if let last = axes.last, last.sourceStride == next.sourceStride * next.size,
                last.resultStride == next.resultStride * next.size
            {
                axes[axes.count - 1] = (last.size * next.size, next.sourceStride, next.resultStride)
            } else {
                axes.append(next)
            }
        }
        while axes.count < 4 { axes.insert((1, 0, 0), at: 0) }
        outer = Array(axes.dropLast(4))
        let inner = axes.suffix(4)
        sizes = SIMD4(inner.map(\.size))
        self.sourceStrides = SIMD4(inner.map(\.sourceStride))
        self.resultStrides = SIMD4(inner.map(\.resultStride))
    }

    /// Copies all elements.
    @specialized(where Element == Float)
    @specialized(where Element == Double)
    @specialized(where Element == Int32)
    package func run<Element: BufferElement>(
        from source: UnsafePointer<Element>, into result: UnsafeMutablePointer<Element>
    ) {
        runOuter(0, source, result)
    }

    @inline(never)
    private func runOuter<Element: BufferElement>(
        _ depth: Int, _ source: UnsafePointer<Element>, _ result: UnsafeMutablePointer<Element>
    ) {
        if depth == outer.count {
            runInner(source, result)
            return
        }
        let axis = outer[depth]
        for position in 0..<axis.size {
            runOuter(
                depth + 1, source + position &* axis.sourceStride, result + position &* axis.resultStride)
        }
    }

    @inline(__always)
    private func runInner<Element: BufferElement>(
        _ source: UnsafePointer<Element>, _ result: UnsafeMutablePointer<Element>
    ) {
        for i in 0..<sizes.x {
            var from = source + i &* sourceStrides.x
            var to = result + i &* resultStrides.x
            for _ in 0..<sizes.y {
                runPlane(from, to)
                from += sourceStrides.y
                to += resultStrides.y
            }
        }
    }

    /// The last two axes. When one is contiguous in the source and the other in the result, in squares of 16
    /// × 16, so that cache lines of both are used up before they are left.
    @inline(__always)
    private func runPlane<Element: BufferElement>(
        _ source: UnsafePointer<Element>, _ result: UnsafeMutablePointer<Element>
    ) {
        if sourceStrides.z == 1 && resultStrides.w == 1 && sourceStrides.w != 1 {
            transpose(source, result)
            return
        }
        var from = source
        var to = result
        for _ in 0..<sizes.z {
            copyRow(from, to)
            from += sourceStrides.z
            to += resultStrides.z
        }
    }

    @inline(__always)
    private func transpose<Element: BufferElement>(
        _ source: UnsafePointer<Element>, _ result: UnsafeMutablePointer<Element>
    ) {
        var row = 0
        while row < sizes.z {
            let rows = min(16, sizes.z &- row)
            var column = 0
            while column < sizes.w {
                let columns = min(16, sizes.w &- column)
                let from = source + (row &+ column &* sourceStrides.w)
                let to = result + (row &* resultStrides.z &+ column)
                for j in 0..<rows {
                    for i in 0..<columns { to[j &* resultStrides.z &+ i] = from[j &+ i &* sourceStrides.w] }
                }
                column &+= 16
            }
            row &+= 16
        }
    }

    @inline(__always)
    private func copyRow<Element: BufferElement>(
        _ source: UnsafePointer<Element>, _ result: UnsafeMutablePointer<Element>
    ) {
        let sourceStride = sourceStrides.w
        let resultStride = resultStrides.w
        if resultStride == 1 && sourceStride == 1 {
            result.update(from: source, count: sizes.w)
        } else if resultStride == 1 && sourceStride == 0 {
            result.update(repeating: source.pointee, count: sizes.w)
        } else {
            for index in 0..<sizes.w { result[index &* resultStride] = source[index &* sourceStride] }
        }
    }
}
