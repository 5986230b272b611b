/// The names of the columns, unique, and the line the first record starts on.
struct CSVHeader {
    var names: [String]
    var firstLine: Int

    /// Every column costs memory and time whether it has rows or not, and no model here reads as many.
    static let mostColumns = 100_000

    /// Reads the header from the start of the file; without one, counts the fields of the first record.
    ///
    /// - Errors: `DataFileError` for an empty file, names that are not UTF-8, a wrong number of given names.
    init(_ feed: CSVFeed, _ options: CSVOptions, path: String) throws {
        if feed.isEmptyFile { throw DataFileError(file: path, "is empty") }
        try feed.skipLines(options.skippedLines, path: path)
        var line = 1 + options.skippedLines
        var record = try CSVHeader.firstRecord(feed, options, path, &line)
        if options.allowsTrailingDelimiter, record.fields.count > 1, record.fields.last?.isEmpty == true {
            record.fields.removeLast()
        }
        firstLine = options.header ? line + 1 + record.lineBreaks : line
        if options.header { feed.consume(upTo: record.next) }
        if let given = options.names {
            guard given.count == record.fields.count else {
                throw DataFileError(
                    file: path, "has \(record.fields.count) columns where \(given.count) names are given",
                    line: line)
            }
            names = CSVHeader.unique(given)
        } else if options.header {
            names = CSVHeader.unique(try CSVHeader.decoded(record.fields, path, line))
        } else {
            names = record.fields.indices.map { "column_\($0 + 1)" }
        }
    }

    /// Repeated names become `name`, `name.1`, `name.2` …, passing over names that the header has anyway; an empty
    /// name becomes `column_<position from 1>`.
    static func unique(_ names: [String]) -> [String] {
        var taken = Set(names)
        var seen: Set<String> = []
        var nextNumber: [String: Int] = [:]
        return names.enumerated().map { index, name in
            let name = name.isEmpty ? "column_\(index + 1)" : name
            if seen.insert(name).inserted { return name }
            var number = nextNumber[name] ?? 1
            while taken.contains("\(name).\(number)") { number += 1 }
            nextNumber[name] = number + 1
            let fresh = "\(name).\(number)"
            taken.insert(fresh)
            seen.insert(fresh)
            return fresh
        }
    }

    /// What to do about text in another encoding.
    static let encodingHelp =
        "if it is Windows or Latin-1 text, say so: csv: {path: …, encoding: windows-1252}, or latin-1; "
        + "else convert it: iconv -t UTF-8"

    private struct Record {
        var fields: [[UInt8]] = []
        var next: UnsafePointer<UInt8>
        var lineBreaks = 0
    }

    private static func firstRecord(
        _ feed: CSVFeed, _ options: CSVOptions, _ path: String, _ line: inout Int
    ) throws -> Record {
        var scanner = CSVFieldScanner(options)
        while true {
            if feed.skipToRecord(options, &line), !feed.isUsedUp,
                let record = try scan(feed, &scanner, options, path, line)
            {
                try checkDelimiter(record, feed, options, path, line)
                return record
            }
            if try !feed.fill() {
                if feed.isUsedUp {
                    let what = options.comment == nil ? "empty lines" : "empty lines and comments"
                    throw DataFileError(file: path, "holds nothing but \(what)")
                }
                throw DataFileError(file: path, "a quote is opened and never closed", line: line)
            }
        }
    }

    /// A file whose lines are single fields, but several fields with another delimiter, was not meant to be read with
    /// this one.
    private static func checkDelimiter(
        _ record: Record, _ feed: CSVFeed, _ options: CSVOptions, _ path: String, _ line: Int
    ) throws {
        guard record.fields.count == 1, !options.isDelimiterGiven,
            let other = DelimiterHint(feed.start, feed.end, options)
        else { return }
        throw DataFileError(
            file: path,
            "its lines are one column with the delimiter \(other.given), and \(other.fields) with "
                + other.likely,
            line: line, help: other.help)
    }

    /// The fields of the record at the start of the window; `nil` if it is not complete.
    private static func scan(
        _ feed: CSVFeed, _ scanner: inout CSVFieldScanner, _ options: CSVOptions, _ path: String, _ line: Int
    ) throws -> Record? {
        var record = Record(next: feed.start)
        while true {
            let field = scanner.scan(record.next, feed.end)
            switch field.end {
            case .incomplete: return nil
            case .textAfterQuote:
                let other = DelimiterHint(feed.start, feed.end, options)
                throw DataFileError(
                    file: path, "text follows a closing quote", line: line, help: other?.help)
            case .delimiter, .record:
                guard record.fields.count < CSVHeader.mostColumns else {
                    throw DataFileError(
                        file: path, "its first line has more than \(CSVHeader.mostColumns) fields",
                        line: line,
                        help: "is it a table whose rows and columns were exchanged?")
                }
                record.fields.append(Array(field.content))
                record.next = field.next
                record.lineBreaks += field.lineBreaks
                if field.end == .record { return record }
            }
        }
    }

    private static func decoded(_ fields: [[UInt8]], _ path: String, _ line: Int) throws -> [String] {
        try fields.enumerated().map { index, bytes in
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw DataFileError(
                    file: path, "the name of column \(index + 1) is not valid UTF-8", line: line,
                    help: CSVHeader.encodingHelp)
            }
            let blanks: Set<Character> = [" ", "\t"]
            let head = text.drop { blanks.contains($0) }
            let tail = head.reversed().drop { blanks.contains($0) }
            return String(tail.reversed())
        }
    }
}
