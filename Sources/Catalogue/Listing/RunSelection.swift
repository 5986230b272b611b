import Foundation
import Runs
import Spec

/// The runs a person means by a list of words and a filter.
///
/// A word is whatever `RunIndex.result` takes for a run or a sweep, `best`, or a pattern with `*` or `?` for names.
/// Where runs are asked for, a sweep stands for all of its trials.
package struct RunSelection {
    package let folder: String
    private let catalogue: RunCatalogue

    package init(folder: String, indexFolder: String?) {
        self.folder = folder
        catalogue = RunCatalogue(folder: folder, indexFolder: indexFolder)
    }

    /// The run or sweep a word means.
    ///
    /// - Errors: `RunError` for a word that means nothing, or a pattern that means several runs
    package func result(_ word: String) throws -> NamedResult {
        let results = try results(word)
        guard let result = results.first, results.count == 1 else {
            throw RunError.ambiguous(
                name: word, candidates: results.map { ($0.path as NSString).lastPathComponent })
        }
        return result
    }

    /// The run a word means.
    ///
    /// - Errors: also for a word that means a sweep
    package func run(_ word: String) throws -> RunDirectory {
        switch try result(word) {
        case .run(let run): return run
        case .sweep(let sweep): throw RunError.isASweep(name: word, id: sweep.id)
        }
    }

    /// The runs and sweeps in the order of the words, each once; those of a pattern or a filter oldest first.
    ///
    /// - Parameter filter: chooses among the runs of the words; without words, among all runs
    /// - Errors: `RunError` for a word that is not a run, or a sweep beside a filter, `FilterError` for a filter with a
    ///   mistake
    package func results(_ words: [String], filter: String? = nil) throws -> [NamedResult] {
        guard !words.isEmpty else { return try runs([], filter: filter).map { .run($0) } }
        var found: [NamedResult] = []
        var seen: Set<String> = []
        for word in words {
            for result in try results(word) where seen.insert(result.path).inserted { found.append(result) }
        }
        guard let filter else { return found }
        return try Self.filter(
            found.map { result in
                switch result {
                case .run(let run): return run
                case .sweep(let sweep):
                    throw RunError.refused(
                        run: sweep.id, reason: "it is a sweep, which a filter of runs says nothing about")
                }
            }, filter
        ).map { .run($0) }
    }

    /// The runs in the order of the words, each once; those of a pattern, a sweep or a filter oldest first.
    ///
    /// - Parameter filter: chooses among the runs of the words; without words, among all runs
    /// - Errors: `RunError` for a word that is not a run, `FilterError` for a filter with a mistake
    package func runs(_ words: [String], filter: String? = nil) throws -> [RunDirectory] {
        guard !words.isEmpty else {
            guard let filter else { return [] }
            let query = try RunQuery(filter: filter)
            let (table, rows) = try catalogue.listing(query)
            return try rows.map { try directory(table.paths[$0]) }
        }
        var found: [RunDirectory] = []
        var seen: Set<String> = []
        for result in try results(words) {
            for run in try trials(result) where seen.insert(run.path).inserted { found.append(run) }
        }
        return try filter.map { try Self.filter(found, $0) } ?? found
    }

    private func results(_ word: String) throws -> [NamedResult] {
        if word == "best", (try? RunDirectory(path: word)) == nil { return [.run(try best())] }
        if Glob.isPattern(word), !FileManager.default.fileExists(atPath: word) {
            return try matching(word).map { .run($0) }
        }
        let index = RunIndex(folder: folder)
        do {
            return [try index.result(word)]
        } catch RunError.unknownRun(let name, let folder, nil) {
            let near = nearestName(to: name, in: index.knownNames())
            throw RunError.unknownRun(name: name, folder: folder, suggestion: near)
        }
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

    /// The run itself, or all trials of a sweep.
    private func trials(_ result: NamedResult) throws -> [RunDirectory] {
        guard case .sweep(let sweep) = result else {
            if case .run(let run) = result { return [run] }
            return []
        }
        let folder = sweep.file(SweepFile.trials)
        let trials = RunFolder.names(in: folder).compactMap { try? RunDirectory(path: folder + "/" + $0) }
        guard !trials.isEmpty else {
            throw RunError.damaged(
                path: sweep.path, reason: "the sweep has no trials with files of their own")
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
