/// Parses records straight into columns.
///
/// `parse` takes a stretch of bytes and uses up whole records; a record that the stretch cuts short is left for the
/// next one. Everything a record writes goes to its own row index, so parsing it again does no harm.
final class CSVRecordParser {
    let sinks: CSVColumnSinks
    // One thread parses, and nothing that is called comes back to these: the check at every access would cost a
    // fifth of the time.
    @exclusivity(unchecked) private(set) var rows = 0
    /// Line the next record starts on, counted from 1.
    @exclusivity(unchecked) private(set) var line: Int
    private(set) var problems = DataFileProblems()
    private(set) var isOutOfMemory = false

    private let names: [String]
    let options: CSVOptions
    private let isDeclared: [Bool]
    private let missing: MissingMarkers
    /// By column, where it has markers of its own.
    private let ownMissing: [Int: MissingMarkers]
    private let rowLimit: Int
    private let comment: UInt8?
    private let skipsBlanks: Bool
    let decimals: DecimalParser
    private let powers = NumberPowers()
    @exclusivity(unchecked) var scanner: CSVFieldScanner
    /// Problems of the record being parsed: only a record that is complete reports them.
    @exclusivity(unchecked) var pending: [DataFileProblem] = []
    /// The byte that ended the last record: the next one will probably end with it too.
    @exclusivity(unchecked) private var recordEnd = UInt8(ascii: "\n")

    init(names: [String], kinds: [CSVColumnKind], declared: [Bool], options: CSVOptions, firstLine: Int) {
        self.names = names
        self.options = options
        isDeclared = declared
        sinks = CSVColumnSinks(kinds: kinds)
        line = firstLine
        let decimals = options.decimals
        missing = MissingMarkers(options.missing, decimals)
        let own = names.enumerated().compactMap { index, name in
            options.columnMissing[name].map { (index, MissingMarkers(options.missing + $0, decimals)) }
        }
        ownMissing = Dictionary(own, uniquingKeysWith: { first, _ in first })
        rowLimit = options.rowLimit ?? .max
        comment = options.comment
        skipsBlanks = options.skipsInitialBlanks || options.isSeparatedByBlanks
        self.decimals = decimals
        scanner = CSVFieldScanner(options)
    }

    var isFull: Bool { rows >= rowLimit }

    /// The values of a column that mean missing.
    func markers(of column: Int) -> MissingMarkers {
        ownMissing.isEmpty ? missing : ownMissing[column] ?? missing
    }

    /// - Parameters:
    ///   - end: a zero byte stands there, and `FastNumber.readAhead` bytes may be read from there on
    ///   - progress: the share of the file that was read up to `start`, to guess the number of rows from
    /// - Returns: the start of the first record that is not complete.
    func parse(
        _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, progress: Double
    ) -> UnsafePointer<UInt8> {
        let expected = expectedRows(progress)
        var position = start
        while position < end, rows < rowLimit {
            if rows == sinks.capacity, !sinks.grow(expecting: expected) {
                isOutOfMemory = true
                return position
            }
            if options.isSeparatedByBlanks {
                scanner.skipBlanks(&position)
                guard position < end else { return position }
            }
            if let next = skipBlankLine(position, end) {
                position = next
                line += 1
                continue
            }
            if position.pointee == comment {
                guard let next = skipComment(position, end) else { return position }
                position = next
                continue
            }
            // Two copies of the loop: the one that most files need does not ask about blanks.
            let next =
                skipsBlanks
                ? record(position, end, skipsBlanks: true) : record(position, end, skipsBlanks: false)
            guard let next else { return position }
            position = next
        }
        return position
    }

    /// Twice the rows that the file has if it goes on as it began; memory that is not written costs nothing.
    private func expectedRows(_ progress: Double) -> Int {
        guard progress > 0, rows > 0, rowLimit == .max else { return 0 }
        return Int(min(Double(rows) / progress * 2, Double(Int32.max)))
    }

    private func skipBlankLine(
        _ position: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>
    ) -> UnsafePointer<UInt8>? {
        if position.pointee == UInt8(ascii: "\n") { return position + 1 }
        guard position.pointee == UInt8(ascii: "\r"), position + 1 < end else { return nil }
        return position + (position[1] == UInt8(ascii: "\n") ? 2 : 1)
    }

    /// The end of the line that a comment stands on; `nil` if it is not there yet.
    private func skipComment(
        _ position: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>
    ) -> UnsafePointer<UInt8>? {
        var last = position
        while last < end, last.pointee != UInt8(ascii: "\n"), last.pointee != UInt8(ascii: "\r") { last += 1 }
        return last < end ? last : nil
    }

