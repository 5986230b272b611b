import Foundation

/// Columns and numbers of rows of tables that were read, on disk by content key: what planning needs of large files.
///
/// One file per table beside the hashes of files, `hashes/KEY.columns.json` in the folder of prepared data; a damaged
/// one is passed over and written again.
struct SchemaCache: Sendable {
    /// Nil: nothing is kept.
    let folder: String?

    private struct Entry: Codable {
        var key: String
        var rows: Int
        var columns: [Entry.Column]

        struct Column: Codable {
            var name: String
            var type: ColumnType
            var remark: String?
            var holdsWholeNumbers: Bool
            var levels: [String]?
            var shape: [Int]?
        }
    }

    private func path(_ key: String) -> String? { folder.map { "\($0)/hashes/\(key).columns.json" } }

    func load(_ key: String) -> (schema: TableSchema, rows: Int)? {
        guard let path = path(key), let data = FileManager.default.contents(atPath: path),
            let entry = try? JSONDecoder().decode(Entry.self, from: data), entry.key == key
        else { return nil }
        let columns = entry.columns.map { column in
            var schema = ColumnSchema(
                name: column.name, type: column.type, remark: column.remark, levels: column.levels,
                shape: column.shape)
            schema.holdsWholeNumbers = column.holdsWholeNumbers
            return schema
        }
        return (TableSchema(columns), entry.rows)
    }

    /// What cannot be written is found out again.
    func store(_ schema: TableSchema, rows: Int, _ key: String) {
        guard let path = path(key), !schema.isProvisional else { return }
        let columns = schema.columns.map { column in
            Entry.Column(
                name: column.name, type: column.type, remark: column.remark,
                holdsWholeNumbers: column.holdsWholeNumbers, levels: column.levels, shape: column.shape)
        }
        guard let data = try? JSONEncoder().encode(Entry(key: key, rows: rows, columns: columns)) else {
            return
        }
        try? AtomicFile.write([UInt8](data), to: path)
    }
}
