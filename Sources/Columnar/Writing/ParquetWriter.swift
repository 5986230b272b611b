/// Writes a Parquet file: a group of rows for each piece, pages of the first version, plain values, packed with zstd
/// where that library is there.
///
/// - Source: apache/parquet-format 2.11
package struct ParquetWriter: ColumnarWriter {
    private let columns: [WrittenColumn]
    private let program: String
    private let zstd: ZstandardLibrary?
    private var position = 0
    private var groups: [Group] = []

    private struct Chunk {
        var offset: Int
        var packed: Int
        var unpacked: Int
    }

    private struct Group {
        var rows: Int
        var chunks: [Chunk]
    }

    /// - Parameter program: what writes, for the file's `created_by`
    package init(_ columns: [WrittenColumn], program: String, packs: Bool = true) {
        self.columns = columns
        self.program = program
        zstd = packs ? try? ZstandardLibrary.shared() : nil
    }

    package mutating func start() throws -> [UInt8] {
        position = 4
        return ParquetFile.mark
    }

    package mutating func rows(_ values: [WrittenValues]) throws -> [UInt8] {
        guard let count = values.first?.count, count > 0 else { return [] }
        var bytes: [UInt8] = []
        var group = Group(rows: count, chunks: [])
        for (column, values) in zip(columns, values) {
            let page = Self.page(column, values)
            let packed = try zstd.map { zstd in try page.withUnsafeBytes { try zstd.packed($0) } } ?? page
            var header = ThriftWriter()
            header.element { header in
                header.int32(1, PageHeader.Kind.data.rawValue)
                header.int32(2, page.count)
                header.int32(3, packed.count)
                header.structure(5) { data in
                    data.int32(1, count)
                    data.int32(2, PageHeader.Encoding.plain.rawValue)
                    data.int32(3, PageHeader.Encoding.runs.rawValue)
                    data.int32(4, PageHeader.Encoding.runs.rawValue)
                }
            }
            group.chunks.append(
                Chunk(
                    offset: position + bytes.count, packed: header.bytes.count + packed.count,
                    unpacked: header.bytes.count + page.count))
            bytes += header.bytes
            bytes += packed
        }
        position += bytes.count
        groups.append(group)
        return bytes
    }

    /// Levels, with their size before them, then the values that are there.
    private static func page(_ column: WrittenColumn, _ values: WrittenValues) -> [UInt8] {
        let presence = values.presence
        var bytes: [UInt8] = []
        let bits = WrittenValues.bits(presence, count: presence.count)
        var head: [UInt8] = []
        var groups = UInt64(bits.count) << 1 | 1
        while groups >= 0x80 {
            head.append(UInt8(truncatingIfNeeded: groups) | 0x80)
            groups >>= 7
        }
        head.append(UInt8(groups))
        bytes.append(littleEndian: UInt32(head.count + bits.count))
        bytes += head
        bytes += bits
        switch values {
        case .numbers(let values):
            for case .some(let value) in values { bytes.append(littleEndian: value.bitPattern) }
        case .integers(let values): for case .some(let value) in values { bytes.append(littleEndian: value) }
        case .booleans(let values):
            let there = values.compactMap { $0 }
            bytes += WrittenValues.bits(there, count: there.count)
        case .texts(let values):
            for case .some(let value) in values {
                bytes.append(littleEndian: UInt32(value.utf8.count))
                bytes.append(contentsOf: value.utf8)
            }
        }
        return bytes
    }

    package mutating func finish() throws -> [UInt8] {
        var footer = ThriftWriter()
        footer.element { footer in
            footer.int32(1, 2)
            footer.list(2, .structure, count: columns.count + 1) { list in
                list.element { root in
                    root.text(4, "schema")
                    root.int32(5, columns.count)
                }
                for column in columns { list.element { Self.describe(column, &$0) } }
            }
            footer.int64(3, groups.reduce(0) { $0 + $1.rows })
            footer.list(4, .structure, count: groups.count) { list in
                for group in groups { list.element { describe(group, &$0) } }
            }
            footer.text(6, program)
        }
        var bytes = footer.bytes
        bytes.append(littleEndian: UInt32(bytes.count))
        return bytes + ParquetFile.mark
    }

    private static func physical(_ kind: WrittenColumn.Kind) -> ParquetLeaf.Physical {
        switch kind {
        case .number: .double
        case .integer: .int64
        case .boolean: .boolean
        case .text: .bytes
        }
    }

    private static func describe(_ column: WrittenColumn, _ element: inout ThriftWriter) {
        element.int32(1, physical(column.kind).rawValue)
        element.int32(3, 1)
        element.text(4, column.name)
        if column.kind == .text {
            element.int32(6, 0)
            element.structure(10) { logical in logical.structure(1) { _ in } }
        }
    }

    private func describe(_ group: Group, _ element: inout ThriftWriter) {
        element.list(1, .structure, count: columns.count) { list in
            for (column, chunk) in zip(columns, group.chunks) {
                list.element { element in
                    element.int64(2, chunk.offset)
                    element.structure(3) { describe(column, chunk, group.rows, &$0) }
                }
            }
        }
        element.int64(2, group.chunks.reduce(0) { $0 + $1.unpacked })
        element.int64(3, group.rows)
    }

    private func describe(_ column: WrittenColumn, _ chunk: Chunk, _ rows: Int, _ data: inout ThriftWriter) {
        data.int32(1, Self.physical(column.kind).rawValue)
        data.list(2, .int32, count: 2) { list in
            list.plainInt32(PageHeader.Encoding.plain.rawValue)
            list.plainInt32(PageHeader.Encoding.runs.rawValue)
        }
        data.list(3, .binary, count: 1) { $0.plainText(column.name) }
        data.int32(4, zstd == nil ? 0 : 6)
        data.int64(5, rows)
        data.int64(6, chunk.unpacked)
        data.int64(7, chunk.packed)
        data.int64(9, chunk.offset)
    }
}
