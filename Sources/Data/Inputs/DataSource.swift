import Spec

/// A member of the family `source`: where the rows come from.
///
/// Lifetime: read from the specification once. `locate` finds the data, downloading them if need be; `fingerprint`
/// identifies their content; `preview` reads the columns and a sample for planning; `read` reads everything. Any
/// thread; a source keeps no state.
package protocol DataSource: SpecComponent {
    var place: Origin { get }
    /// The fields that decide the content of the table, in canonical form; where the file lies is not one of them.
    var parameters: SpecContent { get }
    /// Makes sure that the data are there and says where.
    ///
    /// - Errors: `DataDiagnostics` when they cannot be found, `DownloadError` when they cannot be fetched.
    func locate(in environment: DataEnvironment, progress: DataProgress?) throws -> LocatedSource
    /// The same without downloading or reading much; `nil` where that is not possible.
    func quicklyLocated(in environment: DataEnvironment) -> LocatedSource?
    /// Columns and their types, from the start of the data; `nil` where data would have to be downloaded first.
    func preview(in environment: DataEnvironment) throws -> SourcePreview?
    /// - Errors: `DataFileError` for anything wrong in the data.
    func read(_ located: LocatedSource) throws -> Table
}

/// Data that have been found.
package struct LocatedSource: Sendable, Equatable {
    /// Every file, with the SHA-256 of its content as it lies there; none where the data are generated.
    package var files: [SourceRecord]
    /// Of a source made of others: what those found, in their order.
    package var parts: [LocatedSource]

    package init(files: [SourceRecord], parts: [LocatedSource] = []) {
        self.files = files
        self.parts = parts
    }

    package init(path: String, sha256: String) {
        self.init(files: [SourceRecord(path: path, sha256: sha256)])
    }

    /// A source made of others.
    package init(parts: [LocatedSource]) { self.init(files: parts.flatMap(\.files), parts: parts) }

    /// The first file.
    package var path: String { files.first?.path ?? "" }

    /// Identifies the content of all files, in their order.
    package var sha256: String {
        if files.count == 1, let file = files.first { return file.sha256 }
        return FileHash.ofText(files.map(\.sha256).joined(separator: "\n"))
    }
}

/// What the start of the data shows.
package struct SourcePreview: Sendable {
    package var path: String
    /// From the first rows only: a column may turn out to be text further down.
    package var schema: TableSchema
    /// The first rows.
    package var sample: Table
    /// `nil` unless the sample is all there is.
    package var rowCount: Int?
}

/// How far a download or a reading is; called at most ten times a second, on the thread that does the work.
package typealias DataProgress = @Sendable (DataProgressReport) -> Void

package struct DataProgressReport: Sendable, Equatable {
    package var url: String
    package var receivedBytes: Int
    /// `nil` when the server does not say.
    package var totalBytes: Int?
}

/// Folders and permissions that the data part works with.
package struct DataEnvironment: Sendable, Equatable {
    /// Where files are looked up by name when their path does not exist (`ASSAY_DATA`).
    package var dataFolder: String?
    /// Prepared data; `nil` switches the cache off.
    package var cacheFolder: String?
    package var downloadFolder: String
    package var allowsDownload: Bool

    package init(
        dataFolder: String? = nil, cacheFolder: String?, downloadFolder: String, allowsDownload: Bool = true
    ) {
        self.dataFolder = dataFolder
        self.cacheFolder = cacheFolder
        self.downloadFolder = downloadFolder
        self.allowsDownload = allowsDownload
    }

    /// From environment variables: `ASSAY_DATA`; the cache is `ASSAY_CACHE`, else `XDG_CACHE_HOME/assay`, else
    /// `~/.cache/assay`, with the folders `prepared` and `downloads` in it.
    package init(variables: [String: String]) {
        func value(_ name: String) -> String? { variables[name].flatMap { $0.isEmpty ? nil : $0 } }
        let home = value("HOME") ?? "."
        let shared = value("XDG_CACHE_HOME") ?? home + "/.cache"
        let cache = value("ASSAY_CACHE") ?? shared + "/assay"
        self.init(
            dataFolder: value("ASSAY_DATA"), cacheFolder: cache + "/prepared",
            downloadFolder: cache + "/downloads")
    }
}
