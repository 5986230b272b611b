/// Delimited text, opened: the only way in which readers come to the bytes of such a file, so that no option is read by
/// one of them and passed over by another.
///
///     bytes → inflated → made UTF-8 → window → lines passed over → names of the columns
///
/// - Errors: `DataFileError`: whatever opening and inflating find, an empty file, another delimiter than the one given
struct CSVText {
    let feed: CSVFeed
    let header: CSVHeader

    /// - Parameters:
    ///   - path: `-` for standard input
    ///   - name: what messages call the file
    ///   - readsOnce: whether a pipe will do
    init(path: String, name: String, options: CSVOptions, readsOnce: Bool) throws {
        do {
            let stream: any ByteStream =
                path == "-"
                ? try FileStream.standardInput() : try openByteStream(path: path, readsOnce: readsOnce)
            feed = try CSVFeed(
                path: name,
                stream: options.encoding.upperHalf.map { SingleByteStream(stream, upperHalf: $0) } ?? stream)
            header = try CSVHeader(feed, options, path: name)
        } catch let error as DataFileError where error.file != name {
            throw DataFileError(file: name, problems: error.problems, count: error.count, help: error.help)
        }
    }
}

extension CSVFeed {
    /// Passes over lines at the start of the file, whatever is in them.
    ///
    /// - Errors: `DataFileError` when there are no more lines than these
    func skipLines(_ count: Int, path: String) throws {
        for line in 0..<count {
            while !skipLine() {
                guard try fill() else {
                    throw DataFileError(
                        file: path, "has \(line) lines, and 'skip_rows' passes over \(count)",
                        help: "skip_rows counts the lines before the one with the names of the columns")
                }
            }
        }
        if isUsedUp, try !fill() {
            throw DataFileError(
                file: path, "has \(count) lines, and 'skip_rows' passes over \(count)",
                help: "skip_rows counts the lines before the one with the names of the columns")
        }
    }

    /// Passes over one line; false when the window ends within it.
    private func skipLine() -> Bool {
        var position = start
        while position < end, position.pointee != 0x0a, position.pointee != 0x0d { position += 1 }
        guard position < end else { return false }
        if position.pointee == 0x0d {
            // Whether a line feed follows is only known once the next byte is there.
            guard position + 1 < end else { return false }
            if position[1] == 0x0a { position += 1 }
        }
        consume(upTo: position + 1)
        return true
    }

    /// Passes over empty lines and comments before a record; false when the window ends within a comment.
    func skipToRecord(_ options: CSVOptions, _ line: inout Int) -> Bool {
        let comment = options.comment
        var position = start
        defer { consume(upTo: position) }
        while position < end {
            let byte = position.pointee
            if options.isSeparatedByBlanks, byte == 0x20 || byte == 0x09 {
                position += 1
                continue
            }
            if byte == 0x0a || byte == 0x0d {
                if byte == 0x0a || (position + 1 < end && position[1] != 0x0a) { line += 1 }
                position += 1
            } else if byte == comment {
                var last = position
                while last < end, last.pointee != 0x0a, last.pointee != 0x0d { last += 1 }
                guard last < end else { return false }
                position = last
            } else {
                return true
            }
        }
        return true
    }
}
