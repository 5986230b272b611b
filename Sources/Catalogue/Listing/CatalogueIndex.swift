import Foundation
import GRDB
import Runs

/// The fields of runs in a SQLite file: a cache that can be deleted at any time.
///
/// One table has the runs with the times their directories had, one the fields, by name and run, so that a listing
/// reads only the columns it shows. A file that is damaged, of another version or of another folder is rebuilt; one
/// that cannot be written is still read, and what it lacks is read from the directories.
struct CatalogueIndex {
    private let queue: DatabaseQueue
    private let isWritable: Bool

    /// Raised whenever the meaning of what is stored changes.
    private static let version = 2

    /// A directory changed less than this before it was read may change again within the same tick of its clock.
    private static let settlingTime: Int64 = 2_000_000_000

    static func path(of runs: String, in folder: String) -> String {
        // FNV-1a: names one folder among few, nobody attacks it.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in runs.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return folder + "/runs-" + String(hash, radix: 16) + ".sqlite"
    }

    /// Opens or makes the index; nil when neither is possible.
    init?(folder: String, runs: String) {
        let path = Self.path(of: runs, in: folder)
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        if let queue = Self.open(path, runs: runs) {
            self.queue = queue
            isWritable = access(path, W_OK) == 0 && access(folder, W_OK) == 0
            return
        }
        // Damaged, or of another version: nothing is lost with it.
        for suffix in ["", "-wal", "-shm", "-journal"] { unlink(path + suffix) }
        guard let queue = Self.open(path, runs: runs) else { return nil }
        self.queue = queue
        isWritable = true
    }

    private static func open(_ path: String, runs: String) -> DatabaseQueue? {
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        configuration.readonly =
            FileManager.default.fileExists(atPath: path) && access(path, W_OK) != 0
        configuration.label = "runs"
        guard let queue = try? DatabaseQueue(path: path, configuration: configuration) else { return nil }
        do {
            if configuration.readonly {
                return try queue.read { try isCurrent($0, runs) } ? queue : nil
            }
            try queue.writeWithoutTransaction { database in
                // A power cut may damage a cache; nothing waits for the disk because of it.
                try database.execute(sql: "PRAGMA synchronous = OFF")
                try database.inTransaction(.immediate) {
                    if try !database.tableExists("source") { try create(database, runs) }
                    return .commit
                }
            }
            return try queue.read { try isCurrent($0, runs) } ? queue : nil
        } catch {
            return nil
        }
    }

    /// The folder an index was made for.
    static func source(_ path: String) -> String? {
        var configuration = Configuration()
        configuration.readonly = true
        guard let queue = try? DatabaseQueue(path: path, configuration: configuration) else { return nil }
        return try? queue.read { try String.fetchOne($0, sql: "SELECT folder FROM source") }
    }

    private static func isCurrent(_ database: Database, _ runs: String) throws -> Bool {
        let row = try Row.fetchOne(database, sql: "SELECT version, folder FROM source")
        guard let row, let found: Int = row["version"], let folder: String = row["folder"] else {
            return false
        }
        return found == version && folder == runs
    }

    private static func create(_ database: Database, _ runs: String) throws {
        try database.execute(
            sql: """
                CREATE TABLE source (version INTEGER NOT NULL, folder TEXT NOT NULL);
                CREATE TABLE run (
                    id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, folder_change INTEGER NOT NULL,
                    manifest_change INTEGER NOT NULL, has_keys INTEGER NOT NULL);
                CREATE TABLE name (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
                CREATE TABLE field (
                    name INTEGER NOT NULL, run INTEGER NOT NULL, value, PRIMARY KEY (name, run)) WITHOUT ROWID;
                """)
        try database.execute(
            sql: "INSERT INTO source (version, folder) VALUES (?, ?)", arguments: [version, runs])
    }