    /// One record; `nil` if it is not complete.
    @inline(__always)
    private func record(
        _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, skipsBlanks: Bool
    ) -> UnsafePointer<UInt8>? {
        let last = sinks.count - 1
        let kinds = sinks.kinds
        let values = sinks.values
        let row = rows
        let delimiter = options.delimiter
        let decimal = options.decimal
        let recordEnd = recordEnd
        var position = start
        var lineBreaks = 0
        var column = 0
        if !pending.isEmpty { pending.removeAll() }
        while true {
            if skipsBlanks { scanner.skipBlanks(&position) }
            if kinds[column] == .number, let values = values[column] {
                let terminator = column == last ? recordEnd : delimiter
                var used = FastNumber.read(
                    position, terminator: terminator, decimal: decimal, powers: powers.whole,
                    into: values + row)
                if used == 0 {
                    used = LongNumber.read(
                        position, terminator: terminator, decimal: decimal, powers: powers,
                        into: values + row)
                }
                if used > 0 {
                    position += used
                    guard column == last else {
                        column += 1
                        continue
                    }
                    if recordEnd == UInt8(ascii: "\r") {
                        // Whether a line feed follows is only known once the next byte is there.
                        guard position < end else { return nil }
                        if position.pointee == UInt8(ascii: "\n") { position += 1 }
                    }
                    break
                }
            }
            let field = scanner.scan(position, end)
            if field.end == .incomplete { return nil }
            if field.end == .textAfterQuote { return badQuote(field, column, end) }
            store(field.content, column, isQuoted: field.isQuoted)
            position = field.next
            lineBreaks += field.lineBreaks
            if (field.end == .record) != (column == last) {
                if column == last, let next = emptyRest(field, end) {
                    finishRecord(lines: 1 + lineBreaks, kept: true)
                    return next
                }
                return ragged(field, column, end, lineBreaks)
            }
            if column == last {
                learnRecordEnd(start, position)
                break
            }
            column += 1
        }
        finishRecord(lines: 1 + lineBreaks, kept: true)
        return position
    }

    /// - Parameter next: where the record after the one at `start` starts
    private func learnRecordEnd(_ start: UnsafePointer<UInt8>, _ next: UnsafePointer<UInt8>) {
        let endsWithBoth = next - start > 1 && next[-2] == UInt8(ascii: "\r")
        recordEnd = endsWithBoth ? UInt8(ascii: "\r") : next[-1]
    }
}

// MARK: - Single fields

extension CSVRecordParser {
    /// Any field that is not a short plain number.
    @inline(never)
    private func store(_ content: UnsafeBufferPointer<UInt8>, _ column: Int, isQuoted: Bool) {
        if options.emptyQuotesAreText, content.isEmpty {
            if isQuoted { return storeEmptyText(column) }
            return sinks.markMissing(column, row: rows)
        }
        switch sinks.kinds[column] {
        case .abandoned, .skipped: return
        case .verbatim: storeText(content, column)
        case .text:
            if isMissing(content, column) { return sinks.markMissing(column, row: rows) }
            storeText(content, column)
        case .number:
            if isMissing(content, column) { return sinks.markMissing(column, row: rows) }
            if let value = decimals.parse(content) {
                if value.isNaN { return sinks.markNotANumber(column, row: rows) }
                sinks.values[column]?[rows] = value
                if sinks.rounded[column] == nil, !isDeclared[column], isRounded(content, value) {
                    sinks.noteRounded(column, line: line, text: CSVRecordParser.shortened(content))
                }
            } else {
                storeNotANumber(content, column)
            }
        }
    }

    private func storeEmptyText(_ column: Int) {
        let empty = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
        switch sinks.kinds[column] {
        case .abandoned, .skipped: return
        case .text where isMissing(empty, column): sinks.markMissing(column, row: rows)
        case .verbatim, .text: storeText(empty, column)
        case .number: storeNotANumber(empty, column)
        }
    }

    private func isMissing(_ content: UnsafeBufferPointer<UInt8>, _ column: Int) -> Bool {
        ownMissing.isEmpty ? missing.contains(content) : markers(of: column).contains(content)
    }

    private func isRounded(_ content: UnsafeBufferPointer<UInt8>, _ value: Double) -> Bool {
        guard abs(value) >= 0x1p53 else { return false }
        guard let plain = options.thousands?.removed(from: content, decimal: options.decimal) else {
            return WholeNumber.isRounded(content, value)
        }
        return plain.withUnsafeBufferPointer { WholeNumber.isRounded($0, value) }
    }

    private func storeText(_ content: UnsafeBufferPointer<UInt8>, _ column: Int) {
        if let code = sinks.dictionaries[column]?.code(of: content) {
            sinks.codes[column]?[rows] = code
            return
        }
        sinks.codes[column]?[rows] = TextDictionary.missing
        pending.append(problem(column, "a value is not valid UTF-8: " + CSVHeader.encodingHelp))
    }

    private func storeNotANumber(_ content: UnsafeBufferPointer<UInt8>, _ column: Int) {
        let text = CSVRecordParser.shortened(content)
        if isDeclared[column] {
            sinks.values[column]?[rows] = .nan
            pending.append(problem(column, "'\(text)' is not a number"))
        } else if sinks.canBecomeText(column, row: rows) {
            sinks.becomeText(column, row: rows)
            storeText(content, column)
        } else {
            sinks.abandon(column, because: "line \(line) holds '\(text)', which is not a number")
        }
    }

    func problem(_ column: Int, _ message: String) -> DataFileProblem {
        DataFileProblem(line: line, columnName: names[column], message)
    }

    static func shortened(_ content: UnsafeBufferPointer<UInt8>) -> String {
        let text = String(decoding: content.prefix(160), as: UTF8.self)
        let oneLine = text.replacing("\n", with: "⏎").replacing("\r", with: "⏎")
        return oneLine.count > 40 ? oneLine.prefix(39) + "…" : oneLine
    }
}

// MARK: - Ends of records

extension CSVRecordParser {
    @inline(__always)
    func finishRecord(lines: Int, kept: Bool) {
        line += lines
        if !pending.isEmpty {
            for problem in pending { problems.add(problem) }
            pending.removeAll()
        }
        if kept {
            rows += 1
        } else {
            sinks.discard(row: rows)
        }
    }
}
