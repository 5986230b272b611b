/// Products of a block's rows with weights, and the rows added up with factors: the loops behind
/// `KernelScalar.rowProducts` and `KernelScalar.addWeightedRows`. See `RowBlock` for the layout and the order.
enum RowProducts {
    /// z[r] = row r · weights.
    @inline(__always)
    static func run<Half: HalfVector>(
        _ type: Half.Type, _ block: UnsafePointer<Half.Scalar>, stride: Int, count: Int,
        weights: UnsafePointer<Half.Scalar>, halves: Int, into z: UnsafeMutablePointer<Half.Scalar>
    ) {
        let lanes = Half.scalarCount
        let first = Half.load(weights)
        if halves == 2 {
            let second = Half.load(weights + lanes)
            run(type, block, stride: stride, count: count, into: z) { start in
                Half.fma(Half.load(start + lanes), second, Half.product(Half.load(start), first))
            }
            return
        }
        run(type, block, stride: stride, count: count, into: z) { start in
            var sum = Half.product(Half.load(start), first)
            var column = lanes
            while column < halves &* lanes {
                sum = Half.fma(Half.load(start + column), Half.load(weights + column), sum)
                column &+= lanes
            }
            return sum
        }
    }

    /// The sums over rows are finished one group of rows late: their steps wait for each other, and would fill the
    /// processor's queue before the next group's products, which wait for nothing, get there.
    @inline(__always)
    private static func run<Half: HalfVector>(
        _ type: Half.Type, _ block: UnsafePointer<Half.Scalar>, stride: Int, count: Int,
        into z: UnsafeMutablePointer<Half.Scalar>, _ partial: (UnsafePointer<Half.Scalar>) -> Half
    ) {
        let lanes = Half.scalarCount
        guard count > 0 else { return }
        var rows = Half.foldedRows(block, stride: stride, partial)
        var row = lanes
        while row < count {
            let next = Half.foldedRows(block + row &* stride, stride: stride, partial)
            Half.store(Half.rowSums(rows), z + (row &- lanes))
            rows = next
            row &+= lanes
        }
        Half.store(Half.rowSums(rows), z + (row &- lanes))
    }

    /// accumulator[c] += Σ over r of factors[r] · row r[c].
    ///
    /// Two half vectors of columns at a time: their eight running sums hide the latency of the multiply-add.
    @inline(__always)
    static func addWeighted<Half: HalfVector>(
        _ type: Half.Type, _ block: UnsafePointer<Half.Scalar>, stride: Int, count: Int,
        factors: UnsafePointer<Half.Scalar>, halves: Int, into accumulator: UnsafeMutablePointer<Double>
    ) {
        let lanes = Half.scalarCount
        var half = 0
        while half < halves {
            let column = half &* lanes
            let isPair = half &+ 1 < halves
            if isPair {
                addColumns(
                    type, block + column, stride: stride, count: count, factors: factors, isPair: true,
                    into: accumulator + column)
            } else {
                addColumns(
                    type, block + column, stride: stride, count: count, factors: factors, isPair: false,
                    into: accumulator + column)
            }
            half &+= 2
        }
    }

    /// One or two half vectors of columns; `isPair` is a constant after inlining.
    @inline(__always)
    private static func addColumns<Half: HalfVector>(
        _ type: Half.Type, _ block: UnsafePointer<Half.Scalar>, stride: Int, count: Int,
        factors: UnsafePointer<Half.Scalar>, isPair: Bool, into accumulator: UnsafeMutablePointer<Double>
    ) {
        let lanes = Half.scalarCount
        var (a0, a1, a2, a3) = (Half.zero, Half.zero, Half.zero, Half.zero)
        var (b0, b1, b2, b3) = (Half.zero, Half.zero, Half.zero, Half.zero)
        var start = block
        var row = 0
        while row &+ 4 <= count {
            let third = start + 2 &* stride
            let f0 = Half.repeated(factors[row])
            let f1 = Half.repeated(factors[row &+ 1])
            let f2 = Half.repeated(factors[row &+ 2])
            let f3 = Half.repeated(factors[row &+ 3])
            a0 = Half.fma(Half.load(start), f0, a0)
            a1 = Half.fma(Half.load(start + stride), f1, a1)
            a2 = Half.fma(Half.load(third), f2, a2)
            a3 = Half.fma(Half.load(third + stride), f3, a3)
            if isPair {
                b0 = Half.fma(Half.load(start + lanes), f0, b0)
                b1 = Half.fma(Half.load(start + stride + lanes), f1, b1)
                b2 = Half.fma(Half.load(third + lanes), f2, b2)
                b3 = Half.fma(Half.load(third + stride + lanes), f3, b3)
            }
            start += 4 &* stride
            row &+= 4
        }
        // Rows left over, 0 to 3: they belong to the first partial sums.
        if row < count {
            let f0 = Half.repeated(factors[row])
            a0 = Half.fma(Half.load(start), f0, a0)
            if isPair { b0 = Half.fma(Half.load(start + lanes), f0, b0) }
        }
        if row &+ 1 < count {
            let f1 = Half.repeated(factors[row &+ 1])
            a1 = Half.fma(Half.load(start + stride), f1, a1)
            if isPair { b1 = Half.fma(Half.load(start + stride + lanes), f1, b1) }
        }
        if row &+ 2 < count {
            let third = start + 2 &* stride
            let f2 = Half.repeated(factors[row &+ 2])
            a2 = Half.fma(Half.load(third), f2, a2)
            if isPair { b2 = Half.fma(Half.load(third + lanes), f2, b2) }
        }
        Half.add(Half.sum(Half.sum(a0, a2), Half.sum(a1, a3)), to: accumulator)
        if isPair { Half.add(Half.sum(Half.sum(b0, b2), Half.sum(b1, b3)), to: accumulator + lanes) }
    }
}
