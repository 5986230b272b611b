/// Delimited text, opened: the only way in which readers come to the bytes of such a file, so that no option is read by
/// one of them and passed over by another.
///
///     bytes → inflated → Latin-1 made UTF-8 → window → names of the columns
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
                path: name, stream: options.isLatin1 ? Latin1Stream(stream) : stream)
            header = try CSVHeader(feed, options, path: name)
        } catch let error as DataFileError where error.file != name {
            throw DataFileError(file: name, problems: error.problems, count: error.count, help: error.help)
        }
    }
}

extension CSVFeed {
    /// Passes over empty lines and comments before a record; false when the window ends within a comment.
    func skipToRecord(_ comment: UInt8?, _ line: inout Int) -> Bool {
        var position = start
        defer { consume(upTo: position) }
        while position < end {
            let byte = position.pointee
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
