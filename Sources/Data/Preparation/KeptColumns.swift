import Spec

/// Columns of the source that files of predictions show beside what is predicted, as they stand there.
package struct KeptColumns: Sendable {
    package let names: [String]
    /// By column, by row of the source.
    private let texts: [[String]]
    /// The same, for what is made of whole columns.
    var rowTexts: [[String]] { texts }

    init(_ names: [String], _ texts: [[String]]) {
        self.names = names
        self.texts = texts
    }

    /// - Parameter row: of the source, counted from 0
    package func fields(row: Int) -> [String] {
        texts.map { $0.indices.contains(row) ? $0[row] : "" }
    }
}

extension DataSource {
    /// How the files of a source of delimited text are read; nil for others.
    func textOptions(_ located: LocatedSource) -> CSVOptions? {
        if let csv = self as? CSVSource { return csv.options }
        guard let queried = self as? any QueriedSource, queried.isDelimited else { return nil }
        return (located.form ?? ResultForm()).options(queried.text)
    }
}

extension DataPipeline {
    private static let keptRows = 1 << 16

    /// Columns of the source by row; of delimited text each value exactly as it stands in the file.
    ///
    /// - Errors: `DataDiagnostics` for a column that is not there; `DataFileError`, `DownloadError`
    package func keptColumns(_ names: [String], at origin: Origin) throws -> KeptColumns {
        let source = try requiredSource()
        let located = try source.locate(in: environment, progress: nil)
        guard let options = source.textOptions(located) else {
            let table = try source.read(located)
            try check(names, in: table.schema, at: origin)
            return KeptColumns(
                names,
                names.map { name in
                    (0..<table.rowCount).map { DataPipeline.text(table[name], row: $0) }
                })
        }
        var texts = names.map { _ in [String]() }
        let paths = located.files.count > 1 ? located.files.map(\.path) : [located.path]
        for path in paths {
            let reader = try CSVChunkReader(path: path, options: options)
            try check(
                names, in: TableSchema(reader.columnNames.map { ColumnSchema(name: $0, type: .text) }),
                at: origin)
            reader.chooseColumns([:], keeping: names)
            while try reader.next(Self.keptRows) != nil, let part = reader.kept {
                for (index, name) in names.enumerated() {
                    texts[index] += (0..<part.rowCount).map { part[name]?.description(row: $0) ?? "" }
                }
            }
        }
        return KeptColumns(names, texts)
    }

    private func check(_ names: [String], in schema: TableSchema, at origin: Origin) throws {
        guard let missing = names.first(where: { !schema.contains($0) }) else { return }
        throw ColumnSelector.unknownColumn(missing, in: schema, at: origin)
    }

    private static func text(_ column: Column?, row: Int) -> String {
        if case .numbers(let numbers)? = column { return numbers[row].map(numberText) ?? "" }
        return column?.description(row: row) ?? ""
    }
}
