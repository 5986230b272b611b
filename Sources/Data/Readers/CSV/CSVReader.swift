/// Reads delimited text into a table.
///
/// The text is parsed straight into columns while it is read and inflated, and is never kept. A column is taken for
/// numbers until a value is none; if it had numbers before, the file is read a second time for such columns alone,
/// so that every value of a text column is exactly what stands in the file.
///
///     number    every present value is a decimal number, unless all are whole and a double cannot hold one of them
///     boolean   every present value is true or false, in any letter case
///     text      more than 50 distinct values, and more than half of the present ones are distinct
///     category  otherwise; levels sorted, by number where all of them are numbers
///
/// - Limits: 2^31 rows; values are never trimmed unless they are numbers; empty lines are passed over
/// - Errors: `DataFileError`: ragged records, values that do not fit a declared type, text that is not UTF-8, a quote
///   never closed, no rows, damaged gzip
/// - Source: RFC 4180; missing markers and repeated names as in pandas
package struct CSVReader: Sendable {
    /// What messages call the file.
    package let path: String
    package let options: CSVOptions
    private let file: String

    /// - Parameter name: what messages call the file, where that is not its path
    package init(path: String, name: String? = nil, options: CSVOptions = CSVOptions()) {
        file = path
        self.path = name ?? path
        self.options = options
    }

    package func read() throws -> Table {
        let text = try CSVText(path: file, name: path, options: options, readsOnce: false)
        let header = text.header
        try checkDeclaredNames(header.names)
        let kinds = header.names.map { name -> CSVColumnKind in
            let standard = options.textColumns.contains(name) ? ColumnType.text : .number
            return options.types[name] ?? standard == .number ? .number : .text
        }
        let parser = try parse(text.feed, header, kinds)
        if parser.problems.count > 0 {
            let problems = parser.problems
            throw DataFileError(file: path, problems: problems.shown, count: problems.count)
        }
        if parser.rows == 0 { throw DataFileError(file: path, "has a header but no rows") }
        parser.sinks.abandonRounded(rows: parser.rows) { parser.markers(of: $0).numbers }
        let texts = try secondPass(header, parser)
        return try table(header.names, parser, texts)
    }

    private func parse(_ feed: CSVFeed, _ header: CSVHeader, _ kinds: [CSVColumnKind]) throws
        -> CSVRecordParser
    {
        let declared = header.names.map { options.types[$0] != nil }
        let parser = CSVRecordParser(
            names: header.names, kinds: kinds, declared: declared, options: options,
            firstLine: header.firstLine)
        repeat {
            feed.consume(upTo: parser.parse(feed.start, feed.end, progress: feed.progress))
            if parser.isOutOfMemory { throw DataFileError(file: path, "does not fit into memory") }
            if parser.rows >= Int(Int32.max) { throw DataFileError(file: path, "has more than 2^31 rows") }
            if parser.isFull { return parser }
        } while try feed.fill()
        if !feed.isUsedUp {
            throw DataFileError(
                file: path, "a quote is opened in this record and never closed", line: parser.line)
        }
        return parser
    }

    /// Reads the columns again that turned out to be text after numbers had been stored.
    private func secondPass(_ header: CSVHeader, _ first: CSVRecordParser) throws -> CSVRecordParser? {
        let columns = header.names.indices
        guard columns.contains(where: { first.sinks.kinds[$0] == .abandoned }) else { return nil }
        let kinds = columns.map { first.sinks.kinds[$0] == .abandoned ? CSVColumnKind.text : .skipped }
        let text = try CSVText(path: file, name: path, options: options, readsOnce: false)
        guard text.header.names == header.names else {
            throw DataFileError(file: path, "changed while it was read")
        }
        let parser = try parse(text.feed, text.header, kinds)
        if parser.problems.count > 0 {
            throw DataFileError(file: path, problems: parser.problems.shown, count: parser.problems.count)
        }
        guard parser.rows == first.rows else { throw DataFileError(file: path, "changed while it was read") }
        return parser
    }

    private func table(_ names: [String], _ parser: CSVRecordParser, _ texts: CSVRecordParser?) throws
        -> Table
    {
        var columns: [Column] = []
        var schema: [ColumnSchema] = []
        for (index, name) in names.enumerated() {
            let column: Column
            switch parser.sinks.kinds[index] {
            case .number:
                column = .numbers(
                    parser.sinks.takeNumbers(
                        index, rows: parser.rows, markers: parser.markers(of: index).numbers))
            case .text, .verbatim: column = try text(name, parser, index)
            case .abandoned, .skipped: column = try text(name, texts ?? parser, index)
            }
            columns.append(column)
            var described = ColumnSchema(name: name, of: column, remark: parser.sinks.firstText[index])
            described.holdsWholeNumbers = parser.sinks.holdsWholeNumbers[index]
            if options.types[name] == nil, !described.holdsWholeNumbers,
                let almost = AlmostNumbers(column, options.decimals)
            {
                let sentence =
                    "it holds numbers \(almost.phrase); if that means missing, say so: \(almost.advice(name))"
                described.remark = (described.remark.map { $0 + "; " } ?? "") + sentence
            }
            schema.append(described)
        }
        return try Table(schema: TableSchema(schema), columns: columns)
    }

    private func text(_ name: String, _ parser: CSVRecordParser, _ index: Int) throws -> Column {
        guard let dictionary = parser.sinks.dictionaries[index], let codes = parser.sinks.codes[index] else {
            return .text(TextColumn([]))
        }
        let builder = TextColumnBuilder(
            dictionary: dictionary, codes: UnsafeBufferPointer(start: codes, count: parser.rows))
        do {
            return try builder.column(declared: options.types[name])
        } catch let error as StepFailure {
            throw DataFileError(
                file: path, problems: [DataFileProblem(columnName: name, error.message)], help: error.help)
        }
    }

    private func checkDeclaredNames(_ names: [String]) throws {
        let known = Set(names)
        for (written, what) in [
            (Array(options.types.keys), "whose type is declared"),
            (Array(options.columnMissing.keys), "whose missing values are named"),
        ] {
            guard let first = written.filter({ !known.contains($0) }).min() else { continue }
            throw DataFileError(
                file: path, "has no column '\(first)', \(what)",
                help: "its columns are: " + names.prefix(20).joined(separator: ", "))
        }
    }
}