    /// The names of all fields of all runs.
    func names() -> [String]? {
        try? queue.read { try String.fetchAll($0, sql: "SELECT text FROM name ORDER BY text") }
    }

    /// The named fields of the runs at these places, after the index was brought up to date.
    ///
    /// - Parameter needsKeys: whether keys of specifications are among the names
    /// - Parameter isComplete: whether the places are all there are, so that others are gone
    /// - Parameter reading: reads runs that are new or have changed
    /// - Returns: nil when the index cannot be read
    func columns(
        _ names: [String], places: [RunFolder.Place], needsKeys: Bool, isComplete: Bool,
        reading: ([RunFolder.Place], Bool) -> [RunContent]
    ) -> FieldColumns? {
        do {
            let known = try queue.read(Self.knownRuns)
            let stale = places.filter { place in
                guard let run = known[place.name] else { return true }
                return run.folderChange != place.folderChange || run.manifestChange != place.manifestChange
                    || (needsKeys && !run.hasKeys)
            }
            let fresh = stale.isEmpty ? [] : reading(stale, needsKeys)
            let kept = Set(places.map(\.name))
            let gone = known.keys.filter { !kept.contains($0) && (isComplete || !$0.contains("/")) }
            var table: FieldColumns
            if isWritable, !(fresh.isEmpty && gone.isEmpty) {
                try? queue.write { try Self.update($0, fresh, gone: gone) }
            }
            table = try queue.read { try Self.table($0, names, places) }
            // What was just read is shown even if it could not be stored.
            if !fresh.isEmpty { Self.overlay(fresh, names, &table) }
            return table
        } catch {
            return nil
        }
    }

    private struct KnownRun {
        var folderChange: Int64
        var manifestChange: Int64
        var hasKeys: Bool
    }

    private static func knownRuns(_ database: Database) throws -> [String: KnownRun] {
        var known: [String: KnownRun] = [:]
        let rows = try Row.fetchCursor(
            database, sql: "SELECT path, folder_change, manifest_change, has_keys FROM run")
        while let row = try rows.next() {
            known[row[0]] = KnownRun(folderChange: row[1], manifestChange: row[2], hasKeys: row[3])
        }
        return known
    }

    private static func update(_ database: Database, _ fresh: [RunContent], gone: [String]) throws {
        let now = RunTime.now().milliseconds * 1_000_000
        var nameIds: [String: Int64] = [:]
        let addName = try database.makeStatement(sql: "INSERT OR IGNORE INTO name (text) VALUES (?)")
        let findName = try database.makeStatement(sql: "SELECT id FROM name WHERE text = ?")
        func id(of name: String) throws -> Int64 {
            if let known = nameIds[name] { return known }
            try addName.execute(arguments: [name])
            let id = try Int64.fetchOne(findName, arguments: [name]) ?? 0
            nameIds[name] = id
            return id
        }
        let addRun = try database.makeStatement(
            sql: """
                INSERT INTO run (path, folder_change, manifest_change, has_keys) VALUES (?, ?, ?, ?)
                ON CONFLICT (path) DO UPDATE SET folder_change = excluded.folder_change,
                    manifest_change = excluded.manifest_change, has_keys = excluded.has_keys
                """)
        let findRun = try database.makeStatement(sql: "SELECT id FROM run WHERE path = ?")
        let addField = try database.makeStatement(
            sql: "INSERT OR REPLACE INTO field (name, run, value) VALUES (?, ?, ?)")
        for path in gone { try remove(path, database) }
        for content in fresh {
            let place = content.place
            let newest = max(place.folderChange, place.manifestChange)
            let isSettled = now - newest > settlingTime && !content.isRunning
            let known = try Int64.fetchOne(findRun, arguments: [place.name])
            if known != nil { try removeFields(of: place.name, database) }
            try addRun.execute(
                arguments: [
                    place.name, isSettled ? place.folderChange : 0, isSettled ? place.manifestChange : 0,
                    content.hasKeys,
                ])
            let run = try known ?? Int64.fetchOne(findRun, arguments: [place.name]) ?? 0
            for (name, value) in content.fields {
                try addField.execute(arguments: [try id(of: name), run, value.stored])
            }
        }
    }

