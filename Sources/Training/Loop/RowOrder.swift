import Kernels

/// The order in which the rows of an epoch come: a pure function of seed and epoch.
///
/// Without a window any row may follow any other. A window bounds how far apart in the table rows are that follow one
/// another, for tables that lie on a disk: the table is cut into blocks, which are put into a new order each epoch;
/// then the rows of as many blocks as a window takes are put into a new order among themselves.
///
///     order = for each window of shuffled blocks: a permutation of the window's rows
///
/// A table that fits into one window has the same order as without one.
package struct RowOrder {
    /// Bytes of a block: large enough for a disk, small enough for many of them in a window.
    static let blockBytes = 64 << 10

    package let rows: Int
    /// Rows of a block, the last of which may be shorter; nil without windows.
    let blockRows: Int?
    /// Blocks of a window, the last of which may have fewer.
    let windowBlocks: Int

    /// - Parameters:
    ///   - rowBytes: what a row takes in the table
    ///   - windowBytes: nil for any order
    package init(rows: Int, rowBytes: Int, windowBytes: Int?) {
        self.rows = rows
        let rowBytes = max(1, rowBytes)
        guard let windowBytes, rows > max(1, windowBytes / rowBytes) else {
            blockRows = nil
            windowBlocks = 0
            return
        }
        let windowRows = max(1, windowBytes / rowBytes)
        let blockRows = max(1, min(Self.blockBytes / rowBytes, windowRows))
        self.blockRows = blockRows
        windowBlocks = max(1, windowRows / blockRows)
    }

    /// Writes the order of an epoch.
    package func fill(_ target: UnsafeMutablePointer<Int32>, seed: UInt64, epoch: Int) {
        let key = RandomKey(seed: seed, stream: .shuffle)
        let step = UInt32(truncatingIfNeeded: epoch)
        guard let blockRows else {
            Permutation.fill(target, count: rows, key: key, position: RandomPosition(step: step))
            return
        }
        let windows = windows(seed: seed, epoch: epoch)
        let windowRows = windowBlocks * blockRows
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: 2 * windowRows) { memory in
            guard let chosen = memory.baseAddress else { return }
            let permutation = chosen + windowRows
            var next = target
            for (window, blocks) in windows.enumerated() {
                var count = 0
                for row in blocks.joined() {
                    chosen[count] = Int32(truncatingIfNeeded: row)
                    count += 1
                }
                let place = RandomPosition(
                    site: 2, step: step, trial: UInt32(truncatingIfNeeded: window))
                Permutation.fill(permutation, count: count, key: key, position: place)
                for index in 0..<count { next[index] = chosen[Int(permutation[index])] }
                next += count
            }
        }
    }

    /// The blocks of each window of an epoch, as the rows of the table that they hold; empty without windows.
    func windows(seed: UInt64, epoch: Int) -> [[Range<Int>]] {
        guard let blockRows else { return [] }
        let count = (rows + blockRows - 1) / blockRows
        let order = [Int32](unsafeUninitializedCapacity: count) { buffer, filled in
            guard let base = buffer.baseAddress else { return }
            let place = RandomPosition(site: 1, step: UInt32(truncatingIfNeeded: epoch))
            let key = RandomKey(seed: seed, stream: .shuffle)
            Permutation.fill(base, count: count, key: key, position: place)
            filled = count
        }
        return stride(from: 0, to: count, by: windowBlocks).map { start in
            order[start..<min(start + windowBlocks, count)].map { block in
                let first = Int(block) * blockRows
                return first..<min(first + blockRows, rows)
            }
        }
    }
}
