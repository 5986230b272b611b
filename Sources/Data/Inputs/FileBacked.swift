import Spec

/// A source of files: where they are found, and that a pattern in the name stands for several, is the same for all.
protocol FileBacked: DataSource {
    var locator: FileLocator { get }
    /// Reads no more rows than this.
    var limit: Int? { get }
    /// The rows of one file, or the first ones where there is a limit.
    ///
    /// - Parameter types: as `table(_:as:)` of the source
    func table(_ path: String, as types: [String: ColumnType], limit: Int?) throws -> Table
}

extension FileBacked {
    package func locate(in environment: DataEnvironment, progress: DataProgress?) throws -> LocatedSource {
        if let pattern = FilePattern(locator.path) {
            return try pattern.located(in: environment, place: locator.place)
        }
        return try locator.locate(in: environment, progress: progress)
    }

    package func table(_ located: LocatedSource, as types: [String: ColumnType]) throws -> Table {
        guard located.files.count > 1 else { return try table(located.path, as: types, limit: limit) }
        var rows = 0
        var parts: [JoinedTables.Part] = []
        for file in located.files {
            let limit = limit.map { $0 - rows }
            if let limit, limit <= 0 { break }
            let table = try table(file.path, as: types, limit: limit)
            rows += table.rowCount
            parts.append(
                JoinedTables.Part(table: table, declared: declaredTypes) {
                    try self.table(file.path, as: types.merging($0) { _, new in new }, limit: limit)
                })
        }
        return try JoinedTables.joined(parts, at: place)
    }

    package func reading(newFile path: String) throws -> Table? { try table(path, as: [:], limit: nil) }
}

extension FileLocator {
    /// Declares and reads the fields every file source has: path, url, sha256.
    init(reading fields: inout FieldReader) {
        let path = fields.optionalPath("path", "The file, relative to the specification.")
        let url = fields.optionalString("url", "Where the file is downloaded from if it is not there.")
        let sha256 = fields.optionalString("sha256", "SHA-256 of the file or of what it holds, hexadecimal.")
        self.init(
            path: path, url: url, sha256: sha256,
            place: path == nil ? fields.place : fields.origin(of: "path"),
            hashPlace: fields.origin(of: "sha256"))
        if path == nil && url == nil {
            fields.report(
                Diagnostic("missing-field", "\(fields.subject) needs 'path' or 'url'", at: fields.place))
        }
        if let url, !url.hasPrefix("http://"), !url.hasPrefix("https://") {
            fields.report(
                Diagnostic(
                    "bad-url", "'\(url)' is not an http or https address", at: fields.origin(of: "url"),
                    help: "give a local file as 'path'"))
        }
        if let sha256, sha256.wholeMatch(of: /[0-9a-fA-F]{64}/) == nil {
            fields.report(
                Diagnostic("bad-hash", "a sha256 has 64 hexadecimal digits", at: fields.origin(of: "sha256")))
        }
    }
}

extension ByteStream {
    /// Everything, or the first bytes.
    func readAll(limit: Int = .max) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 20)
        while bytes.count < limit {
            let count = try chunk.withUnsafeMutableBytes { try read(into: $0) }
            bytes.append(contentsOf: chunk.prefix(count))
            if count < chunk.count { break }
        }
        return bytes
    }
}
