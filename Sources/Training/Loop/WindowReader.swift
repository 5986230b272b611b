import Data
import Machine

/// Reads ahead in tables that lie in files: while the rows of one window are trained on, those of the next are fetched,
/// and those of the one before are let go. Three windows at most are in memory.
///
/// Lifetime: one training, one thread; fetching goes on beside it. Results do not depend on it.
final class WindowReader {
    private struct Table: @unchecked Sendable {
        let address: UnsafeMutableRawPointer
        let rowBytes: Int
        /// Keeps the memory while it is fetched.
        let owner: DataMatrix
    }

    private let order: RowOrder
    private let tables: [Table]
    private let queue = BackgroundQueue()
    private var windows: [[Range<Int>]] = []
    /// Where each window ends in the order of rows.
    private var ends: [Int] = []
    private var current = 0

    /// Nil where nothing lies in a file, or rows are not read in windows.
    init?(_ order: RowOrder, _ matrices: [DataMatrix]) {
        self.order = order
        tables = matrices.filter { LargeMemory.isInFile($0.buffer.pointer) }.map { matrix in
            Table(
                address: matrix.buffer.pointer,
                rowBytes: matrix.columns * matrix.buffer.elementType.byteCount, owner: matrix)
        }
        guard order.blockRows != nil, !tables.isEmpty else { return nil }
    }

    deinit { queue.wait() }

    /// Before the first step of an epoch.
    func begin(seed: UInt64, epoch: Int) {
        windows = order.windows(seed: seed, epoch: epoch)
        var end = 0
        ends = windows.map { blocks in
            end += blocks.reduce(0) { $0 + $1.count }
            return end
        }
        current = 0
        fetch(0)
        fetch(1)
    }

    /// Before a step that begins with this place in the order.
    func reach(_ place: Int) {
        while current < ends.count, place >= ends[current] {
            letGo(current)
            current += 1
            fetch(current + 1)
        }
    }

    private func fetch(_ window: Int) { each(window) { LargeMemory.fetch($0, $1) } }

    private func letGo(_ window: Int) { each(window) { LargeMemory.letGo($0, $1) } }

    private func each(
        _ window: Int, _ work: @escaping @Sendable (UnsafeMutableRawPointer, Int) -> Void
    ) {
        guard windows.indices.contains(window) else { return }
        queue.run { [blocks = windows[window], tables] in
            for table in tables {
                for rows in blocks {
                    work(table.address + rows.lowerBound * table.rowBytes, rows.count * table.rowBytes)
                }
            }
        }
    }
}
