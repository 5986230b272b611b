import Foundation
import Machine
import Spec

/// A connection to a PostgreSQL server in a transaction that only reads.
///
/// What a value looks like must not depend on who asks: times are those of UTC, dates are ISO 8601, numbers have all of
/// their digits. Nor must the order of rows and sums, as far as that is up to the session: no parallel workers, no
/// scans that begin where another one is.
///
/// Lifetime: made for one query. One thread.
final class PostgresSession {
    private let library: PostgresLibrary
    private let connection: PostgresLibrary.Handle
    private let place: Origin
    private let queryPlace: Origin

    /// Status codes of `libpq-fe.h`.
    private enum Status {
        static let connected: CInt = 0
        static let empty: CInt = 0
        static let done: CInt = 1
        static let rows: CInt = 2
        static let oneRow: CInt = 9
        static let chunk: CInt = 12
    }

    private static let chunkRows: CInt = 1_000

    /// - Parameters:
    ///   - address: a URL or `key=value` pairs; empty: what the environment says (PGHOST …)
    ///   - patience: seconds that a statement may take; nil: as long as it takes
    /// - Errors: `DataDiagnostics`
    init(address: String, patience: Double?, at place: Origin, query queryPlace: Origin) throws {
        self.place = place
        self.queryPlace = queryPlace
        do {
            library = try PostgresLibrary.shared()
        } catch {
            let reason = (error as? PostgresLibrary.Missing)?.reason ?? "\(error)"
            throw DataDiagnostics(
                "no-library", "asking PostgreSQL needs its library libpq, which cannot be loaded (\(reason))",
                at: place, help: "apt install libpq5, or name a libpq.so.5 in ASSAY_LIBPQ")
        }
        if !address.isEmpty {
            guard let parts = library.parts(of: address) else {
                throw DataDiagnostics(
                    "bad-url", "the address of the database cannot be understood", at: place,
                    help: "write postgresql://user@host:5432/database, or host=… dbname=… user=…")
            }
            for name in ["password", "sslpassword"] { parts[name].map(Secrets.add) }
        }
        connection = try Self.connect(library, address, at: place)
        do {
            try begin(patience)
        } catch {
            library.finish(connection)
            throw error
        }
    }

    deinit { library.finish(connection) }

    private static func connect(
        _ library: PostgresLibrary, _ address: String, at place: Origin
    ) throws -> PostgresLibrary.Handle {
        // Those before the address are defaults, those behind it hold.
        let settings = [
            ("connect_timeout", "15"), ("fallback_application_name", "assay"), ("keepalives_idle", "30"),
            ("dbname", address), ("client_encoding", "UTF8"),
        ].filter { !$0.1.isEmpty }
        let names = settings.map { strdup($0.0) }
        let values = settings.map { strdup($0.1) }
        defer { for text in names + values { free(text) } }
        let keywords = names.map { UnsafePointer($0) } + [nil]
        let texts = values.map { UnsafePointer($0) } + [nil]
        guard let connection = library.connect(keywords, texts, 1) else {
            throw DataDiagnostics("no-connection", "there is no memory for a connection", at: place)
        }
        guard library.status(connection) == Status.connected else {
            let words = library.connectionMessage(connection).map { String(cString: $0) } ?? ""
            library.finish(connection)
            let lines = words.split(whereSeparator: \.isNewline).map {
                PrintableText.oneLine($0.trimmingCharacters(in: .whitespaces))
            }
            throw DataDiagnostics(
                "no-connection",
                "no connection to the database: " + (lines.first ?? "libpq does not say why"), at: place,
                help: "try it by hand: psql with the same address", notes: Array(lines.dropFirst().prefix(4)))
        }
        return connection
    }

    private func begin(_ patience: Double?) throws {
        let version = library.serverVersion(connection)
        var settings = [
            "timezone = 'UTC'", "datestyle = 'ISO, YMD'", "intervalstyle = 'iso_8601'",
            "extra_float_digits = 3",
            "statement_timeout = \(Int((patience ?? 0) * 1000))", "synchronize_seqscans = off",
        ]
        if version >= 90_600 { settings.append("max_parallel_workers_per_gather = 0") }
        if version >= 140_000 { settings.append("client_connection_check_interval = '5s'") }
        let texts = settings.map { "set local \($0)" }
        let beginning = "begin transaction isolation level repeatable read read only"
        do {
            try execute(([beginning] + texts).joined(separator: "; "))
        } catch {
            // Servers that only speak PostgreSQL's language know fewer settings.
            try? execute("rollback")
            try execute((["begin transaction read only"] + texts.prefix(2)).joined(separator: "; "))
        }
    }

    private func execute(_ text: String) throws {
        guard let result = library.execute(connection, text) else { throw lost() }
        defer { library.clear(result) }
        let status = library.resultStatus(result)
        if status != Status.done, status != Status.rows { throw failure(result) }
    }

    // MARK: - Queries