    private static func remove(_ path: String, _ database: Database) throws {
        try removeFields(of: path, database)
        try database.execute(sql: "DELETE FROM run WHERE path = ?", arguments: [path])
    }

    private static func removeFields(of path: String, _ database: Database) throws {
        try database.execute(
            sql: """
                DELETE FROM field WHERE run = (SELECT id FROM run WHERE path = ?)
                    AND name IN (SELECT id FROM name)
                """, arguments: [path])
    }

    /// Reads each named column once, in the order of the runs' numbers.
    private static func table(
        _ database: Database, _ names: [String], _ places: [RunFolder.Place]
    ) throws -> FieldColumns {
        // Numbers of runs are small: a plain array finds a run's row faster than a dictionary.
        let last = try Int.fetchOne(database, sql: "SELECT max(id) FROM run") ?? 0
        var rowOfRun = [Int32](repeating: -1, count: last + 1)
        let rowOfPath = Dictionary(
            places.enumerated().map { ($0.element.name, $0.offset) }, uniquingKeysWith: { first, _ in first })
        let runs = try Row.fetchCursor(database, sql: "SELECT id, path FROM run")
        while let run = try runs.next() {
            let id: Int = run[0]
            let path: String = run[1]
            if let row = rowOfPath[path], rowOfRun.indices.contains(id) { rowOfRun[id] = Int32(row) }
        }
        var table = FieldColumns(paths: places.map(\.name))
        let statement = try database.makeStatement(
            sql: "SELECT run, value FROM field WHERE name = (SELECT id FROM name WHERE text = ?)")
        for name in names {
            var column = [FieldValue?](repeating: nil, count: places.count)
            let fields = try Row.fetchCursor(statement, arguments: [name])
            while let field = try fields.next() {
                let id: Int = field[0]
                guard rowOfRun.indices.contains(id), rowOfRun[id] >= 0 else { continue }
                column[Int(rowOfRun[id])] = FieldValue(stored: field[1])
            }
            table.set(name, column)
        }
        return table
    }

    private static func overlay(_ fresh: [RunContent], _ names: [String], _ table: inout FieldColumns) {
        let rowOfPath = Dictionary(
            table.paths.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { first, _ in first })
        for name in names {
            var column = (0..<table.count).map { table.value(name, row: $0) }
            for content in fresh {
                guard let row = rowOfPath[content.place.name] else { continue }
                column[row] = content.fields.first { $0.0 == name }?.1
            }
            table.set(name, column)
        }
    }
}

extension FieldValue {
    /// Numbers are REAL, texts TEXT, moments INTEGER, flags and lists BLOB with a letter in front.
    fileprivate var stored: DatabaseValue {
        switch self {
        case .number(let value): value.databaseValue
        case .text(let text): text.databaseValue
        case .moment(let time): time.milliseconds.databaseValue
        case .flag(let flag): Data((flag ? "t" : "f").utf8).databaseValue
        case .list(let items): Data(("l" + items.joined(separator: "\u{1F}")).utf8).databaseValue
        }
    }

    fileprivate init?(stored value: DatabaseValue) {
        switch value.storage {
        case .double(let number): self = .number(number)
        case .string(let text): self = .text(text)
        case .int64(let milliseconds): self = .moment(RunTime(milliseconds: milliseconds))
        case .blob(let data):
            let text = String(decoding: data, as: UTF8.self)
            switch text.first {
            case "t": self = .flag(true)
            case "f": self = .flag(false)
            case "l": self = .list(text.dropFirst().split(separator: "\u{1F}").map(String.init))
            default: return nil
            }
        case .null: return nil
        }
    }
}
