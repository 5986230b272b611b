import Foundation
import Machine
import Runs

/// The runs of a folder as a table of fields, read through an index that remembers what was in their files.
///
/// Directories are the truth. Each query lists the folder and compares two times of every run with those the index was
/// made with; what is new or changed is read again, what is gone is dropped. Without a usable index (none, damaged, a
/// disk that cannot be written) everything is read from the directories, with the same result.
///
/// Used by one thread; other processes may use the same index at the same time.
package final class RunCatalogue {
    private let folder: RunFolder
    private let indexFolder: String?
    private let indexFrom: Int
    /// Opened when it is first needed.
    private lazy var index = indexFolder.flatMap {
        CatalogueIndex(folder: $0, runs: Self.absolute(folder.path))
    }

    /// - Parameter indexFolder: where indexes are kept, one for each folder of results; nil for none
    /// - Parameter indexFrom: fewer runs than this are read from their directories, which takes no longer
    package init(folder: String, indexFolder: String?, indexFrom: Int = 200) {
        self.folder = RunFolder(path: folder)
        self.indexFolder = indexFolder
        self.indexFrom = indexFrom
    }

    /// The folder of results an index was made for; nil when the file is not an index.
    package static func folder(ofIndex path: String) -> String? {
        CatalogueIndex.source(path)
    }

    private static func absolute(_ path: String) -> String {
        if let real = realpath(path, nil) {
            defer { free(real) }
            return String(cString: real)
        }
        return path
    }

    /// The runs a query asks for: their fields, and the rows that pass in their order.
    ///
    /// - Errors: `FilterError` for a name no run has
    package func listing(_ query: RunQuery) throws -> (table: FieldColumns, rows: [Int]) {
        let table = columns(query.names, includesTrials: query.includesTrials)
        let rows = try query.rows(of: table) { knownNames(includesTrials: query.includesTrials) }
        return (table, rows)
    }

    /// The named fields of every run, oldest first: by the moment inside it, since names tell local times.
    package func columns(_ names: [String], includesTrials: Bool = false) -> FieldColumns {
        let asked = names.contains("started") ? names : names + ["started"]
        return unordered(asked, includesTrials: includesTrials).orderedByStart()
    }

    private func unordered(_ names: [String], includesTrials: Bool) -> FieldColumns {
        let places = folder.places(includesTrials: includesTrials)
        // Facts and figures are indexed at once; keys of the specification when somebody first asks for one.
        let needsKeys = names.contains { $0.contains(".") || !Self.isFact($0) }
        guard places.count >= indexFrom, let index else { return read(places, names, needsKeys: needsKeys) }
        return index.columns(
            names, places: places, needsKeys: needsKeys, isComplete: includesTrials,
            reading: { self.contents(of: $0, needsKeys: $1) }) ?? read(places, names, needsKeys: needsKeys)
    }

    /// Every name any run has a value of.
    package func knownNames(includesTrials: Bool = false) -> [String] {
        let places = folder.places(includesTrials: includesTrials)
        if places.count >= indexFrom, let names = index?.names(), !names.isEmpty { return names }
        var names: Set<String> = []
        for content in contents(of: places, needsKeys: true) { names.formUnion(content.fields.map(\.0)) }
        return names.sorted()
    }

    private static func isFact(_ name: String) -> Bool {
        RunFields.facts.contains { $0.name == name }
    }

    private func read(_ places: [RunFolder.Place], _ names: [String], needsKeys: Bool) -> FieldColumns {
        var table = FieldColumns(paths: places.map(\.name))
        let wanted = Set(names)
        var columns = Dictionary(
            uniqueKeysWithValues: wanted.map { ($0, [FieldValue?](repeating: nil, count: places.count)) })
        for (row, content) in contents(of: places, needsKeys: needsKeys).enumerated() {
            for (name, value) in content.fields where wanted.contains(name) { columns[name]?[row] = value }
        }
        for (name, values) in columns { table.set(name, values) }
        return table
    }

    /// What the files of these runs say, in the order given; read on all cores.
    private func contents(of places: [RunFolder.Place], needsKeys: Bool) -> [RunContent] {
        let path = folder.path
        return places.concurrentMap(pieceSize: 64) { piece in
            piece.map { Self.content(of: $0, in: path, needsKeys) }
        }
    }

    private static func content(of place: RunFolder.Place, in folder: String, _ needsKeys: Bool) -> RunContent
    {
        // A directory that went away while the folder was being read has no fields.
        guard let directory = try? RunDirectory(path: folder + "/" + place.name) else {
            return RunContent(place: place, fields: [], hasKeys: needsKeys)
        }
        var fields = RunFields.read(directory, path: place.name)
        if needsKeys { fields += RunFields.keys(directory) }
        return RunContent(place: place, fields: fields, hasKeys: needsKeys)
    }
}

/// What was read from a run.
struct RunContent: Sendable {
    var place: RunFolder.Place
    var fields: [(String, FieldValue)]
    /// Whether the keys of its specification are among them.
    var hasKeys: Bool

    /// Whether a process works on it: its state can change without any of its files.
    var isRunning: Bool {
        fields.contains { $0.0 == "status" && $0.1 == .text(RunState.running.rawValue) }
    }
}
