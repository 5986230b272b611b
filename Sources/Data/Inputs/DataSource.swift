import Foundation
import Spec

/// A member of the family `source`: where the rows come from.
///
/// Lifetime: read from the specification once. `locate` finds the data, downloading them if need be, and identifies
/// their content; `preview` tells the columns for planning; `read` reads everything. Any thread; a source keeps no
/// state.
package protocol DataSource: SpecComponent {
    var place: Origin { get }
    /// The fields that decide the content of the table, in canonical form; where the file lies is not one of them.
    var parameters: SpecContent { get }
    /// Makes sure that the data are there and says where.
    ///
    /// - Errors: `DataDiagnostics` when they cannot be found, `DownloadError` when they cannot be fetched.
    func locate(in environment: DataEnvironment, progress: DataProgress?) throws -> LocatedSource
    /// Columns and their types, from all rows; `nil` where data would have to be downloaded first.
    ///
    /// - Errors: those of `locate` and `table`
    func preview(in environment: DataEnvironment) throws -> SourcePreview?
    /// Types the specification declares for columns.
    var declaredTypes: [String: ColumnType] { get }
    /// All rows.
    ///
    /// - Parameter types: what columns are read as whose type the specification does not declare: `text`, or `number`
    ///   for whole numbers that are texts otherwise; other columns have the type that their rows show
    /// - Errors: `DataFileError` for anything wrong in the data.
    func table(_ located: LocatedSource, as types: [String: ColumnType]) throws -> Table
    /// The rows of another file, read as the source reads its own: arrays and JSON lines as a whole, images without
    /// labels. `nil` for sources that are not made of such files.
    ///
    /// - Errors: `DataFileError` for anything wrong in the file
    func reading(newFile path: String) throws -> Table?
    /// The name under which keys of content know the source: sources that give the same table of the same bytes share
    /// one.
    var keyName: String { get }
    /// What to say where nothing can be known of the data yet.
    var absence: String { get }
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
    /// Whether commands that a specification names may be run (`ASSAY_ALLOW_COMMANDS`).
    package var allowsCommands = false
    /// Whether nothing may be asked over a network (`ASSAY_OFFLINE`); answers that were kept are taken.
    package var isOffline = false
    /// Whether an answer of any age will do, because nothing is done with the rows.
    package var takesOldResults = false
    /// Hashes of the results that a run was made of.
    package var recordedResults: [String] = []

    package init(
        dataFolder: String? = nil, cacheFolder: String?, downloadFolder: String, allowsDownload: Bool = true
    ) {
        self.dataFolder = dataFolder
        self.cacheFolder = cacheFolder
        self.downloadFolder = downloadFolder
        self.allowsDownload = allowsDownload
    }

    /// From environment variables: `ASSAY_DATA`; the cache is `ASSAY_CACHE`, else `XDG_CACHE_HOME/assay`, else
    /// `~/.cache/assay`, with the folders `prepared` and `downloads` in it. Where there is no home folder, `TMPDIR`;
    /// without that nothing prepared is kept, and downloads go to the system's temporary folder. Never the working
    /// folder.
    package init(variables: [String: String]) {
        func value(_ name: String) -> String? { variables[name].flatMap { $0.isEmpty ? nil : $0 } }
        /// The specification of XDG_CACHE_HOME asks to pass over relative paths; so does sense for the others.
        func absolute(_ name: String) -> String? { value(name).flatMap { $0.hasPrefix("/") ? $0 : nil } }
        let home = absolute("HOME") ?? Self.homeOfUser
        let shared = absolute("XDG_CACHE_HOME") ?? home.map { $0 + "/.cache" } ?? absolute("TMPDIR")
        let cache = value("ASSAY_CACHE") ?? shared.map { $0 + "/assay" }
        self.init(
            dataFolder: value("ASSAY_DATA"), cacheFolder: cache.map { $0 + "/prepared" },
            downloadFolder: (cache ?? "/tmp/assay-\(getuid())") + "/downloads",
            allowsDownload: !Self.isOn(value(Self.offline)))
        allowsCommands = Self.isOn(value(Self.commands))
        isOffline = Self.isOn(value(Self.offline))
        takesOldResults = isOffline
    }

    /// The variables that options of the command line set, so that whoever is started by it knows them too.
    package static let commands = "ASSAY_ALLOW_COMMANDS"
    package static let offline = "ASSAY_OFFLINE"

    private static func isOn(_ text: String?) -> Bool {
        ["1", "true", "yes", "on"].contains(text?.lowercased() ?? "")
    }

    /// The home folder that the system's list of users has for this one, if it is there.
    private static var homeOfUser: String? {
        guard let entry = getpwuid(getuid()), let folder = entry.pointee.pw_dir else { return nil }
        let path = String(cString: folder)
        var isFolder: ObjCBool = false
        guard path.hasPrefix("/"), path != "/",
            FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue
        else { return nil }
        return path
    }
}
