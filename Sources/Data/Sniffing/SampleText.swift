/// The start of a text file, as UTF-8 and in whole lines.
struct SampleText {
    let bytes: [UInt8]
    let encoding: TextEncoding

    /// As much of a file is looked at for its form.
    private static let length = 1 << 20

    /// - Parameter encoding: where it is known
    /// - Errors: `DataFileError` for a file that cannot be opened; nil for one in UTF-16
    init?(path: String, encoding given: TextEncoding?) throws {
        let stream = try openByteStream(path: path)
        var bytes = try stream.readAll(limit: Self.length)
        let isWhole = bytes.count < Self.length
        if bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff]) { return nil }
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) { bytes.removeFirst(3) }
        if isWhole {
            if bytes.last != 0x0a, bytes.last != 0x0d { bytes.append(0x0a) }
        } else if let last = bytes.lastIndex(of: 0x0a) ?? bytes.lastIndex(of: 0x0d) {
            bytes.removeSubrange((last + 1)...)
        }
        encoding = try given ?? (Self.encoding(of: bytes) ?? Self.encoding(ofRest: stream, isWhole))
        if let upperHalf = encoding.upperHalf {
            bytes = bytes.flatMap { $0 < 0x80 ? [$0] : upperHalf[Int($0 & 0x7f)] }
        }
        self.bytes = bytes
    }

    /// Nil where no byte tells; bytes from 0x80 to 0x9f are letters and quotes in Windows' text and nothing in Latin-1.
    private static func encoding(of bytes: [UInt8]) -> TextEncoding? {
        guard bytes.contains(where: { $0 >= 0x80 }) else { return nil }
        if String(validating: bytes, as: UTF8.self) != nil { return .utf8 }
        return bytes.contains { (0x80..<0xa0).contains($0) } ? .windows1252 : .latin1
    }

    /// What the first bytes beyond ASCII tell, wherever they stand.
    private static func encoding(ofRest stream: any ByteStream, _ isWhole: Bool) throws -> TextEncoding {
        var isAtEnd = isWhole
        var chunk = [UInt8](repeating: 0, count: length)
        while !isAtEnd {
            let count = try chunk.withUnsafeMutableBytes { try stream.read(into: $0) }
            isAtEnd = count < chunk.count
            guard let first = chunk[..<count].firstIndex(where: { $0 >= 0x80 }) else { continue }
            // A character may be cut at the end of the piece: what follows its first line does not matter.
            let rest = chunk[first..<count]
            let line = rest.prefix { $0 != 0x0a && $0 != 0x0d }
            return encoding(of: Array(line)) ?? .utf8
        }
        return .utf8
    }
}

/// A field of a sample.
struct SampleCell {
    var text: String
    var isQuoted: Bool
}

/// A record of a sample and the line it begins on, counted from 1.
struct SampleRecord {
    var cells: [SampleCell]
    var line: Int
    /// Whether text followed a closing quote.
    var isBroken = false
}

extension SampleText {
    /// The first records as the options read them; empty lines are none.
    ///
    /// - Parameter length: bytes to look at, at most
    func records(_ options: CSVOptions, most: Int, length: Int = .max) -> [SampleRecord] {
        let count = min(bytes.count, length)
        // The scanner looks for a zero byte behind the data.
        var padded = Array(bytes.prefix(count))
        padded.append(contentsOf: [UInt8](repeating: 0, count: FastNumber.readAhead))
        return padded.withUnsafeBufferPointer { padded in
            guard let base = padded.baseAddress else { return [] }
            return Self.records(base, base + count, options, most)
        }
    }

    private static func records(
        _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, _ options: CSVOptions, _ most: Int
    ) -> [SampleRecord] {
        var scanner = CSVFieldScanner(options)
        var records: [SampleRecord] = []
        var position = start
        var line = 1
        while position < end, records.count < most {
            if options.isSeparatedByBlanks { scanner.skipBlanks(&position) }
            guard position < end else { break }
            let isComment = position.pointee == options.comment
            if line <= options.skippedLines || isComment || position.pointee == 0x0a
                || position.pointee == 0x0d
            {
                position = endOfLine(position, end)
                line += 1
                continue
            }
            var record = SampleRecord(cells: [], line: line)
            guard let next = read(&record, &scanner, position, end, options, &line) else { break }
            records.append(record)
            position = next
        }
        return records
    }

    /// Nil for a record that does not end in the sample.
    private static func read(
        _ record: inout SampleRecord, _ scanner: inout CSVFieldScanner, _ start: UnsafePointer<UInt8>,
        _ end: UnsafePointer<UInt8>, _ options: CSVOptions, _ line: inout Int
    ) -> UnsafePointer<UInt8>? {
        var position = start
        line += 1
        while true {
            var first = position
            if options.skipsInitialBlanks || options.isSeparatedByBlanks { scanner.skipBlanks(&first) }
            let isQuoted = options.quote != nil && first.pointee == options.quote
            let field = scanner.scan(position, end)
            switch field.end {
            case .incomplete: return nil
            case .textAfterQuote:
                record.isBroken = true
                return endOfLine(field.next, end)
            case .delimiter, .record:
                line += field.lineBreaks
                let text = String(decoding: field.content, as: UTF8.self)
                record.cells.append(SampleCell(text: text, isQuoted: isQuoted))
                if field.end == .record { return field.next }
            }
            position = field.next
        }
    }

    private static func endOfLine(
        _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>
    ) -> UnsafePointer<UInt8> {
        var position = start
        while position < end, position.pointee != 0x0a, position.pointee != 0x0d { position += 1 }
        guard position < end else { return end }
        if position.pointee == 0x0d, position + 1 < end, position[1] == 0x0a { position += 1 }
        return position + 1
    }
}
