import Kernels
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// Fixed tables copied into a layout for row loops, shared by all programs that read the same buffers.
///
/// The columns of all tables side by side, rows padded with zeros to whole vectors, so that each starts at a 64-byte
/// boundary; a few rows of zeros at the end, so that whole groups of rows can be read.
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
    }

    private struct WeakReference: Sendable {
        weak var table: PackedTable?
    }

    private static let spareRows = 16
    private static let cache = Mutex<[Key: WeakReference]>([:])

    let buffer: Buffer
    /// Elements from row to row.
    let stride: Int
    private let sources: [Buffer]

    /// The shared copy; made now when there is none, and nil when there is no memory for it.
    static func shared<Scalar: KernelScalar>(
        _ key: Key, _ sources: [Buffer], _ type: Scalar.Type
    ) -> PackedTable? {
        cache.withLock { cache in
            if let known = cache[key]?.table { return known }
            cache = cache.filter { $0.value.table != nil }
            guard let table = try? PackedTable(key, sources, type) else { return nil }
            cache[key] = WeakReference(table: table)
            return table
        }
    }

    private init<Scalar: KernelScalar>(_ key: Key, _ sources: [Buffer], _ type: Scalar.Type) throws {
        self.sources = sources
        let columns = key.parts.reduce(0) { $0 + $1.columns }
        stride = Scalar.padded(columns)
        buffer = try Buffer(
            allocating: Scalar.elementType, count: (key.rows + PackedTable.spareRows) * stride)
        PackedTable.askForLargePages(buffer)
        let target = buffer.typed(Scalar.self)
        var column = 0
        for (part, source) in zip(key.parts, sources) {
            let start = UnsafePointer(source.typed(Scalar.self)) + part.offset
            for row in 0..<key.rows {
                let values = start + row * part.rowStride
                let place = target + (row * stride + column)
                for index in 0..<part.columns { place[index] = values[index] }
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
