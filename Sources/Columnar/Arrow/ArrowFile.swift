/// An Arrow file (Feather 2) or stream: its columns, and their values batch by batch.
///
/// Read are files and streams, buffers as they are or packed with LZ4 or zstd, dictionaries that grow, and the newer
/// forms of texts.
///
/// - Limits: flat columns, and lists of numbers; the lowest byte first; no Feather 1
/// - Source: Apache Arrow, "Arrow Columnar Format" 1.5
package struct ArrowFile: ColumnarFile {
    package let columns: [ColumnarColumn]
    package let groupRows: [Int]
    let fields: [ArrowField]
    let batches: [ArrowBatch]
    /// The values of each dictionary, in parts.
    let dictionaries: [Int64: [ArrowBatch]]
    /// What the values of each dictionary are.
    let dictionaryFields: [Int64: ArrowField]
    private let source: ColumnarSource

    package static let mark: [UInt8] = Array("ARROW1".utf8)

    /// - Errors: `ColumnarError` for a file that is none, or damaged
    package init(_ source: ColumnarSource) throws {
        var messages = try ArrowMessages(source)
        let schema = messages.schema
        fields = schema.fields
        var known: [Int64: ArrowField] = [:]
        for field in fields { Self.collect(field, into: &known) }
        var batches: [ArrowBatch] = []
        var dictionaries: [Int64: [ArrowBatch]] = [:]
        var rows = 0
        while let message = try messages.next() {
            switch message.kind {
            case .batch:
                let batch = try message.read { try ArrowBatch($0, schema.fields, body: message.body) }
                rows += batch.rows
                guard rows < 1 << 31 else { throw ColumnarError("has more than 2^31 rows") }
                batches.append(batch)
            case .dictionary:
                try message.read { table in
                    let id = try table.integer(0, default: Int64(0))
                    guard let field = known[id], let data = try table.table(1) else { throw FlatTable.damage }
                    let batch = try ArrowBatch(data, [field], body: message.body)
                    let isDelta = try table.truth(2)
                    guard isDelta || dictionaries[id] == nil || batches.isEmpty else {
                        throw ColumnarError(
                            "replaces the dictionary of a column between its batches",
                            help: "write it as a file and not as a stream")
                    }
                    dictionaries[id] = isDelta ? (dictionaries[id] ?? []) + [batch] : [batch]
                }
            }
        }
        self.batches = batches
        self.dictionaries = dictionaries
        dictionaryFields = known
        groupRows = batches.map(\.rows)
        columns = fields.map { field in
            var column = ColumnarColumn(name: field.name, kind: field.kind, type: field.type.name)
            column.isCategorical = field.dictionary != nil
            return column
        }
        self.source = source
    }

    /// The fields of dictionaries, as their own batches have them: without the encoding.
    private static func collect(_ field: ArrowField, into known: inout [Int64: ArrowField]) {
        if let (id, _) = field.dictionary {
            var plain = field
            plain.dictionary = nil
            known[id] = plain
        }
        for child in field.children { collect(child, into: &known) }
    }

    /// The bytes of a buffer, unpacked.
    func buffer(_ place: ArrowBatch.Place, _ codec: Codec) throws -> RawBuffer {
        guard codec != .none, place.count > 0 else {
            return try source.bytes(at: place.offset, count: place.count)
        }
        let packed = try source.bytes(at: place.offset, count: place.count)
        return try packed.withBytes { bytes in
            var cursor = ByteCursor(bytes)
            let size = try cursor.integer(Int64.self)
            let rest = try cursor.take(cursor.left)
            // -1 stands before what would not get smaller.
            guard size >= -1, size < 1 << 36 else { throw FlatTable.damage }
            let buffer = try RawBuffer(count: size == -1 ? rest.count : Int(size))
            try withExtendedLifetime(buffer) {
                try (size == -1 ? Codec.none : codec).decompress(rest, into: buffer.mutableBytes)
            }
            return buffer
        }
    }

    /// Calls `body` with a column and its part of a batch; what goes wrong is about the column.
    func reading<Result>(
        _ column: Int, _ group: Int, _ body: (ArrowField, ArrowColumn) throws -> Result
    ) throws -> Result {
        guard fields.indices.contains(column), batches.indices.contains(group) else {
            throw ColumnarError("has no such column")
        }
        let batch = batches[group]
        do {
            return try body(fields[column], ArrowColumn(self, batch.nodes[column], batch.codec))
        } catch let error as ColumnarError {
            throw error.of(fields[column].name)
        }
    }
}
