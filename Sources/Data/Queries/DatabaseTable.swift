/// A table or view of a database, as a list of tables shows it.
package struct DatabaseTable: Encodable, Sendable {
    package var table: String
    /// Nil for a view that cannot be read.
    package var rows: Int?
    package var columns: [String]

    /// The tables of an SQLite file, in the order of their names.
    ///
    /// - Errors: `DataFileError` for a file that is no database
    package static func all(inFile path: String) throws -> [DatabaseTable] {
        let database = try SQLiteDatabase(path: path)
        return try database.tables().map { name in
            DatabaseTable(
                table: name, rows: database.rowCount(of: name), columns: database.columnNames(of: name))
        }
    }
}
