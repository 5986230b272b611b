/// A Parquet file: its columns, and their values group by group.
///
/// Read are pages of both versions and dictionaries, all eight encodings, and compression by snappy, gzip, zstd and
/// LZ4; check sums are compared where there are any. Statistics, indexes and Bloom filters are passed over.
///
/// - Limits: values of flat columns, and lists of numbers; no encryption
/// - Source: apache/parquet-format 2.11
package struct ParquetFile: ColumnarFile {
    package let columns: [ColumnarColumn]
    package let groupRows: [Int]
    let leaves: [ParquetLeaf?]
    private let groups: [ParquetMetadata.RowGroup]
    private let source: ColumnarSource

    static let encrypted = ColumnarError(
        "is encrypted, and no keys can be given", help: "write it again without encryption")

    /// What the first four bytes of such a file are.
    package static let mark: [UInt8] = Array("PAR1".utf8)

    /// - Errors: `ColumnarError` for a file that is none, damaged or encrypted
    package init(_ source: ColumnarSource) throws {
        guard source.count >= 12 else {
            throw ColumnarError("is no Parquet file: it does not begin with PAR1")
        }
        let head = try source.bytes(at: 0, count: 4).withBytes { Array($0) }
        guard head != Array("PARE".utf8) else { throw ParquetFile.encrypted }
        guard head == ParquetFile.mark else {
            throw ColumnarError("is no Parquet file: it does not begin with PAR1")
        }
        let tail = try source.bytes(at: source.count - 8, count: 8).withBytes { Array($0) }
        guard Array(tail[4...]) == ParquetFile.mark else {
            throw ColumnarError(
                "ends early: it does not end with PAR1", help: "fetch or write the file again")
        }
        let size = tail[..<4].reversed().reduce(0) { $0 << 8 | Int($1) }
        guard size <= source.count - 12 else {
            throw ColumnarError.damaged("what it says about its content cannot be read")
        }
        let footer = try source.bytes(at: source.count - 8 - size, count: size)
        let metadata = try footer.withBytes { try ParquetMetadata($0) }
        let schema = try ParquetSchema(metadata.schema)
        let categorical = metadata.arrowSchema.map(ArrowSchema.categoricalNames) ?? []
        columns = schema.columns.map { column in
            var column = column
            column.isCategorical = column.isCategorical || categorical.contains(column.name)
            return column
        }
        leaves = schema.leaves
        groups = metadata.rowGroups
        groupRows = groups.map(\.rowCount)
        self.source = source
        guard groups.allSatisfy({ $0.chunks.count == schema.leafCount }) else {
            throw ColumnarError.damaged("a group of rows has another number of columns than the file")
        }
        try checkRows()
    }

    private func checkRows() throws {
        var rows = 0
        for count in groupRows {
            guard count < 1 << 31, rows < 1 << 31 else { throw ColumnarError("has more than 2^31 rows") }
            rows += count
        }
    }

    /// Where a column of a group lies, found to have a value for each row.
    ///
    /// - Errors: `ColumnarError` naming the column
    @discardableResult
    func checked(_ leaf: ParquetLeaf, group: Int) throws -> ParquetMetadata.Chunk {
        guard groups.indices.contains(group), groups[group].chunks.indices.contains(leaf.index) else {
            throw ThriftReader.damage
        }
        let chunk = groups[group].chunks[leaf.index]
        guard !chunk.isEncrypted else { throw ParquetFile.encrypted }
        guard !chunk.isElsewhere else {
            throw ColumnarError(
                "has its values in other files", help: "name those files, or write the table as one file")
        }
        guard chunk.type == leaf.physical.rawValue, chunk.valueCount >= 0, chunk.valueCount < 1 << 31,
            leaf.mostRepetition > 0 || chunk.valueCount == groups[group].rowCount
        else {
            throw ColumnarError.damaged("it has another number of values than rows, or another type")
        }
        return chunk
    }

    /// The pages of a column, and how many values they have.
    func pages(of leaf: ParquetLeaf, group: Int) throws -> (reader: PageReader, values: Int) {
        let chunk = try checked(leaf, group: group)
        let bytes = try source.bytes(at: chunk.offset, count: chunk.compressedSize)
        return (PageReader(bytes, codec: Self.codec(chunk.codec), leaf: leaf), chunk.valueCount)
    }

    private static func codec(_ number: Int) -> Codec {
        switch number {
        case 0: .none
        case 1: .snappy
        case 2: .gzip
        case 3: .unknown("LZO")
        case 4: .unknown("Brotli")
        case 5: .lz4Hadoop
        case 6: .zstd
        case 7: .lz4Block
        default: .unknown("compression number \(number)")
        }
    }

    /// Calls `body` with the leaf of a column; what goes wrong is about the column.
    func reading<Result>(_ column: Int, _ body: (ParquetLeaf) throws -> Result) throws -> Result {
        guard columns.indices.contains(column), let leaf = leaves[column] else {
            throw ColumnarError("has no such column")
        }
        do {
            return try body(leaf)
        } catch let error as ColumnarError {
            throw error.of(columns[column].name)
        }
    }
}
