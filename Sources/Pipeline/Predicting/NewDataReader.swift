import Data

/// New rows part by part: files of delimited text, Parquet and Arrow are read as they go; arrays, images and JSON lines
/// are read as a whole, as the run's own source reads them.
///
/// Lifetime: made for one file; `chooseColumns` once; `next` until it returns nil. One thread.
final class NewDataReader {
    /// What messages call the file.
    let name: String
    /// Columns of the file, in its order.
    let columnNames: [String]
    /// Whether rows can be found by their line.
    let hasLines: Bool

    private enum Content {
        case text(CSVChunkReader)
        case columnar(ColumnarChunkReader)
        case table(Table)
    }

    private var content: Content
    /// The columns to hand through, when the file is read as a whole.
    private var keptColumns: Table?
    /// The columns to hand through of the part that was read last.
    private(set) var kept: Table?
    private var rowsRead = 0

    /// - Parameter tensorColumn: a column the model reads that no text can hold
    /// - Errors: `DataFileError`; `StepFailure` for a file the run's source cannot read
    init(
        path: String, given: GivenSource?, run: TrainedRun, options: CSVOptions, tensorColumn: String?
    ) throws {
        if let given {
            name = given.name
            hasLines = false
            switch given.content {
            case .text(let path, let options):
                let reader = try CSVChunkReader(path: path, name: given.name, options: options)
                columnNames = reader.columnNames
                content = .text(reader)
            case .table(let table):
                columnNames = table.schema.names
                content = .table(table)
            }
            return
        }
        let kind = ExploredData.Kind(path: path)
        if kind == .parquet || kind == .arrow {
            let reader = try ColumnarChunkReader(path: path)
            name = path
            columnNames = reader.columnNames
            content = .columnar(reader)
            hasLines = false
            return
        }
        guard kind == .csv && tensorColumn == nil else {
            guard kind != .csv, kind != .specification,
                let table = try run.spec.data.source?.value.reading(newFile: path)
            else {
                let what = tensorColumn.map { "the model reads '\($0)', whose values are tensors" }
                throw StepFailure(
                    what ?? "'\(path)' is not of the kind of file that the run was trained on",
                    help: kind == .sqlite
                        ? "say what is wanted of it: --data 'sqlite: {path: \(path), table: …}'"
                        : "give a file of the kind the run was trained on: idx, npy, npz, JSON lines, "
                            + "parquet or arrow")
            }
            name = path
            content = .table(table)
            columnNames = table.schema.names
            hasLines = false
            return
        }
        let reader = try CSVChunkReader(path: path, options: options)
        name = reader.name
        columnNames = reader.columnNames
        content = .text(reader)
        hasLines = path != "-"
    }

    /// The columns the parts will have, with their types.
    ///
    /// - Errors: `DataFileError` for a column that holds something else
    ///
    /// - Parameter keeping: columns that are handed through as they are, in `kept`
    func chooseColumns(_ types: [String: ColumnType], keeping: [String] = []) throws {
        switch content {
        case .text(let reader): reader.chooseColumns(types, keeping: keeping)
        case .columnar(let reader): try reader.chooseColumns(types, keeping: keeping)
        case .table(let table):
            keptColumns = table.selecting(keeping)
            var chosen = table.selecting(columnNames.filter { types[$0] != nil })
            for schema in chosen.schema.columns {
                guard let wanted = types[schema.name], wanted != schema.type else { continue }
                if wanted == .number, schema.holdsWholeNumbers {
                    // The model was trained on smaller ones; as numbers they are rounded.
                    chosen = try chosen.reading([schema.name: .number])
                    continue
                }
                guard wanted == .category || wanted == .text,
                    let categories = chosen[schema.name]?.asCategories
                else {
                    throw DataFileError(
                        file: name,
                        problems: [
                            DataFileProblem(
                                columnName: schema.name,
                                "holds \(schema.type.phrase), and the model was trained on \(wanted.phrase)")
                        ])
                }
                chosen = try chosen.setting(schema.name, .categories(categories))
            }
            content = .table(chosen)
        }
    }

    /// Numbers in a row of a column: more than one of tensors only.
    func width(of name: String) -> Int {
        if case .columnar(let reader) = content { return reader.width(of: name) }
        guard case .table(let table) = content, case .tensors(let tensors)? = table[name] else { return 1 }
        return tensors.width
    }

    /// What a column that is handed through holds.
    func keptType(_ name: String) -> ColumnType {
        switch content {
        case .text: .text
        case .columnar(let reader): reader.keptType(name)
        case .table: keptColumns?[name]?.type ?? .text
        }
    }

    /// The next rows, at most `limit`; nil when there are none left.
    func next(_ limit: Int) throws -> Table? {
        switch content {
        case .text(let reader):
            let part = try reader.next(limit)
            kept = reader.kept
            return part
        case .columnar(let reader):
            let part = try reader.next(limit)
            kept = reader.kept
            return part
        case .table(let table):
            let end = min(table.rowCount, rowsRead + limit)
            guard rowsRead < end else { return nil }
            defer { rowsRead = end }
            let rows = (rowsRead..<end).map { Int32($0) }
            // Row numbers begin anew in each part, as those of a file of text do.
            let part = table.gathering(rows)
            kept = keptColumns?.gathering(rows)
            return try Table(schema: part.schema, columns: part.columns)
        }
    }
}
