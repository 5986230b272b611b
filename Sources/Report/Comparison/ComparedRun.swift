import Catalogue
import Foundation
import Runs

/// What a comparison knows of one run.
///
/// - Limits: every file but `run.json` may be missing: a run of an older version, or one that ended early, has fewer
///   figures and is compared by those it has
package struct ComparedRun: Sendable {
    package let directory: RunDirectory
    package let manifest: RunManifest?
    /// Nil when its manifest cannot be read.
    package let state: RunState?
    package let metrics: RunMetrics?
    package let specification: FlatSpec
    /// Which rows each part has, by name.
    package let parts: [String: Part]
    /// What could not be read, for people.
    package let problems: [String]
    /// Keys with values, `null` left out.
    package let keys: [String: FieldValue]

    /// A part of the data, from `splits.json`.
    package struct Part: Decodable, Equatable, Sendable {
        package var name: String
        package var rows: Int
        /// SHA-256 of the row numbers.
        package var sha256: String
    }

    private struct Parts: Decodable {
        var parts: [Part]
    }

    package init(_ directory: RunDirectory) {
        self.directory = directory
        var problems: [String] = []
        func attempt<Value>(_ body: () throws -> Value?) -> Value? {
            do {
                return try body()
            } catch {
                problems.append("\(error)")
                return nil
            }
        }
        let entry = RunIndex.entry(of: directory)
        manifest = entry.manifest
        state = entry.state
        if let problem = entry.problem { problems.append(problem) }
        metrics = attempt { try directory.metrics() }
        specification = attempt { try FlatSpec.read(directory) } ?? .empty
        let parts = attempt {
            directory.exists(RunFile.splits)
                ? try RunJSON.decode(Parts.self, from: directory.file(RunFile.splits)).parts : []
        }
        self.parts = Dictionary((parts ?? []).map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        keys = specification.values
        self.problems = problems
    }

    package var id: String { directory.id }
    package var name: String { manifest?.name ?? id }

    package var stateText: String { state?.rawValue ?? "unreadable" }

    /// Whether it began before the other one.
    func isOlder(than other: ComparedRun) -> Bool {
        func time(_ run: ComparedRun) -> Int64 {
            (run.manifest?.created ?? RunName.stamp(of: run.id))?.milliseconds ?? 0
        }
        return (time(self), id) < (time(other), other.id)
    }

    /// The last six digits of the name, which usually tell runs apart; the whole name otherwise.
    package var shortId: String {
        let parts = id.split(separator: "-")
        guard parts.count >= 4, let last = parts.last, last.count == 6 else { return id }
        return String(last)
    }

    /// A figure by its name, `test_mse`, `original_test_mse`, or `val_mse_sd` for its standard deviation over the folds
    /// of a cross-validation; nil when the run has none.
    package func figure(_ name: String) -> Double? {
        guard let metrics else { return nil }
        let isOriginal = name.hasPrefix("original_")
        let rest = isOriginal ? name.dropFirst("original_".count) : name[...]
        if let value = Self.figure(rest, in: isOriginal ? metrics.originalUnits : metrics.splits) {
            return value
        }
        guard let folds = metrics.crossValidation, rest.hasSuffix(RunFields.spreadMark) else { return nil }
        return Self.figure(
            rest.dropLast(RunFields.spreadMark.count),
            in: isOriginal ? folds.deviationInOriginalUnits : folds.deviation)
    }

    private static func figure(_ rest: Substring, in splits: [String: RunMetrics.Figures]) -> Double? {
        for (split, figures) in splits where rest.hasPrefix(split + "_") {
            guard let value = figures[String(rest.dropFirst(split.count + 1))] ?? nil else { continue }
            return value.isNaN ? nil : value
        }
        return nil
    }

    /// The rows that were scored at the end.
    package var scoredPart: Part? {
        ["test", "val", "train"].lazy.compactMap { parts[$0] }.first
    }
}
