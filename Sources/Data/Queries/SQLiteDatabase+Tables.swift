internal import GRDBSQLite
import Spec

extension SQLiteDatabase {
    /// Tables and views, in the order of their names.
    func tables() throws -> [String] {
        try texts(
            "select name from sqlite_master where type in ('table', 'view') and name not like 'sqlite\\_%' "
                + "escape '\\' order by name")
    }

    /// Nil where the rows cannot be counted, as in a view of a table that is gone.
    func rowCount(of table: String) -> Int? {
        (try? texts("select count(*) from " + Self.quoted(table)))?.first.flatMap { Int($0) }
    }

    func columnNames(of table: String) -> [String] {
        (try? texts("select name from pragma_table_info(" + Self.literal(table) + ")")) ?? []
    }

    /// The first column of what a statement of this program's own gives.
    private func texts(_ statement: String) throws -> [String] {
        var values: [String] = []
        var prepared: OpaquePointer?
        guard sqlite3_prepare_v2(handle, statement, -1, &prepared, nil) == SQLITE_OK else { throw failure() }
        defer { sqlite3_finalize(prepared) }
        var status = sqlite3_step(prepared)
        while status == SQLITE_ROW {
            if let text = sqlite3_column_text(prepared, 0) { values.append(String(cString: text)) }
            status = sqlite3_step(prepared)
        }
        guard status == SQLITE_DONE else { throw failure() }
        return values
    }

    private static func literal(_ text: String) -> String { "'" + text.replacing("'", with: "''") + "'" }

    /// The statement that gives all rows of a table.
    ///
    /// - Parameter name: nil for the only table there is
    func wholeTable(_ name: String?, at place: Origin) throws -> String {
        let names = try tables()
        let listed =
            names.isEmpty ? "it has none" : "its tables are: " + names.prefix(20).joined(separator: ", ")
        guard
            let found = name.map({ name in names.first { $0.lowercased() == name.lowercased() } })
                ?? (names.count == 1 ? names.first : nil)
        else {
            let near = name.flatMap { nearestName(to: $0, in: names) }
            throw DataDiagnostics(
                "unknown-table",
                name.map { "there is no table '\($0)' in '\(path)'" }
                    ?? "'\(path)' has \(names.count) tables, and it is not said which one is meant",
                at: place,
                help: near.map { "did you mean '\($0)'?" } ?? "name one in 'table', or give a 'query'",
                notes: [listed])
        }
        return "select * from " + Self.quoted(found)
    }

    static func quoted(_ name: String) -> String { "\"" + name.replacing("\"", with: "\"\"") + "\"" }
}
