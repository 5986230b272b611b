import Spec
import Synchronization

/// What is known of the data before they are prepared: from all rows, so that planning and running see the same types.
package struct SourcePreview: Sendable {
    package var path: String
    package var schema: TableSchema
    package var rowCount: Int?
    /// Identifies the content the schema was seen in.
    package var fileHash: String

    /// A category column with more levels is not listed: nothing is planned with so many.
    static let mostLevels = 1 << 16
}

extension DataSource {
    package var declaredTypes: [String: ColumnType] { [:] }
    package func reading(newFile path: String) throws -> Table? { nil }
    package var keyName: String { Self.name }
    package var absence: String {
        "the data are not there yet, so nothing is known about their columns; 'assay run' fetches them"
    }

    /// All rows, found to be those that were hashed.
    ///
    /// - Errors: `DataFileError` for anything wrong in the data, and for files that change meanwhile
    package func read(_ located: LocatedSource) throws -> Table {
        do {
            let table = try table(located, as: [:])
            try located.checkUnchanged()
            return table
        } catch let error as DataFileError where located.downloads.contains(error.file) {
            let advice = "the file was downloaded; delete it, and it is fetched again"
            throw DataFileError(
                file: error.file, problems: error.problems, count: error.count,
                help: error.help.map { $0 + "; " + advice } ?? advice)
        }
    }

    /// Where the data are; `nil` where they would have to be downloaded first.
    ///
    /// - Errors: those of `locate`
    package func located(in environment: DataEnvironment) throws -> LocatedSource? {
        var local = environment
        local.allowsDownload = false
        do {
            return try locate(in: local, progress: nil)
        } catch let error as DownloadError where error.reason == .notAllowed {
            return nil
        }
    }

    /// Reads everything the first time, at the speed of reading; what it saw is kept by the content of the files, and
    /// the rows are handed to whoever prepares them next.
    package func preview(in environment: DataEnvironment) throws -> SourcePreview? {
        guard let located = try located(in: environment) else { return nil }
        let key = contentKey(located)
        let cache = SchemaCache(folder: environment.cacheFolder)
        if let known = cache.load(key) {
            return SourcePreview(
                path: located.name, schema: known.schema, rowCount: known.rows, fileHash: located.sha256)
        }
        let table = try read(located)
        let schema = table.schema.listingLevels(upTo: SourcePreview.mostLevels)
        cache.store(schema, rows: table.rowCount, key)
        ReadTables.keep(table, key)
        return SourcePreview(
            path: located.name, schema: schema, rowCount: table.rowCount, fileHash: located.sha256)
    }

    /// Identifies the table that is read of these files.
    func contentKey(_ located: LocatedSource) -> String {
        DataKey.node("schema", keyName, [parameters.canonicalJSON], inputs: [located.sha256])
    }
}

extension TableSchema {
    fileprivate func listingLevels(upTo count: Int) -> TableSchema {
        TableSchema(
            columns.map { column in
                var column = column
                if let levels = column.levels, levels.count > count { column.levels = nil }
                return column
            }, isProvisional: isProvisional)
    }
}

/// The table that was read last to learn its columns, until it is prepared: a run reads its files once.
enum ReadTables {
    private static let last = Mutex<(key: String, table: Table)?>(nil)

    static func keep(_ table: Table, _ key: String) { last.withLock { $0 = (key, table) } }

    /// The table of this key, which is forgotten.
    static func take(_ key: String) -> Table? {
        last.withLock { last in
            guard last?.key == key else { return nil }
            defer { last = nil }
            return last?.table
        }
    }

    static func forget() { last.withLock { $0 = nil } }
}
