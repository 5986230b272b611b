import Columnar
import Machine
import Spec
import Synchronization

/// Makes a table of a file whose columns lie apart: Parquet and Arrow.
///
///     number    numbers and decimals, unless one is a whole number that a double does not hold
///     boolean   truth values
///     tensor    lists of numbers that all have one length
///     text      texts, dates and times: more than 50 distinct values, and more than half of the present ones distinct
///     category  otherwise, and what the writer declared to be categories
///
/// Only the columns that are wanted are read. Groups of rows are read by as many threads as the process may use; the
/// table does not depend on their number.
package struct ColumnarReader {
    /// For messages.
    let path: String
    let file: any ColumnarFile
    /// Columns of the file in its order, without those of an index; their places in the file.
    let names: [String]
    private let places: [Int]

    /// Opens a file by what it begins with, whatever its name.
    ///
    /// - Errors: `DataFileError` for a file that cannot be read or is damaged
    package init(path: String) throws {
        self.path = path
        let source = try PlacedFile(path: path).source
        do {
            file = try ColumnarOpening.open(source)
        } catch let error as ColumnarError {
            throw Self.located(error, path)
        }
        let all = CSVHeader.unique(file.columns.map(\.name))
        let kept = all.indices.filter { !Self.isIndex(all[$0]) }
        names = kept.map { all[$0] }
        places = kept
    }

    /// What pandas writes of row labels that are not just numbers from 0 on.
    private static func isIndex(_ name: String) -> Bool {
        name.wholeMatch(of: /__index_level_\d+__/) != nil
    }

    var rowCount: Int { file.groupRows.reduce(0, +) }

    /// - Parameters:
    ///   - columns: those to read, in this order; nil for all
    ///   - types: what columns are to be, where their values allow it
    /// - Errors: `DataFileError` for columns that are not there or hold what no table can, and for damaged files
    package func table(
        columns wanted: [String]? = nil, types: [String: ColumnType] = [:], limit: Int? = nil
    ) throws -> Table {
        let found = try pieces(wanted ?? names)
        var groups = file.groupRows.count
        if let limit {
            var rows = 0
            groups =
                file.groupRows.prefix { count in
                    defer { rows += count }
                    return rows < limit
                }.count
        }
        return try table(found, groups: 0..<groups, types: types, limit: limit)
    }

    /// - Errors: `DataFileError` for columns that are not there or hold what no table can
    func pieces(_ wanted: [String]) throws -> [ColumnarPiece] {
        let positions = Dictionary(zip(names, places), uniquingKeysWith: { first, _ in first })
        return try wanted.map { name in
            guard let place = positions[name] else { throw missing(name) }
            let piece = ColumnarPiece(name: name, place: place, column: file.columns[place])
            guard case .refused(let what) = piece.column.kind else { return piece }
            throw DataFileError(
                file: path,
                problems: [DataFileProblem(columnName: piece.name, "\(what), which a table cannot have")],
                help: "name the columns that are wanted: columns: [\(readable.joined(separator: ", "))]")
        }
    }

    private var readable: [String] {
        zip(names, places).filter {
            if case .refused = file.columns[$0.1].kind { false } else { true }
        }.prefix(20).map(\.0)
    }

    /// The rows of some groups.
    func table(
        _ pieces: [ColumnarPiece], groups: Range<Int>, types: [String: ColumnType], limit: Int?
    ) throws -> Table {
        let rows = min(file.groupRows[groups].reduce(0, +), limit ?? .max)
        guard rows < Int(Int32.max) else { throw DataFileError(file: path, "has more than 2^31 rows") }
        let loading = ColumnarLoading(file: file, groups: groups, rows: rows, path: path)
        do {
            let columns = try loading.columns(pieces, types: types)
            return try Table(columns.map { ($0.name, $0.column) }).holdingWholeNumbers(
                Dictionary(
                    columns.compactMap { column in column.remark.map { (column.name, $0) } },
                    uniquingKeysWith: { first, _ in first }))
        } catch let error as ColumnarError {
            throw Self.located(error, path)
        }
    }

    private func missing(_ name: String) -> DataFileError {
        DataFileError(
            file: path, "has no column '\(name)'",
            help: nearestName(to: name, in: names).map { "did you mean '\($0)'?" }
                ?? "its columns are: " + names.prefix(20).joined(separator: ", "))
    }

    static func located(_ error: ColumnarError, _ path: String) -> DataFileError {
        DataFileError(
            file: path, problems: [DataFileProblem(columnName: error.column, error.message)],
            help: error.help)
    }
}

/// A column to be read.
struct ColumnarPiece {
    var name: String
    /// Its place among the columns of the file.
    var place: Int
    var column: ColumnarColumn
}
