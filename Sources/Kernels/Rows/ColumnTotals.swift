/// The sums over the rows of [outer, rows, columns] of values that come block by block, in the order of `Reduction`: a
/// region adds up what it has just computed.
///
/// - Limits: columns are a multiple of 8; blocks come in order, each from a multiple of 8 elements on
package struct ColumnTotals<Scalar: KernelScalar> {
    let rows: Int
    let columns: Int
    /// [outer, columns]
    let target: UnsafeMutablePointer<Scalar>
    /// Four lanes of a block of rows, then the sum of the blocks before: [5, columns].
    let sums: UnsafeMutablePointer<Double>

    /// Elements of `sums` for so many columns.
    package static func sumCount(columns: Int) -> Int { 5 * columns }

    package init(
        rows: Int, columns: Int, target: UnsafeMutablePointer<Scalar>, sums: UnsafeMutablePointer<Double>
    ) {
        self.rows = rows
        self.columns = columns
        self.target = target
        self.sums = sums
    }

    /// Adds the values of elements `offset ..< offset + count`.
    @inline(__always)
    func add(_ values: UnsafePointer<Scalar>, from offset: Int, count: Int) {
        var done = 0
        while done < count {
            let line = (offset &+ done) / columns
            let column = offset &+ done &- line &* columns
            let length = min(columns &- column, count &- done)
            let outer = line / rows
            let row = line &- outer &* rows
            if row == 0, column == 0 { clear(0..<5) }
            let place = row % Reduction.blockCount
            let lane = sums + ((place & 3) &* columns &+ column)
            var index = 0
            while index < length {
                let sum = UnsafePointer(lane).vector(index) + Scalar.doubles(values + (done &+ index))
                lane.store(sum, index)
                index &+= 8
            }
            done &+= length
            if column &+ length == columns {
                if place == Reduction.blockCount &- 1 || row == rows &- 1 { closeBlock() }
                if row == rows &- 1 { finish(outer) }
            }
        }
    }

    @inline(__always)
    private func clear(_ lanes: Range<Int>) {
        for index in (lanes.lowerBound &* columns)..<(lanes.upperBound &* columns) { sums[index] = 0 }
    }

    @inline(__always)
    private func closeBlock() {
        let lanes = UnsafePointer(sums)
        var column = 0
        while column < columns {
            let low = lanes.vector(column) + lanes.vector(columns &+ column)
            let high = lanes.vector(2 &* columns &+ column) + lanes.vector(3 &* columns &+ column)
            let total = lanes.vector(4 &* columns &+ column) + (low + high)
            sums.store(total, 4 &* columns &+ column)
            column &+= 8
        }
        clear(0..<4)
    }

    @inline(__always)
    private func finish(_ outer: Int) {
        for column in 0..<columns {
            target[outer &* columns &+ column] = Scalar(sums[4 &* columns &+ column])
        }
    }
}

extension Float {
    @inline(never)
    package static func addColumns(
        _ totals: UnsafePointer<ColumnTotals<Float>>, _ values: UnsafePointer<Float>, from offset: Int,
        count: Int
    ) {
        totals.pointee.add(values, from: offset, count: count)
    }
}

extension Double {
    @inline(never)
    package static func addColumns(
        _ totals: UnsafePointer<ColumnTotals<Double>>, _ values: UnsafePointer<Double>, from offset: Int,
        count: Int
    ) {
        totals.pointee.add(values, from: offset, count: count)
    }
}
