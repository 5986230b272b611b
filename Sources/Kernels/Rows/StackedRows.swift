/// Weighted rows and sums of `RowBlock` for four trials over one block at once, with the bits of one trial after the
/// other: the loops behind `KernelScalar.addWeightedRowsOfFour` and `addRowSumsOfFour`.
///
/// Rows are taken in the order of the partial sums, first rows 0, 4, 8, …: the running sums of four trials then fit the
/// registers, and a row that was loaded serves all four.
enum StackedRows {
    /// One or two half vectors of columns for each of four trials.
    private struct Columns<Half: HalfVector> {
        var a = (Half.zero, Half.zero)
        var b = (Half.zero, Half.zero)
        var c = (Half.zero, Half.zero)
        var d = (Half.zero, Half.zero)

        @inline(__always)
        static func sum(_ x: Columns, _ y: Columns) -> Columns {
            var sum = Columns()
            sum.a = (Half.sum(x.a.0, y.a.0), Half.sum(x.a.1, y.a.1))
            sum.b = (Half.sum(x.b.0, y.b.0), Half.sum(x.b.1, y.b.1))
            sum.c = (Half.sum(x.c.0, y.c.0), Half.sum(x.c.1, y.c.1))
            sum.d = (Half.sum(x.d.0, y.d.0), Half.sum(x.d.1, y.d.1))
            return sum
        }

        @inline(__always)
        mutating func add(
            _ row: UnsafePointer<Half.Scalar>, _ factors: UnsafePointer<Half.Scalar>, _ stride: Int,
            isPair: Bool
        ) {
            let low = Half.load(row)
            let high = isPair ? Half.load(row + Half.scalarCount) : Half.zero
            let (fa, fb) = (Half.repeated(factors.pointee), Half.repeated(factors[stride]))
            let (fc, fd) = (Half.repeated(factors[2 &* stride]), Half.repeated(factors[3 &* stride]))
            a.0 = Half.fma(low, fa, a.0)
            b.0 = Half.fma(low, fb, b.0)
            c.0 = Half.fma(low, fc, c.0)
            d.0 = Half.fma(low, fd, d.0)
            guard isPair else { return }
            a.1 = Half.fma(high, fa, a.1)
            b.1 = Half.fma(high, fb, b.1)
            c.1 = Half.fma(high, fc, c.1)
            d.1 = Half.fma(high, fd, d.1)
        }
    }

    /// accumulator[t][c] += Σ over r of factors[t][r] · row r[c], for four trials.
    @inline(__always)
    static func addWeighted<Half: HalfVector>(
        _ type: Half.Type, _ block: UnsafePointer<Half.Scalar>, stride: Int, count: Int,
        factors: UnsafePointer<Half.Scalar>, factorStride: Int, halves: Int,
        into accumulator: UnsafeMutablePointer<Double>, accumulatorStride: Int
    ) {
        let lanes = Half.scalarCount
        withUnsafeTemporaryAllocation(of: Columns<Half>.self, capacity: 4) { scratch in
            guard let sums = scratch.baseAddress else { return }
            for index in 0..<4 { sums[index] = Columns() }
            var half = 0
            while half < halves {
                let isPair = half &+ 1 < halves
                let start = block + half &* lanes
                // A loop with an end the compiler does not know: unrolled, its running sums would leave the registers.
                let end = min(4, count)
                var first = 0
                while first < end {
                    if isPair {
                        sums[first] = partial(
                            first, start, stride, count, factors, factorStride, isPair: true)
                    } else {
                        sums[first] = partial(
                            first, start, stride, count, factors, factorStride, isPair: false)
                    }
                    first &+= 1
                }
                let total = Columns.sum(Columns.sum(sums[0], sums[2]), Columns.sum(sums[1], sums[3]))
                let target = accumulator + half &* lanes
                let third = target + 2 &* accumulatorStride
                add(total.a, target, lanes, isPair)
                add(total.b, target + accumulatorStride, lanes, isPair)
                add(total.c, third, lanes, isPair)
                add(total.d, third + accumulatorStride, lanes, isPair)
                half &+= 2
            }
        }
    }

    /// Partial sum `first`: rows first, first + 4, …
    @inline(__always)
    private static func partial<Half: HalfVector>(
        _ first: Int, _ block: UnsafePointer<Half.Scalar>, _ stride: Int, _ count: Int,
        _ factors: UnsafePointer<Half.Scalar>, _ factorStride: Int, isPair: Bool
    ) -> Columns<Half> {
        var sum = Columns<Half>()
        var start = block + first &* stride
        var row = first
        while row < count {
            sum.add(start, factors + row, factorStride, isPair: isPair)
            start += 4 &* stride
            row &+= 4
        }
        return sum
    }

    @inline(__always)
    private static func add<Half: HalfVector>(
        _ pair: (Half, Half), _ target: UnsafeMutablePointer<Double>, _ lanes: Int, _ isPair: Bool
    ) {
        Half.add(pair.0, to: target)
        if isPair { Half.add(pair.1, to: target + lanes) }
    }

    /// totals[t] += Σ of values[t], for four trials.
    @inline(__always)
    static func addSums<Scalar: KernelScalar>(
        _ values: UnsafePointer<Scalar>, stride: Int, count: Int, into totals: UnsafeMutablePointer<Double>,
        totalStride: Int
    ) {
        typealias Vector = Scalar.Vector
        let (second, third, fourth) = (values + stride, values + 2 &* stride, values + 3 &* stride)
        var (a, b, c, d) = (Vector.zero, Vector.zero, Vector.zero, Vector.zero)
        var row = 0
        while row &+ Scalar.lanes <= count {
            a = a + values.vector(row)
            b = b + second.vector(row)
            c = c + third.vector(row)
            d = d + fourth.vector(row)
            row &+= Scalar.lanes
        }
        if row < count {
            a = a + Vector.first(count &- row, of: values.vector(row))
            b = b + Vector.first(count &- row, of: second.vector(row))
            c = c + Vector.first(count &- row, of: third.vector(row))
            d = d + Vector.first(count &- row, of: fourth.vector(row))
        }
        totals[0] += Double(Vector.sum(a))
        totals[totalStride] += Double(Vector.sum(b))
        totals[2 &* totalStride] += Double(Vector.sum(c))
        totals[3 &* totalStride] += Double(Vector.sum(d))
    }
}
