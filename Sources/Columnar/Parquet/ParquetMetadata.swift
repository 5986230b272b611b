/// What a Parquet file says about itself at its end.
///
/// - Source: apache/parquet-format, `parquet.thrift`
struct ParquetMetadata {
    /// A node of the tree of columns, in the order of the file: each before its children.
    struct SchemaElement {
        var type: Int?
        var typeLength = 0
        /// 0 required, 1 optional, 2 repeated
        var repetition = 0
        var name = ""
        var children = 0
        var converted: Int?
        var scale = 0
        var logical: ParquetLogicalType?
    }

    struct Chunk {
        var type = -1
        var codec = 0
        var valueCount = 0
        var compressedSize = 0
        var dataOffset = -1
        var dictionaryOffset: Int?
        var isElsewhere = false
        var isEncrypted = false

        /// Where its pages begin.
        var offset: Int {
            guard let dictionaryOffset, dictionaryOffset > 0, dictionaryOffset < dataOffset else {
                return dataOffset
            }
            return dictionaryOffset
        }
    }

    struct RowGroup {
        var chunks: [Chunk] = []
        var rowCount = 0
    }

    var schema: [SchemaElement] = []
    var rowGroups: [RowGroup] = []
    /// The columns as Arrow describes them, where a library of Arrow wrote the file.
    var arrowSchema: String?

    /// - Errors: `ColumnarError`
    init(_ bytes: UnsafeRawBufferPointer) throws {
        var reader = ThriftReader(bytes)
        var isEncrypted = false
        try reader.structure { reader, field, kind in
            switch (field, kind) {
            case (2, .list):
                try reader.list { reader, _ in schema.append(try SchemaElement(&reader)) }
            case (4, .list):
                try reader.list { reader, _ in rowGroups.append(try RowGroup(&reader)) }
            case (5, .list):
                try reader.list { reader, _ in try readEntry(&reader) }
            case (8, _):
                isEncrypted = true
                return false
            default: return false
            }
            return true
        }
        guard !isEncrypted else { throw ParquetFile.encrypted }
    }

    private mutating func readEntry(_ reader: inout ThriftReader) throws {
        var key = ""
        var value: String?
        try reader.structure { reader, field, kind in
            switch (field, kind) {
            case (1, .binary): key = try reader.text()
            case (2, .binary): value = try reader.text()
            default: return false
            }
            return true
        }
        if key == "ARROW:schema" { arrowSchema = value }
    }
}

extension ParquetMetadata.SchemaElement {
    init(_ reader: inout ThriftReader) throws {
        try reader.structure { reader, field, kind in
            switch (field, kind) {
            case (1, .int32): type = try reader.int32()
            case (2, .int32): typeLength = try reader.int32()
            case (3, .int32): repetition = try reader.int32()
            case (4, .binary): name = try reader.text()
            case (5, .int32): children = try reader.int32()
            case (6, .int32): converted = try reader.int32()
            case (7, .int32): scale = try reader.int32()
            case (10, .structure): logical = try ParquetLogicalType(&reader)
            default: return false
            }
            return true
        }
    }
}

extension ParquetMetadata.RowGroup {
    init(_ reader: inout ThriftReader) throws {
        try reader.structure { reader, field, kind in
            switch (field, kind) {
            case (1, .list):
                try reader.list { reader, _ in chunks.append(try ParquetMetadata.Chunk(&reader)) }
            case (3, .int64): rowCount = try reader.integer()
            default: return false
            }
            return true
        }
        guard rowCount >= 0 else { throw ThriftReader.damage }
    }
}

extension ParquetMetadata.Chunk {
    init(_ reader: inout ThriftReader) throws {
        try reader.structure { reader, field, kind in
            switch (field, kind) {
            case (1, .binary): isElsewhere = try !reader.binary().isEmpty
            case (3, .structure): try readContent(&reader)
            case (8, _), (9, _):
                isEncrypted = true
                return false
            default: return false
            }
            return true
        }
    }

    private mutating func readContent(_ reader: inout ThriftReader) throws {
        try reader.structure { reader, field, kind in
            switch (field, kind) {
            case (1, .int32): type = try reader.int32()
            case (4, .int32): codec = try reader.int32()
            case (5, .int64): valueCount = try reader.integer()
            case (7, .int64): compressedSize = try reader.integer()
            case (9, .int64): dataOffset = try reader.integer()
            case (11, .int64): dictionaryOffset = try reader.integer()
            default: return false
            }
            return true
        }
    }
}
