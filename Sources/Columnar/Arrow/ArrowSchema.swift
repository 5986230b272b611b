import Foundation

/// The columns of an Arrow file, which files of Parquet may carry with them.
struct ArrowSchema {
    let fields: [ArrowField]

    /// - Errors: `ColumnarError`
    init(_ table: FlatTable) throws {
        guard try table.integer(0, default: Int16(0)) == 0 else {
            throw ColumnarError("has its highest bytes first, which is not read")
        }
        fields = try table.tables(1).map { try ArrowField($0) }
    }

    /// The columns that the writer of a Parquet file had as dictionaries, of the text it left there.
    static func categoricalNames(_ text: String) -> Set<String> {
        guard let data = Data(base64Encoded: text) else { return [] }
        let names = try? [UInt8](data).withUnsafeBytes { bytes -> [String] in
            var cursor = ByteCursor(bytes)
            guard try cursor.integer(UInt32.self) == .max else { return [] }
            let size = try cursor.count32()
            let message = try FlatTable.root(try cursor.take(size))
            guard let schema = try message.table(2) else { return [] }
            return try ArrowSchema(schema).fields.filter { $0.dictionary != nil }.map(\.name)
        }
        return Set(names ?? [])
    }
}
