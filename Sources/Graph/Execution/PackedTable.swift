import Kernels
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// Fixed tables copied into a layout for row passes, shared by all programs that read the same buffers.
///
/// Row-major: the columns of all tables side by side, rows padded to whole vectors so that each starts at a
/// 64-byte boundary. Tiled: `Panel.rows` rows after `Panel.rows` rows, each tile column by column.
///
/// Lifetime: made when a program is bound, kept while a program uses it. It holds the buffers it was made from, so
/// a buffer's identity names its content as long as the copy exists.
final class PackedTable: Sendable {
    /// Which buffers, from where, in which layout.
    struct Key: Hashable, Sendable {
        struct Part: Hashable, Sendable {
            let buffer: ObjectIdentifier
            let offset: Int
            let rowStride: Int
            let columns: Int
        }

        let parts: [Part]
        let rows: Int
        let isTiled: Bool
    }

    private struct WeakReference: Sendable {
        weak var table: PackedTable?
    }

    private static let cache = Mutex<[Key: WeakReference]>([:])

    let buffer: Buffer
    /// Elements from row to row; in tiles, elements of one column of a tile.
    let stride: Int
    private let sources: [Buffer]

    /// The shared copy; made now when there is none.
    static func shared<Scalar: KernelScalar>(
        _ key: Key, _ sources: [Buffer], _ type: Scalar.Type
    ) -> PackedTable {
        cache.withLock { cache in
            if let known = cache[key]?.table { return known }
            cache = cache.filter { $0.value.table != nil }
            let table = PackedTable(key, sources, type)
            cache[key] = WeakReference(table: table)
            return table
        }
    }

    private init<Scalar: KernelScalar>(_ key: Key, _ sources: [Buffer], _ type: Scalar.Type) {
        self.sources = sources
        let columns = key.parts.reduce(0) { $0 + $1.columns }
        let tiles = (key.rows + Panel.rows - 1) / Panel.rows
        stride = key.isTiled ? Panel.rows : Scalar.padded(columns)
        buffer = Buffer(
            Scalar.elementType, count: key.isTiled ? tiles * Panel.rows * columns : key.rows * stride)
        PackedTable.askForLargePages(buffer)
        let target = buffer.typed(Scalar.self)
        var column = 0
        for (part, source) in zip(key.parts, sources) {
            let start = UnsafePointer(source.typed(Scalar.self)) + part.offset
            for row in 0..<key.rows {
                let values = start + row * part.rowStride
                let tile = row / Panel.rows * Panel.rows * columns + row % Panel.rows
                for index in 0..<part.columns {
                    let place =
                        key.isTiled ? tile + (column + index) * Panel.rows : row * stride + column + index
                    target[place] = values[index]
                }
            }
            column += part.columns
        }
    }

    /// Rows are read in random order: with pages of 2 MB their addresses stay known to the processor.
    private static func askForLargePages(_ buffer: Buffer) {
        #if canImport(Glibc)
            let page = 4096
            let start = (Int(bitPattern: buffer.pointer) + page - 1) / page * page
            let end = (Int(bitPattern: buffer.pointer) + buffer.byteCount) / page * page
            guard end - start >= 1 << 21, let address = UnsafeMutableRawPointer(bitPattern: start) else {
                return
            }
            _ = madvise(address, end - start, MADV_HUGEPAGE)
        #endif
    }
}
