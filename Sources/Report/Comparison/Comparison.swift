import Catalogue
import Foundation
import Machine
import Runs
import Spec

/// Several runs side by side: the settings in which they differ, their figures, and what stands in the way of
/// comparing.
package struct Comparison: Sendable {
    package let runs: [ComparedRun]
    /// Place of the run the others are held against; nil when nobody asked and there are more than two groups of them.
    package let baseline: Int
    package let keys: [ChangedKey]
    package let metrics: [ComparedMetric]
    package let notes: [ComparabilityNote]
    /// For each run, whether its figures can be held against the baseline's.
    package let isComparable: [Bool]
    package let paired: PairedDifference.Result?
    package let groupKeys: [String]
    package let groups: [RunGroup]

    package struct Options: Sendable {
        /// Figures to show; nil for the usual ones.
        package var metrics: [String]?
        /// A figure or key to order the runs by; with `-` in front the largest first. Nil keeps the given order.
        package var sort: String?
        /// A word that names one of the runs; nil for the first.
        package var baseline: String?
        /// Keys whose values make groups; `seeds` for all that differ but the seed.
        package var groupBy: [String]
        /// Whether paired differences are computed: nil for up to `pairLimit` runs.
        package var pairs: Bool?
        package var seed: UInt64

        package init(
            metrics: [String]? = nil, sort: String? = nil, baseline: String? = nil, groupBy: [String] = [],
            pairs: Bool? = nil, seed: UInt64 = 0
        ) {
            self.metrics = metrics
            self.sort = sort
            self.baseline = baseline
            self.groupBy = groupBy
            self.pairs = pairs
            self.seed = seed
        }
    }

    /// Reading the predictions of hundreds of runs takes longer than all the rest.
    package static let pairLimit = 12

    /// - Parameter directories: at least one
    /// - Errors: `FilterError` for an unknown figure, key or baseline
    package init(_ directories: [RunDirectory], _ options: Options = Options()) throws {
        let read = Self.read(directories)
        let named = try options.baseline.map { try Self.find($0, in: read) } ?? 0
        let names = try options.metrics.map { try Self.check($0, read) } ?? ComparedMetric.usual(of: read)
        let order = try Self.order(read, options.sort)
        let runs = order.map { read[$0] }
        let baseline = order.firstIndex(of: named) ?? 0
        self.runs = runs
        self.baseline = baseline
        keys = ChangedKey.all(runs)
        metrics = names.map { ComparedMetric($0, of: runs) }
        notes = ComparabilityNote.all(among: runs)
        isComparable = runs.map { ComparabilityNote.allowsComparison(runs[baseline], $0) }
        groupKeys = try Self.groupKeys(options.groupBy, keys, runs)
        groups =
            groupKeys.isEmpty && options.groupBy.isEmpty
            ? [] : RunGroup.all(runs, by: groupKeys, metrics: metrics)
        paired = Self.paired(runs, baseline, options)
    }

    private static func paired(
        _ runs: [ComparedRun], _ baseline: Int, _ options: Options
    ) -> PairedDifference.Result? {
        guard runs.count > 1, options.pairs != false else { return nil }
        guard options.pairs == true || runs.count <= pairLimit else {
            return PairedDifference.Result(
                differences: [],
                remarks: [
                    "paired differences are computed for up to \(pairLimit) runs; ask for them with --paired"
                ])
        }
        return PairedDifference.all(runs, baseline: baseline, seed: options.seed)
    }

    /// The difference of a run's figure to the baseline's, if it means anything.
    package func delta(_ metric: ComparedMetric, run: Int) -> Double? {
        guard run != baseline, isComparable[run], let value = metric.values[run],
            let base = metric.values[baseline]
        else { return nil }
        return value - base
    }

    /// How a run is called in tables: its last digits, with the experiment where they differ, whole where not unique.
    package func label(_ run: Int) -> String {
        let short = runs[run].shortId
        guard runs.filter({ $0.shortId == short }).count == 1 else { return runs[run].id }
        let names = Set(runs.map(\.name))
        return names.count > 1 ? "\(runs[run].name) \(short)" : short
    }

    private static func read(_ directories: [RunDirectory]) -> [ComparedRun] {
        directories.concurrentMap(pieceSize: 1) { $0.map(ComparedRun.init) }
    }

    private static func find(_ word: String, in runs: [ComparedRun]) throws -> Int {
        if word == "latest", let newest = runs.indices.max(by: { runs[$0].isOlder(than: runs[$1]) }) {
            return newest
        }
        if word == "best", let name = ComparedMetric.usual(of: runs).first,
            let best = ComparedMetric(name, of: runs).best
        {
            return best
        }
        let path = ResultPath.resolvingLatest(word)
        let found = runs.indices.filter { index in
            let run = runs[index]
            return run.id == word || run.shortId == word || run.directory.path == path
                || run.id.hasPrefix(word)
        }
        guard found.count == 1 else {
            throw FilterError(
                option: "--baseline", text: word, range: 0..<max(1, word.count),
                message: found.isEmpty
                    ? "'\(word)' is none of the runs that are compared"
                    : "'\(word)' could be any of \(found.count) runs",
                help: "name one of them: \(runs.prefix(5).map(\.shortId).joined(separator: ", "))")
        }
        return found[0]
    }

    private static func check(_ names: [String], _ runs: [ComparedRun]) throws -> [String] {
        for name in names where !runs.contains(where: { $0.figure(name) != nil }) {
            let known = figureNames(runs)
            throw FilterError(
                option: "--metrics", text: name, range: 0..<max(1, name.count),
                message: "no run has a figure '\(name)'",
                help: nearestName(to: name, in: known).map { "did you mean '\($0)'?" }
                    ?? "figures are \(known.prefix(12).joined(separator: ", "))")
        }
        return names
    }

    static func figureNames(_ runs: [ComparedRun]) -> [String] {
        var names: Set<String> = []
        for metrics in runs.compactMap(\.metrics) {
            for (split, figures) in metrics.splits { names.formUnion(figures.keys.map { "\(split)_\($0)" }) }
            for (split, figures) in metrics.originalUnits {
                names.formUnion(figures.keys.map { "original_\(split)_\($0)" })
            }
            for (split, figures) in metrics.crossValidation?.deviation ?? [:] {
                names.formUnion(figures.keys.map { "\(split)_\($0)\(RunFields.spreadMark)" })
            }
        }
        return names.sorted()
    }

    private static func order(_ runs: [ComparedRun], _ sort: String?) throws -> [Int] {
        guard let sort, let key = RunQuery.SortKey.list(sort).first else { return Array(runs.indices) }
        let values = runs.map { run in
            run.figure(key.name).map(FieldValue.number) ?? RunGroup.value(key.name, of: run)
        }
        guard values.contains(where: { $0 != nil }) else {
            throw RunQuery.unknown(
                key.name, option: "--sort", text: sort, range: 0..<sort.count,
                figureNames(runs) + runs[0].specification.entries.map(\.key))
        }
        return runs.indices.sorted { left, right in
            switch (values[left], values[right]) {
            case (nil, nil): return left < right
            case (nil, _?): return false
            case (_?, nil): return true
            case (let first?, let second?):
                if first.precedes(second) { return !key.isDescending }
                if second.precedes(first) { return key.isDescending }
                return left < right
            }
        }
    }

    private static func groupKeys(
        _ asked: [String], _ keys: [ChangedKey], _ runs: [ComparedRun]
    ) throws -> [String] {
        if asked == ["seeds"] { return keys.map(\.key).filter { $0 != "seed" } }
        for key in asked where runs.allSatisfy({ RunGroup.value(key, of: $0) == nil }) {
            throw RunQuery.unknown(
                key, option: "--group-by", text: key, range: 0..<max(1, key.count),
                runs[0].specification.entries.map(\.key))
        }
        return asked
    }
}
