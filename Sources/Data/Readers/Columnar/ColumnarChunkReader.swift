import Columnar

/// New rows of a Parquet or Arrow file, group by group: only the columns that are needed, in memory that does not grow
/// with the file.
///
/// Lifetime: made for one file; `chooseColumns` once; `next` until it returns nil. One thread.
package final class ColumnarChunkReader {
    /// Columns of the file, in its order.
    package let columnNames: [String]
    /// The columns to hand through of the part that was read last.
    package private(set) var kept: Table?
    private let reader: ColumnarReader
    private var pieces: [ColumnarPiece] = []
    private var types: [String: ColumnType] = [:]
    private var keptPieces: [ColumnarPiece] = []
    private var group = 0
    /// Rows that were read and not asked for yet.
    private var pending: (table: Table, kept: Table, next: Int)?

    /// - Errors: `DataFileError`
    package init(path: String) throws {
        reader = try ColumnarReader(path: path)
        columnNames = reader.names
    }

    /// - Errors: `DataFileError` for columns that hold what no table can
    package func chooseColumns(_ types: [String: ColumnType], keeping: [String]) throws {
        self.types = types
        pieces = try reader.pieces(columnNames.filter { types[$0] != nil })
        keptPieces = try reader.pieces(keeping)
    }

    /// What a column that is handed through holds, the same in every part.
    package func keptType(_ name: String) -> ColumnType {
        switch keptPieces.first(where: { $0.name == name })?.column.kind {
        case .number: .number
        case .boolean: .boolean
        case .tensor: .tensor
        case .text, .refused, nil: .text
        }
    }

    /// Numbers in a row of a column: more than one of tensors only.
    package func width(of name: String) -> Int {
        guard let piece = pieces.first(where: { $0.name == name }), case .tensor = piece.column.kind else {
            return 1
        }
        let widths = reader.file.groupRows.indices.lazy.compactMap { group in
            try? self.reader.file.tensors(column: piece.place, group: group).width
        }
        return widths.first ?? 1
    }

    /// The next rows, at most `limit`; nil when there are none left.
    ///
    /// - Errors: `DataFileError` for a damaged file, and values that are not of the type that is wanted
    package func next(_ limit: Int) throws -> Table? {
        while pending.map({ $0.next >= $0.table.rowCount }) ?? true {
            guard group < reader.file.groupRows.count else { return nil }
            let groups = group..<group + 1
            group += 1
            guard reader.file.groupRows[groups.lowerBound] > 0 else { continue }
            let keptTypes = Dictionary(
                keptPieces.map { ($0.name, keptType($0.name)) }, uniquingKeysWith: { first, _ in first })
            pending = (
                try reader.table(pieces, groups: groups, types: types, limit: nil),
                try reader.table(keptPieces, groups: groups, types: keptTypes, limit: nil), 0
            )
        }
        guard let (table, keptTable, start) = pending else { return nil }
        let end = min(table.rowCount, start + limit)
        pending?.next = end
        guard start > 0 || end < table.rowCount else {
            kept = keptTable
            return table
        }
        let rows = (start..<end).map { Int32($0) }
        kept = keptTable.gathering(rows)
        // Row numbers begin anew in each part, as those of a file of text do.
        let part = table.gathering(rows)
        return try Table(schema: part.schema, columns: part.columns)
    }
}
