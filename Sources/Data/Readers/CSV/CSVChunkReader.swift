/// Reads delimited text part by part, in memory that does not grow with the file.
///
/// The types of columns are not inferred: a part shows too little. They are given, and a value that does not fit is an
/// error at its line. Columns that are not wanted are passed over. Columns to keep are handed through as texts, also
/// where the model reads them.
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
    private var keeps: Set<String> = []
    /// The columns to keep of the part that was read last, each value exactly as it stands in the file.
    package private(set) var kept: Table?

    /// - Parameter given: what messages call the file, where that is not its path
    package init(path: String, name given: String? = nil, options: CSVOptions = CSVOptions()) throws {
        name = given ?? (path == "-" ? "standard input" : path)
        self.options = options
        let text = try CSVText(path: path, name: name, options: options, readsOnce: true)
        feed = text.feed
        columnNames = text.header.names
        line = text.header.firstLine
        kinds = columnNames.map { _ in .skipped }
    }

    /// The columns the parts will have, with their types.
    ///
    /// - Parameter keeping: columns whose texts are wanted exactly as they stand in the file, in `kept`
    package func chooseColumns(_ types: [String: ColumnType], keeping: [String] = []) {
        self.types = types
        keeps = Set(keeping)
        kinds = columnNames.map { name in
            if keeps.contains(name) { return .verbatim }
            return switch types[name] {
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
        guard parser.rows > 0 else {
            kept = nil
            return nil
        }
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
}

// MARK: - Columns of a part

extension CSVChunkReader {
    private func table(_ parser: CSVRecordParser) throws -> Table {
        var columns: [(name: String, column: Column)] = []
        var texts: [(name: String, column: Column)] = []
        for (index, name) in columnNames.enumerated() {
            let kind = parser.sinks.kinds[index]
            if kind == .verbatim {
                texts.append((name, .text(try verbatim(index, parser))))
            }
            guard let type = types[name] else { continue }
            switch kind {
            case .number:
                let numbers = parser.sinks.takeNumbers(
                    index, rows: parser.rows, markers: parser.markers(of: index).numbers)
                columns.append((name, .numbers(numbers)))
            case .verbatim: columns.append((name, try typed(index, as: type, parser)))
            case .text, .abandoned, .skipped: columns.append((name, try text(index, as: type, parser)))
            }
        }
        kept = try Table(texts)
        return try Table(columns)
    }

    private func text(_ index: Int, as type: ColumnType, _ parser: CSVRecordParser) throws -> Column {
        guard let dictionary = parser.sinks.dictionaries[index], let codes = parser.sinks.codes[index] else {
            return .text(TextColumn([]))
        }
        return try column(index, dictionary, UnsafeBufferPointer(start: codes, count: parser.rows), type)
    }

    private func column(
        _ index: Int, _ dictionary: TextDictionary, _ codes: UnsafeBufferPointer<Int32>, _ type: ColumnType
    ) throws -> Column {
        do {
            return try TextColumnBuilder(dictionary: dictionary, codes: codes).column(declared: type)
        } catch let failure as StepFailure {
            let problem = DataFileProblem(
                columnName: columnNames[index], "\(failure.message), in data rows from \(rowsRead) on")
            throw DataFileError(file: name, problems: [problem], help: failure.help)
        }
    }

    /// The texts of a column as they stand in the file.
    private func verbatim(_ index: Int, _ parser: CSVRecordParser) throws -> TextColumn {
        guard case .text(let texts) = try text(index, as: .text, parser) else { return TextColumn([]) }
        return texts
    }

    /// A column that was read as it stands, as what the model reads.
    private func typed(_ index: Int, as type: ColumnType, _ parser: CSVRecordParser) throws -> Column {
        guard let dictionary = parser.sinks.dictionaries[index], let codes = parser.sinks.codes[index] else {
            return .text(TextColumn([]))
        }
        let rows = UnsafeBufferPointer(start: codes, count: parser.rows)
        let markers = parser.markers(of: index)
        let isMissing = (0..<dictionary.count).map { code in
            dictionary.value(code).withUnsafeBufferPointer { markers.contains($0) }
        }
        if type == .number { return .numbers(try numbers(index, dictionary, rows, isMissing, parser)) }
        let present = TextDictionary()
        let newCodes = (0..<dictionary.count).map { code in
            isMissing[code]
                ? TextDictionary.missing
                : dictionary.value(code).withUnsafeBufferPointer { present.code(of: $0) }
                    ?? TextDictionary.missing
        }
        return try rows.map { $0 < 0 ? TextDictionary.missing : newCodes[Int($0)] }
            .withUnsafeBufferPointer { try column(index, present, $0, type) }
    }

    private func numbers(
        _ index: Int, _ dictionary: TextDictionary, _ rows: UnsafeBufferPointer<Int32>, _ isMissing: [Bool],
        _ parser: CSVRecordParser
    ) throws -> NumberColumn {
        let decimals = parser.decimals
        let values = (0..<dictionary.count).map { code -> Double? in
            if isMissing[code] { return .nan }
            return dictionary.value(code).withUnsafeBufferPointer { decimals.parse($0) }
        }
        let markers = parser.markers(of: index).numbers
        var problems = DataFileProblems()
        let storage = NumberStorage(uninitialized: rows.count)
        for (row, code) in rows.enumerated() {
            let value = code < 0 ? .nan : values[Int(code)]
            if value == nil {
                let text = String(decoding: dictionary.value(Int(code)).prefix(40), as: UTF8.self)
                problems.add(
                    DataFileProblem(
                        columnName: columnNames[index],
                        "'\(text)' is not a number, in data row \(rowsRead + row) (counted from 0)"))
            }
            storage.pointer[row] = value.map { markers.contains($0) ? .nan : $0 } ?? .nan
        }
        guard problems.count == 0 else {
            throw DataFileError(file: name, problems: problems.shown, count: problems.count)
        }
        return NumberColumn(missingAsNaN: storage)
    }
}
