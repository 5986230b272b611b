import Foundation
internal import GRDBSQLite
import Spec

/// A database file, opened for reading.
///
/// Lifetime: made for one query. One thread.
final class SQLiteDatabase {
    let path: String
    private(set) var handle: OpaquePointer?

    /// - Errors: `DataFileError` for a file that is no database or cannot be opened
    init(path: String) throws {
        self.path = path
        if let problem = Self.problem(path) { throw problem }
        try open(isImmutable: false)
        do {
            _ = try tables()
        } catch {
            // A database with a log needs a file beside it, which a folder without permission does not get.
            sqlite3_close_v2(handle)
            handle = nil
            guard !FileManager.default.fileExists(atPath: path + "-wal") else { throw error }
            try open(isImmutable: true)
            _ = try tables()
        }
    }

    deinit { sqlite3_close_v2(handle) }

    private func open(isImmutable: Bool) throws {
        var address = URLComponents()
        address.scheme = "file"
        address.path = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
        address.queryItems = [
            isImmutable ? .init(name: "immutable", value: "1") : .init(name: "mode", value: "ro")
        ]
        let flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX
        guard sqlite3_open_v2(address.string ?? path, &handle, flags, nil) == SQLITE_OK else {
            throw failure()
        }
        sqlite3_busy_timeout(handle, 10_000)
    }

    /// Whether a file begins as databases do.
    static func isDatabase(_ path: String) -> Bool {
        guard let file = FileHandle(forReadingAtPath: path) else { return false }
        defer { try? file.close() }
        let head = (try? file.read(upToCount: 16)) ?? nil
        return head.map { Array($0) == Array("SQLite format 3\u{0}".utf8) } ?? false
    }

    private static func problem(_ path: String) -> DataFileError? {
        do {
            let bytes = try FileStream(path: path).byteCount
            if bytes == 0 { return DataFileError(file: path, "is empty") }
            guard !isDatabase(path) else { return nil }
            return DataFileError(
                file: path, "is no SQLite database", help: "read other files by their own source, such as csv"
            )
        } catch let error as DataFileError {
            return error
        } catch {
            return DataFileError(file: path, "\(error)")
        }
    }

    /// Writes the rows of a query.
    ///
    /// - Errors: `DataDiagnostics` for the query; `DataFileError` for what it gives
    func write(
        _ query: String, _ values: QueryParameters, to file: ResultFile, name: String, at place: Origin
    ) throws -> ResultForm {
        let statement = try prepared(query, at: place)
        defer { sqlite3_finalize(statement) }
        try bind(values, to: statement, at: place)
        let count = sqlite3_column_count(statement)
        let columns = (0..<count).map { index in
            ResultColumn(
                name: sqlite3_column_name(statement, index).map { String(cString: $0) } ?? "",
                kind: Self.kind(sqlite3_column_decltype(statement, index).map { String(cString: $0) }))
        }
        let writer = try ResultWriter(columns, to: file, name: name)
        var status = sqlite3_step(statement)
        while status == SQLITE_ROW {
            for index in 0..<count {
                try write(statement, index, columns[Int(index)], to: writer, name)
            }
            try writer.endRow()
            status = sqlite3_step(statement)
        }
        guard status == SQLITE_DONE else { throw failure() }
        return try writer.finish()
    }

    private func prepared(_ query: String, at place: Origin) throws -> OpaquePointer? {
        var statement: OpaquePointer?
        let (status, rest, count) = query.withCString { text in
            var tail: UnsafePointer<CChar>?
            let status = sqlite3_prepare_v2(handle, text, -1, &statement, &tail)
            return (status, tail.map { String(cString: $0) } ?? "", strlen(text))
        }
        guard status == SQLITE_OK else {
            var notes: [String] = []
            let offset = Int(sqlite3_error_offset(handle))
            if offset >= 0, offset < count {
                let place = String(decoding: Array(query.utf8).dropFirst(offset).prefix(30), as: UTF8.self)
                notes.append("it is found before: " + QueryLabel.text("", place).dropFirst(2))
            }
            throw DataDiagnostics(
                "bad-query", "SQLite does not accept the query: \(words)", at: place,
                help: "try it by hand: sqlite3 \(path)", notes: notes)
        }
        let isOne = rest.allSatisfy { $0.isWhitespace || $0 == ";" } || Self.isComment(rest, handle)
        guard statement != nil, isOne, sqlite3_stmt_readonly(statement) != 0,
            sqlite3_column_count(statement) > 0
        else {
            let message =
                statement == nil
                ? "the query is empty"
                : !isOne
                    ? "the query is more than one statement"
                    : sqlite3_stmt_readonly(statement) == 0
                        ? "the query would change the database, which is only read"
                        : "the query gives no rows"
            sqlite3_finalize(statement)
            throw DataDiagnostics("bad-query", message, at: place, help: "give one 'select'")
        }
        return statement
    }

