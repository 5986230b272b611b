import Foundation
import Runs
import Spec

/// The runs a person means by a list of words and a filter.
///
/// A word is a run (a path, a name, its beginning, its last six digits, `latest`), `best`, a pattern with `*` or `?` for
/// names, or a sweep (its path, its name or the beginning of it), which stands for all of its trials.
package struct RunSelection {
    package let folder: String
    private let catalogue: RunCatalogue

    package init(folder: String, indexFolder: String?) {
        self.folder = folder
        catalogue = RunCatalogue(folder: folder, indexFolder: indexFolder)
    }

    /// The runs in the order of the words, each once; those of a pattern, a sweep or a filter oldest first.
    ///
    /// - Parameter filter: chooses among the runs of the words; without words, among all runs
    /// - Errors: `RunError` for a word that is no run, `FilterError` for a filter with a mistake
    package func runs(_ words: [String], filter: String? = nil) throws -> [RunDirectory] {
        guard !words.isEmpty else {
            guard let filter else { return [] }
            let query = try RunQuery(filter: filter)
            let (table, rows) = try catalogue.listing(query)
            return try rows.map { try directory(table.paths[$0]) }
        }
        var found: [RunDirectory] = []
        var seen: Set<String> = []
        for word in words {
            for run in try runs(word) where seen.insert(run.path).inserted { found.append(run) }
        }
        return try filter.map { try Self.filter(found, $0) } ?? found
    }

    private func runs(_ word: String) throws -> [RunDirectory] {
        if let run = try? RunDirectory(path: word) { return [run] }
        if let sweep = sweepFolder(word) { return try trials(sweep) }
        if word == "best" { return [try best()] }
        if Glob.isPattern(word) { return try matching(word) }
        return [try RunIndex(folder: folder).find(word)]
    }

    private func directory(_ path: String) throws -> RunDirectory {
        try RunDirectory(path: folder + "/" + path)
    }

    /// Compares with the name of the directory and with that of the experiment.
    private func matching(_ pattern: String) throws -> [RunDirectory] {
        let glob = Glob(pattern: pattern)
        let table = catalogue.columns(["run", "name"])
        let rows = (0..<table.count).filter { row in
            ["run", "name"].contains { name in
                if case .text(let text)? = table.value(name, row: row) { glob.matches(text) } else { false }
            }
        }
        guard !rows.isEmpty else { throw RunError.unknownRun(name: pattern, folder: folder, suggestion: nil) }
        return try rows.map { try directory(table.paths[$0]) }
    }

    /// The best score among the runs of the newest finished run's experiment: of the same name, on the same data, with
    /// the same figure standing for them.
    private func best() throws -> RunDirectory {
        let table = catalogue.columns(["name", "data", "metric", "score", "better", "status"])
        let scored = (0..<table.count).filter { table.value("score", row: $0)?.number != nil }
        guard let newest = scored.last else { throw RunError.noRuns(folder: folder) }
        let alike = scored.filter { row in
            ["name", "data", "metric"].allSatisfy {
                table.value($0, row: row) == table.value($0, row: newest)
            }
        }
        let sign = table.value("better", row: newest) == .text("higher") ? -1.0 : 1.0
        func score(_ row: Int) -> Double { sign * (table.value("score", row: row)?.number ?? .infinity) }
        let best = alike.min { score($0) < score($1) } ?? newest
        return try directory(table.paths[best])
    }

    /// The folder of a sweep: a path, or a name below `sweeps`.
    private func sweepFolder(_ word: String) -> String? {
        func isSweep(_ path: String) -> Bool { !RunFolder.names(in: path + "/trials").isEmpty }
        if word.contains("/") || isSweep(word) { return isSweep(word) ? word : nil }
        let sweeps = RunFolder.names(in: folder + "/sweeps")
        if sweeps.contains(word) { return folder + "/sweeps/" + word }
        let near = sweeps.filter { $0.hasPrefix(word) || $0.hasSuffix("-" + word) }
        return near.count == 1 && !word.isEmpty ? folder + "/sweeps/" + near[0] : nil
    }

    private func trials(_ sweep: String) throws -> [RunDirectory] {
        let trials = RunFolder.names(in: sweep + "/trials").compactMap {
            try? RunDirectory(path: sweep + "/trials/" + $0)
        }
        guard !trials.isEmpty else {
            throw RunError.damaged(path: sweep, reason: "the sweep has no trials with files of their own")
        }
        return trials
    }

    /// Filters runs that may stand anywhere, so without the index.
    private static func filter(_ runs: [RunDirectory], _ filter: String) throws -> [RunDirectory] {
        let query = try RunQuery(filter: filter)
        let wanted = Set(query.names)
        var table = FieldColumns(paths: runs.map(\.path))
        var known: Set<String> = []
        var columns: [String: [FieldValue?]] = [:]
        for (row, run) in runs.enumerated() {
            for (name, value) in RunFields.read(run, path: run.path) + RunFields.keys(run) {
                known.insert(name)
                guard wanted.contains(name) else { continue }
                columns[name, default: Array(repeating: nil, count: runs.count)][row] = value
            }
        }
        for (name, values) in columns { table.set(name, values) }
        return try query.rows(of: table) { known.sorted() }.map { runs[$0] }
    }
}