    /// Writes the rows of a query.
    ///
    /// - Errors: `DataDiagnostics` for the query; `DataFileError` for what it gives
    func write(
        _ query: String, _ values: [QueryValue], to file: ResultFile, name: String
    ) throws -> ResultForm {
        var writer: ResultWriter?
        var columns: [ResultColumn] = []
        try forEachResult(of: query, values) { result in
            if writer == nil {
                columns = try self.columns(result, name)
                writer = try ResultWriter(columns, to: file, name: name)
            }
            guard let writer else { return }
            for row in 0..<library.rowCount(result) {
                for column in columns.indices { write(result, row, column, columns[column], to: writer) }
                try writer.endRow()
            }
        }
        guard let writer else {
            throw DataDiagnostics(
                "bad-query", "the query gives no rows", at: queryPlace, help: "give one 'select'")
        }
        return try writer.finish()
    }

    /// The rows of a short query, as texts.
    func rows(_ query: String, _ values: [QueryValue]) throws -> [[String]] {
        var rows: [[String]] = []
        try forEachResult(of: query, values) { result in
            for row in 0..<library.rowCount(result) {
                rows.append(
                    (0..<library.columnCount(result)).map { column in
                        String(decoding: bytes(result, row, column), as: UTF8.self)
                    })
            }
        }
        return rows
    }

    private func forEachResult(
        of query: String, _ values: [QueryValue], _ use: (PostgresLibrary.Handle) throws -> Void
    ) throws {
        let texts = values.map { value in value.postgresText.map { strdup($0) } ?? nil }
        defer { for text in texts { free(text) } }
        let pointers = texts.map { $0.map { UnsafePointer($0) } }
        guard library.send(connection, query, CInt(pointers.count), nil, pointers, nil, nil, 0) == 1 else {
            throw lost()
        }
        if library.inChunks.map({ $0(connection, Self.chunkRows) }) != 1 { _ = library.rowByRow(connection) }
        while let result = library.result(connection) {
            defer { library.clear(result) }
            switch library.resultStatus(result) {
            case Status.oneRow, Status.chunk, Status.rows: try use(result)
            case Status.done, Status.empty: break
            default: throw failure(result)
            }
        }
    }

    private func lost() -> DataDiagnostics {
        let words = library.connectionMessage(connection).map { String(cString: $0) } ?? ""
        return DataDiagnostics(
            "no-connection", "the connection to the database broke: \(PrintableText.oneLine(words))",
            at: place,
            help: "try again")
    }

    private func failure(_ result: PostgresLibrary.Handle) -> DataDiagnostics {
        func field(_ letter: Character) -> String? {
            let code = letter.asciiValue.map { CInt($0) } ?? 0
            return library.errorField(result, code).map { PrintableText.oneLine(String(cString: $0)) }
        }
        guard let message = field("M") else { return lost() }
        let notes = [field("D"), field("W")].compactMap { $0 }
        switch field("C") {
        case "25006":
            return DataDiagnostics(
                "bad-query", "the query would change the database, which is only read: \(message)",
                at: queryPlace, help: "give one 'select'", notes: notes)
        case "57014":
            return DataDiagnostics(
                "query-timeout", "the query was given up: \(message)", at: queryPlace,
                help: "give it more time: timeout: 6 h; 0 means without end", notes: notes)
        default:
            return DataDiagnostics(
                "bad-query", "PostgreSQL does not accept the query: \(message)", at: queryPlace,
                help: field("H"), notes: notes)
        }
    }
}

// MARK: - Values

extension PostgresSession {
    /// Numbers of types (`pg_type.h`); they never change.
    private enum Kind {
        static let truth: UInt32 = 16
        static let bytes: UInt32 = 17
        /// int8, int2, int4, oid, float4, float8, numeric
        static let numbers: Set<UInt32> = [20, 21, 23, 26, 700, 701, 1700]
    }

    private func columns(_ result: PostgresLibrary.Handle, _ name: String) throws -> [ResultColumn] {
        try (0..<library.columnCount(result)).map { index in
            let column = library.columnName(result, index).map { String(cString: $0) } ?? ""
            switch library.columnType(result, index) {
            case Kind.truth: return ResultColumn(name: column, kind: .truths)
            case Kind.bytes:
                throw DataFileError(
                    file: name,
                    problems: [
                        DataFileProblem(columnName: column, "holds bytes, which are no value to learn from")
                    ], help: "leave it out of the query, or make text of it: encode(\(column), 'hex')")
            case let type where Kind.numbers.contains(type): return ResultColumn(name: column, kind: .numbers)
            default: return ResultColumn(name: column, kind: .texts)
            }
        }
    }

    private func write(
        _ result: PostgresLibrary.Handle, _ row: CInt, _ index: Int, _ column: ResultColumn,
        to writer: ResultWriter
    ) {
        if library.isNull(result, row, CInt(index)) != 0 { return writer.null() }
        let bytes = bytes(result, row, CInt(index))
        switch column.kind {
        case .texts, .open: writer.text(bytes)
        case .numbers, .truths: writer.plain(bytes)
        }
    }

    private func bytes(
        _ result: PostgresLibrary.Handle, _ row: CInt, _ column: CInt
    ) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(
            start: library.value(result, row, column), count: Int(library.length(result, row, column)))
    }
}

extension QueryValue {
    /// As PostgreSQL reads values of any type; nil: NULL.
    fileprivate var postgresText: String? {
        switch content {
        case .bool(let truth): truth ? "true" : "false"
        case .integer(let number): "\(number)"
        case .number(let number): numberText(number)
        case .string(let text): text
        case .null, .list, .map: nil
        }
    }
}
