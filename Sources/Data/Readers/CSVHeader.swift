/// The names of the columns, unique, and the line the first record starts on.
struct CSVHeader {
    var names: [String]
    var firstLine: Int

    /// Reads the header from the start of the file; without one, counts the fields of the first record.
    ///
    /// - Errors: `DataFileError` for an empty file, names that are not UTF-8, a wrong number of given names.
    init(_ feed: CSVFeed, _ options: CSVOptions, path: String) throws {
        if feed.isEmptyFile { throw DataFileError(file: path, "is empty") }
        var line = 1
        let record = try CSVHeader.firstRecord(feed, options, path, &line)
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
            skipBlankLines(feed, &line)
            if !feed.isUsedUp, let record = try scan(feed, &scanner, path, line) { return record }
            if try !feed.fill() {
                if feed.isUsedUp { throw DataFileError(file: path, "holds nothing but empty lines") }
                throw DataFileError(file: path, "a quote is opened and never closed", line: line)
            }
        }
    }

    private static func skipBlankLines(_ feed: CSVFeed, _ line: inout Int) {
        var position = feed.start
        while position < feed.end, position.pointee == 0x0a || position.pointee == 0x0d {
            if position.pointee == 0x0a || (position + 1 < feed.end && position[1] != 0x0a) { line += 1 }
            position += 1
        }
        feed.consume(upTo: position)
    }

    /// The fields of the record at the start of the window; `nil` if it is not complete.
    private static func scan(
        _ feed: CSVFeed, _ scanner: inout CSVFieldScanner, _ path: String, _ line: Int
    ) throws -> Record? {
        var record = Record(next: feed.start)
        while true {
            let field = scanner.scan(record.next, feed.end)
            switch field.end {
            case .incomplete: return nil
            case .textAfterQuote:
                throw DataFileError(file: path, "text follows a closing quote", line: line)
            case .delimiter, .record:
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
                    help: "convert the file to UTF-8")
            }
            let blanks: Set<Character> = [" ", "\t"]
            let head = text.drop { blanks.contains($0) }
            let tail = head.reversed().drop { blanks.contains($0) }
            return String(tail.reversed())
        }
    }
}
