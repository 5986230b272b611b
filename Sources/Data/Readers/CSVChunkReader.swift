/// Reads delimited text part by part, in memory that does not grow with the file.
///
/// The types of columns are not inferred: a part shows too little. They are given, and a value that does not fit is an
/// error at its line. Columns that are not wanted are passed over.
///
/// Lifetime: made for one file; `chooseColumns` once; `next` until it returns nil. One thread.
///
/// - Limits: standard input, named `-`, is read as plain text, not as gzip
/// - Errors: `DataFileError`: whatever `CSVReader` finds, for the part being read
package final class CSVChunkReader {
    /// What messages call the file.
    package let name: String
    /// Columns of the file, in its order.
    package let columnNames: [String]

    private let options: CSVOptions
    private let feed: CSVFeed
    private var line: Int
    private var isAtEnd = false
    private var rowsRead = 0
    private var kinds: [CSVColumnKind]
    private var types: [String: ColumnType] = [:]

    package init(path: String, options: CSVOptions = CSVOptions()) throws {
        name = path == "-" ? "standard input" : path
        self.options = options
        do {
            feed = try CSVFeed(
                path: name, stream: try openByteStream(path: path == "-" ? "/dev/stdin" : path))
            let header = try CSVHeader(feed, options, path: name)
            columnNames = header.names
            line = header.firstLine
        } catch let error as DataFileError {
            throw DataFileError(file: name, problems: error.problems, count: error.count, help: error.help)
        }
        kinds = columnNames.map { _ in .skipped }
    }

    /// The columns the parts will have, with their types.
    package func chooseColumns(_ types: [String: ColumnType]) {
        self.types = types
        kinds = columnNames.map { name in
            switch types[name] {
            case nil: .skipped
            case .number: .number
            case .category, .text, .boolean, .tensor: .text
            }
        }
    }

    /// The line the next record begins on.
    var nextLine: Int { line }

    /// Passes over rows, or over all that are left when they are fewer.
    func skip(_ count: Int) throws {
        let first = rowsRead
        while rowsRead - first < count, try next(count - (rowsRead - first)) != nil {}
    }

    /// The next rows, at most `limit`; nil when there are none left.
    package func next(_ limit: Int) throws -> Table? {
        guard !isAtEnd else { return nil }
        var options = options
        options.rowLimit = limit
        let parser = CSVRecordParser(
            names: columnNames, kinds: kinds, declared: columnNames.map { _ in true }, options: options,
            firstLine: line)
        try fill(parser)
        line = parser.line
        if parser.problems.count > 0 {
            throw DataFileError(file: name, problems: parser.problems.shown, count: parser.problems.count)
        }
        guard parser.rows > 0 else { return nil }
        defer { rowsRead += parser.rows }
        return try table(parser)
    }

    private func fill(_ parser: CSVRecordParser) throws {
        while true {
            feed.consume(upTo: parser.parse(feed.start, feed.end, progress: 0))
            if parser.isOutOfMemory { throw DataFileError(file: name, "a part does not fit into memory") }
            if parser.isFull { return }
            guard try feed.fill() else {
                isAtEnd = true
                if feed.isUsedUp { return }
                throw DataFileError(
                    file: name, "a quote is opened in this record and never closed", line: parser.line)
            }
        }
    }

    private func table(_ parser: CSVRecordParser) throws -> Table {
        var columns: [(name: String, column: Column)] = []
        for (index, name) in columnNames.enumerated() {
            guard let type = types[name] else { continue }
            if parser.sinks.kinds[index] == .number {
                columns.append((name, .numbers(parser.sinks.takeNumbers(index, rows: parser.rows))))
            } else {
                columns.append((name, try text(index, as: type, parser)))
            }
        }
        return try Table(columns)
    }

    private func text(_ index: Int, as type: ColumnType, _ parser: CSVRecordParser) throws -> Column {
        guard let dictionary = parser.sinks.dictionaries[index], let codes = parser.sinks.codes[index] else {
            return .text(TextColumn([]))
        }
        let builder = TextColumnBuilder(
            dictionary: dictionary, codes: UnsafeBufferPointer(start: codes, count: parser.rows))
        do {
            return try builder.column(declared: type)
        } catch let failure as StepFailure {
            let problem = DataFileProblem(
                columnName: columnNames[index], "\(failure.message), in data rows from \(rowsRead) on")
            throw DataFileError(file: name, problems: [problem], help: failure.help)
        }
    }
}