    /// Whether nothing but a comment is left.
    private static func isComment(_ text: String, _ handle: OpaquePointer?) -> Bool {
        var statement: OpaquePointer?
        defer { sqlite3_finalize(statement) }
        return sqlite3_prepare_v2(handle, text, -1, &statement, nil) == SQLITE_OK && statement == nil
    }

    private var words: String { sqlite3_errmsg(handle).map { String(cString: $0) } ?? "no memory" }

    func failure() -> DataFileError {
        let code = sqlite3_errcode(handle)
        let isLocked = code == SQLITE_BUSY || code == SQLITE_LOCKED
        return DataFileError(
            file: path, "cannot be read as an SQLite database: \(words)",
            help: isLocked ? "wait until the program that writes to it is done" : nil)
    }
}

// MARK: - Values

extension SQLiteDatabase {
    /// By the rules of the affinity of columns (sqlite.org/datatype3.html, section 3.1).
    private static func kind(_ declared: String?) -> ResultColumn.Kind {
        guard let declared = declared?.uppercased() else { return .open }
        if declared.contains("INT") { return .numbers }
        if ["CHAR", "CLOB", "TEXT"].contains(where: declared.contains) { return .texts }
        if declared.isEmpty || declared.contains("BLOB") || declared == "ANY" { return .open }
        return .numbers
    }

    private func write(
        _ statement: OpaquePointer?, _ index: Int32, _ column: ResultColumn, to writer: ResultWriter,
        _ name: String
    ) throws {
        switch sqlite3_column_type(statement, index) {
        case SQLITE_INTEGER: writer.plain(String(sqlite3_column_int64(statement, index)))
        case SQLITE_FLOAT: writer.plain("\(sqlite3_column_double(statement, index))")
        case SQLITE_TEXT:
            let count = Int(sqlite3_column_bytes(statement, index))
            let bytes = UnsafeBufferPointer(start: sqlite3_column_text(statement, index), count: count)
            // Programs that import files into columns of numbers leave empty texts where there is nothing.
            if count == 0, column.kind == .numbers { return writer.null() }
            writer.text(bytes)
        case SQLITE_NULL: writer.null()
        default:
            throw DataFileError(
                file: name,
                problems: [
                    DataFileProblem(
                        columnName: column.name,
                        "row \(writer.rows + 1) holds bytes, which are no value to learn from")
                ], help: "leave the column out of the query, or make text of it: hex(\(column.name))")
        }
    }

    private func bind(_ values: QueryParameters, to statement: OpaquePointer?, at place: Origin) throws {
        let count = Int(sqlite3_bind_parameter_count(statement))
        let names = (0..<count).map { index in
            sqlite3_bind_parameter_name(statement, Int32(index + 1)).map { String(cString: $0) }
        }
        let byName =
            values.names.isEmpty ? names.allSatisfy { $0 != nil && $0?.hasPrefix("?") != true } : true
        guard byName, count > 0 || !values.names.isEmpty else {
            guard values.positions.count == count else {
                throw DataDiagnostics(
                    "bad-parameters",
                    "the query leaves \(count) value\(count == 1 ? "" : "s") open, and 'params' has \(values.positions.count)",
                    at: place, help: "give one value in 'params' for each '?'")
            }
            for (index, value) in values.positions.enumerated() {
                bind(value, to: statement, Int32(index + 1))
            }
            return
        }
        for (index, name) in names.enumerated() {
            let bare = name.map { String($0.dropFirst()) } ?? "?"
            guard let value = values.names.first(where: { $0.name == bare }) else {
                throw DataDiagnostics(
                    "bad-parameters", "'params' has no value for '\(name ?? "?")' in the query", at: place,
                    help: "params: {\(bare): …}")
            }
            bind(value.value, to: statement, Int32(index + 1))
        }
        let known = names.compactMap { $0?.dropFirst() }.map(String.init)
        if let other = values.names.first(where: { !known.contains($0.name) }) {
            throw DataDiagnostics(
                "bad-parameters", "the query has no ':\(other.name)', to which 'params' gives a value",
                at: place,
                help: nearestName(to: other.name, in: known).map { "did you mean '\($0)'?" })
        }
    }

    private func bind(_ value: QueryValue, to statement: OpaquePointer?, _ index: Int32) {
        /// The library copies the text.
        let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        switch value.content {
        case .bool(let truth): sqlite3_bind_int64(statement, index, truth ? 1 : 0)
        case .integer(let number): sqlite3_bind_int64(statement, index, Int64(number))
        case .number(let number): sqlite3_bind_double(statement, index, number)
        case .string(let text): sqlite3_bind_text(statement, index, text, -1, transient)
        case .null, .list, .map: sqlite3_bind_null(statement, index)
        }
    }
}
