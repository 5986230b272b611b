import Kernels

/// A region with pointers. Blocks may run on different threads; each thread's registers are its own copy of the
/// loops and loads.
struct RegionProgram<Scalar: KernelScalar> {
    /// An operand laid out in a register at the start of a block.
    struct Load {
        var source: UnsafePointer<Scalar>
        var register: UnsafeMutablePointer<Scalar>
        var walk: StridedWalk
        /// Blocks within one stretch of so many elements see the same ones, laid out for the first of them; 0 where
        /// each block sees others.
        var stretch: Int

        /// Whether the register holds what a block of `length` elements needs, after the block of `size` before it.
        @inline(__always)
        func isLaidOut(at offset: Int, length: Int, after size: Int) -> Bool {
            stretch > 0 && (offset &- size) / stretch == (offset &+ length &- 1) / stretch
        }
    }

    /// A register filled with the number of the piece that each element lies in.
    struct PieceLoad {
        var pieces: UnsafeBufferPointer<Piece>
        var register: UnsafeMutablePointer<Scalar>

        /// Fills the register for elements `start ..< start + count`.
        @inline(__always)
        func fill(from start: Int, count: Int) {
            var low = 0
            var high = pieces.count &- 1
            while low < high {
                let middle = (low &+ high) / 2
                if pieces[middle].end <= start { low = middle &+ 1 } else { high = middle }
            }
            var done = 0
            while done < count {
                let end = low < pieces.count ? min(pieces[low].end &- start, count) : count
                let value = pieces[min(low, pieces.count &- 1)].value.pointee
                for index in done..<max(end, done) { register[index] = value }
                done = max(end, done)
                low &+= 1
            }
        }

        /// Whether the register holds what a block needs, after the block of `size` before it.
        @inline(__always)
        func isFilled(at offset: Int, length: Int, after size: Int) -> Bool {
            var start = 0
            for piece in pieces {
                if offset &+ length <= piece.end { return offset &- size >= start }
                if piece.end > offset { return false }
                start = piece.end
            }
            return false
        }
    }

    struct Piece {
        var value: UnsafePointer<Scalar>
        var end: Int
    }

    /// Sums of the columns of what a loop computes.
    struct Sum {
        var values: ElementwiseOperand<Scalar>
        var totals: UnsafePointer<ColumnTotals<Scalar>>
    }

    /// A register copied to its place at the end of a block.
    struct Store {
        var register: UnsafePointer<Scalar>
        var target: UnsafeMutablePointer<Scalar>
        var walk: StridedWalk
    }

    var count: Int
    /// Elements run at a time: at most those of a register, and a multiple of 16.
    var blockSize: Int
    var loops: UnsafeBufferPointer<ElementwiseInstruction<Scalar>>
    var loads: UnsafeBufferPointer<Load>
    var pieces: UnsafeBufferPointer<PieceLoad>
    var stores: UnsafeBufferPointer<Store>
    var sums: UnsafeBufferPointer<Sum>

    /// Runs the whole region on the caller.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func run() { run(0..<count) }

    /// Runs the region shared out in runs of blocks; `programs` holds one copy per thread.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    static func run(_ programs: UnsafeBufferPointer<RegionProgram>, on pool: ThreadPool) {
        let (count, blockSize) = (programs[0].count, programs[0].blockSize)
        let blocks = (count &+ blockSize &- 1) / blockSize
        let share = (blocks &+ pool.threads &- 1) / pool.threads &* blockSize
        pool.parallelFor(pool.threads) { thread in
            let start = min(thread &* share, count)
            programs[thread].run(start..<min(start &+ share, count))
        }
    }

    /// Runs elements `range`, which starts at a multiple of the block size.
    @inline(__always)
    private func run(_ range: Range<Int>) {
        var offset = range.lowerBound
        while offset < range.upperBound {
            let length = min(blockSize, range.upperBound &- offset)
            let isFirst = offset == range.lowerBound
            for load in loads
            where isFirst || !load.isLaidOut(at: offset, length: length, after: blockSize) {
                load.walk.gather(load.source, into: load.register, from: offset, count: length)
            }
            for piece in pieces where isFirst || !piece.isFilled(at: offset, length: length, after: blockSize)
            {
                piece.fill(from: offset, count: length)
            }
            Elementwise.runBlock(loops, offset: offset, count: length)
            for sum in sums {
                let values = sum.values.pointer + offset &* sum.values.step
                Scalar.addColumns(sum.totals, values, from: offset, count: length)
            }
            for store in stores {
                store.walk.scatter(store.register, into: store.target, from: offset, count: length)
            }
            offset &+= length
        }
    }
}
