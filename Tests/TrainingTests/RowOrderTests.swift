import Testing
import Training

@Suite("The order of rows in windows")
struct RowOrderTests {
    private func order(_ order: RowOrder, seed: UInt64 = 3, epoch: Int = 1) -> [Int32] {
        [Int32](unsafeUninitializedCapacity: order.rows) { buffer, count in
            if let base = buffer.baseAddress { order.fill(base, seed: seed, epoch: epoch) }
            count = order.rows
        }
    }

    /// Rows of 1 KiB: 64 to a block.
    private func windowed(_ rows: Int, windowRows: Int) -> RowOrder {
        RowOrder(rows: rows, rowBytes: 1024, windowBytes: windowRows * 1024)
    }

    @Test("every row comes once an epoch, whatever the sizes", arguments: [65, 128, 1000, 4097])
    func permutations(rows: Int) {
        for windowRows in [1, 63, 64, 65, 200, 512] {
            #expect(order(windowed(rows, windowRows: windowRows)).sorted() == Array(0..<Int32(rows)))
        }
    }

    @Test("a table that fits into a window has the order it has without one")
    func fits() {
        let whole = RowOrder(rows: 500, rowBytes: 1024, windowBytes: nil)
        #expect(order(windowed(500, windowRows: 500)) == order(whole))
        #expect(order(windowed(500, windowRows: 499)) != order(whole))
    }

    @Test("rows of a window come from as many blocks as it takes")
    func windows() {
        let all = order(windowed(64 * 100, windowRows: 64 * 10))
        for window in 0..<10 {
            let blocks = Set(all[window * 640..<(window + 1) * 640].map { $0 / 64 })
            #expect(blocks.count == 10)
            // Not the first ten, nor ten neighbors.
            #expect((blocks.max() ?? 0) - (blocks.min() ?? 0) > 20)
        }
    }

    @Test("epochs and seeds have orders of their own, and the same ones each time")
    func functions() {
        let some = windowed(3000, windowRows: 640)
        #expect(order(some, epoch: 1) == order(some, epoch: 1))
        #expect(order(some, epoch: 1) != order(some, epoch: 2))
        #expect(order(some, seed: 1) != order(some, seed: 2))
    }

    @Test("a row larger than a window is a block and a window of its own")
    func wideRows() {
        let some = RowOrder(rows: 50, rowBytes: 1 << 20, windowBytes: 1 << 10)
        #expect(order(some).sorted() == Array(0..<50))
    }
}
