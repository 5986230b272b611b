import Kernels

/// A region with pointers. Blocks may run on different threads; each thread's registers are its own copy of the
/// steps and loads.
struct RegionProgram<Scalar: KernelScalar> {
    /// An operand laid out in a register at the start of a block.
    struct Load {
        var source: UnsafePointer<Scalar>
        var register: UnsafeMutablePointer<Scalar>
        var walk: StridedWalk
        /// Every block sees the same elements: laid out for the first only.
        var repeats: Bool
    }

    /// A register copied to its place at the end of a block.
    struct Store {
        var register: UnsafePointer<Scalar>
        var target: UnsafeMutablePointer<Scalar>
        var walk: StridedWalk
    }

    var count: Int
    var steps: UnsafeBufferPointer<ElementwiseInstruction<Scalar>>
    var loads: UnsafeBufferPointer<Load>
    var stores: UnsafeBufferPointer<Store>

    /// Runs elements `range`, which starts at a multiple of the block size.
    @inline(__always)
    func run(_ range: Range<Int>) {
        var offset = range.lowerBound
        while offset < range.upperBound {
            let length = min(Elementwise.blockSize, range.upperBound &- offset)
            for load in loads where !load.repeats || offset == range.lowerBound {
                load.walk.gather(load.source, into: load.register, from: offset, count: length)
            }
            Elementwise.runBlock(steps, offset: offset, count: length)
            for store in stores {
                store.walk.scatter(store.register, into: store.target, from: offset, count: length)
            }
            offset &+= length
        }
    }
}

/// A way over strided elements in row-major order: up to four joined axes, the last one innermost.
struct StridedWalk: Hashable {
    var sizes: SIMD4<Int>
    var strides: SIMD4<Int>

    /// Nil for more than four axes that do not join.
    init?(_ list: AxisList) {
        guard list.axes.count <= 4 else { return nil }
        sizes = SIMD4(repeating: 1)
        strides = .zero
        for (position, axis) in list.axes.reversed().enumerated() {
            sizes[3 - position] = axis.size
            strides[3 - position] = axis.stride
        }
    }

    /// Whether all axes before the last are broadcast and blocks start at multiples of the last one.
    func repeats(every block: Int) -> Bool {
        let isOuterBroadcast = strides.x == 0 && strides.y == 0 && strides.z == 0
        return isOuterBroadcast && block % sizes.w == 0
    }

    /// Calls `body` with the storage position, stride and count of each run of elements `start ..< start + count`.
    @inline(__always)
    private func forEachRun(_ start: Int, _ count: Int, _ body: (Int, Int, Int) -> Void) {
        var w = start % sizes.w
        var rest = start / sizes.w
        var z = rest % sizes.z
        rest /= sizes.z
        var y = rest % sizes.y
        var x = rest / sizes.y
        var done = 0
        while done < count {
            let length = min(sizes.w &- w, count &- done)
            let base = x &* strides.x &+ y &* strides.y &+ z &* strides.z &+ w &* strides.w
            body(base, done, length)
            done &+= length
            w = 0
            z &+= 1
            if z == sizes.z {
                z = 0
                y &+= 1
                if y == sizes.y {
                    y = 0
                    x &+= 1
                }
            }
        }
    }

    /// Copies elements from strided places to neighbours.
    @inline(never)
    func gather<Scalar: KernelScalar>(
        _ source: UnsafePointer<Scalar>, into result: UnsafeMutablePointer<Scalar>, from start: Int,
        count: Int
    ) {
        let step = strides.w
        forEachRun(start, count) { base, done, length in
            let from = source + base
            let to = result + done
            if step == 0 {
                let value = from.pointee
                for index in 0..<length { to[index] = value }
            } else if step == 1 {
                for index in 0..<length { to[index] = from[index] }
            } else {
                for index in 0..<length { to[index] = from[index &* step] }
            }
        }
    }

    /// Copies neighbours to strided places.
    @inline(never)
    func scatter<Scalar: KernelScalar>(
        _ source: UnsafePointer<Scalar>, into result: UnsafeMutablePointer<Scalar>, from start: Int,
        count: Int
    ) {
        let step = strides.w
        forEachRun(start, count) { base, done, length in
            let from = source + done
            let to = result + base
            for index in 0..<length { to[index &* step] = from[index] }
        }
    }
}
