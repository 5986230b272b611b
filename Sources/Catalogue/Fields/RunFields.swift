import Foundation
import Runs

/// Everything a run can be listed, filtered and sorted by, as names with values.
///
/// Names of facts are in `facts`; a figure is `<split>_<metric>` (`val_loss`, `test_r2`), in the target's own units
/// `original_<split>_<metric>`, of a baseline `baseline_<rule>_<split>_<metric>`, of a cross-validation the mean over
/// the folds and with `_sd` behind it their standard deviation; every key of the resolved specification is a name as it
/// is written there (`optimizer.lr`). Where a fact and a key have one name, the fact wins.
package enum RunFields {
    /// The facts, with what they are: the source of documentation and suggestions.
    package static let facts: [(name: String, meaning: String)] = [
        ("run", "name of the run directory"),
        ("path", "where it is, from the folder of results"),
        ("name", "name of the experiment"),
        ("status", "completed, stopped, running, interrupted, diverged or failed"),
        ("reason", "why it is in this state"),
        ("problem", "why it could not be read"),
        ("label", "its labels"),
        ("note", "its note"),
        ("started", "when it was started"),
        ("ended", "when it ended"),
        ("time", "seconds of work"),
        ("epochs", "finished epochs"),
        ("steps", "finished steps"),
        ("best_epoch", "the epoch with the best monitored value"),
        ("metric", "the figure that stands for the run: split and metric"),
        ("score", "its value"),
        ("better", "whether a 'lower' or a 'higher' score is better"),
        ("folds", "trainings of a cross-validation"),
        ("seed", "seed of the run"),
        ("parameters", "numbers in the model"),
        ("threads", "threads it computed with"),
        ("peak_memory", "most memory held, in bytes"),
        ("specification", "the file as it was named"),
        ("data", "SHA-256 of the data files, 12 digits each"),
        ("data_key", "key of the prepared data"),
        ("host", "machine"),
        ("version", "version of assay"),
        ("commit", "git commit of the specification"),
        ("sweep", "the sweep it is a trial of"),
    ]

    /// What the name of a standard deviation over folds ends with.
    package static let spreadMark = "_sd"

    /// The facts and figures of a run, from `run.json`, `metrics.json` and `labels.json`.
    ///
    /// - Limits: what cannot be read is left out, with the reason as the field `problem`
    package static func read(_ directory: RunDirectory, path: String) -> [(String, FieldValue)] {
        var fields = FieldList()
        let entry = RunIndex.entry(of: directory)
        fields.add("run", .text(directory.id))
        fields.add("path", .text(path))
        fields.add("status", (entry.state?.rawValue).map(FieldValue.text))
        let parts = path.split(separator: "/")
        if parts.count == 4, parts[0] == "sweeps" { fields.add("sweep", .text(String(parts[1]))) }
        var problems = entry.problem.map { [$0] } ?? []
        if let manifest = entry.manifest { add(manifest, to: &fields) }
        do {
            if let metrics = try directory.metrics() { add(metrics, to: &fields) }
        } catch {
            problems.append("\(error)")
        }
        do {
            let labels = try directory.labels()
            if !labels.labels.isEmpty { fields.add("label", .list(labels.labels)) }
            fields.add("note", labels.note.map(FieldValue.text))
        } catch {
            problems.append("\(error)")
        }
        if !problems.isEmpty { fields.add("problem", .text(problems.joined(separator: "; "))) }
        return fields.all
    }

    /// The keys of the resolved specification; none when it is missing or damaged.
    static func keys(_ directory: RunDirectory) -> [(String, FieldValue)] {
        guard let flat = try? FlatSpec.read(directory) else { return [] }
        let names = Set(facts.map(\.name))
        return (flat.entries + flat.lists).compactMap { entry in
            names.contains(entry.key) ? nil : entry.value.map { (entry.key, $0) }
        }
    }

    private static func add(_ manifest: RunManifest, to fields: inout FieldList) {
        fields.add("name", .text(manifest.name))
        fields.add("reason", manifest.reason.map(FieldValue.text))
        fields.add("started", .moment(manifest.created))
        fields.add("ended", manifest.ended.map(FieldValue.moment))
        if manifest.status != .running { fields.add("time", .number(manifest.seconds)) }
        fields.add("epochs", .number(manifest.epochs.map(Double.init)))
        fields.add("steps", .number(manifest.steps.map(Double.init)))
        fields.add("seed", .number(Double(manifest.seed)))
        fields.add("parameters", .number(manifest.parameters.map(Double.init)))
        fields.add("threads", .number(manifest.threads.map(Double.init)))
        fields.add("peak_memory", .number(manifest.peakMemoryBytes.map(Double.init)))
        fields.add("specification", .text(manifest.specification))
        if !manifest.data.isEmpty {
            fields.add(
                "data", .text(manifest.data.map { String($0.sha256.prefix(12)) }.joined(separator: " ")))
        }
        fields.add("data_key", manifest.dataKey.map(FieldValue.text))
        fields.add("host", (manifest.machine?.host).map(FieldValue.text))
        fields.add("version", manifest.versions["assay"].map(FieldValue.text))
        fields.add("commit", (manifest.git?.commit).map(FieldValue.text))
    }

    private static func add(_ metrics: RunMetrics, to fields: inout FieldList) {
        fields.add("epochs", .number(Double(metrics.epochs)))
        fields.add("steps", .number(Double(metrics.steps)))
        fields.add("best_epoch", .number(metrics.bestEpoch.map(Double.init)))
        if let headline = metrics.headline {
            fields.add("metric", .text("\(headline.split)_\(headline.metric)"))
            fields.add("score", .number(headline.value))
            let isMaximized = metrics.directions[headline.metric] == "maximize"
            fields.add("better", .text(isMaximized ? "higher" : "lower"))
        }
        add(metrics.splits, prefix: "", to: &fields)
        add(metrics.originalUnits, prefix: "original_", to: &fields)
        if let folds = metrics.crossValidation {
            fields.add("folds", .number(Double(folds.folds.count)))
            let mark = spreadMark
            add(folds.deviation, prefix: "", suffix: mark, to: &fields)
            add(folds.deviationInOriginalUnits, prefix: "original_", suffix: mark, to: &fields)
        }
        for (rule, splits) in metrics.baselines.sorted(by: { $0.key < $1.key }) {
            add(splits, prefix: "baseline_\(rule)_", to: &fields)
        }
    }

    private static func add(
        _ splits: [String: RunMetrics.Figures], prefix: String, suffix: String = "",
        to fields: inout FieldList
    ) {
        for (split, figures) in splits.sorted(by: { $0.key < $1.key }) {
            for (metric, value) in figures.sorted(by: { $0.key < $1.key }) {
                fields.add("\(prefix)\(split)_\(metric)\(suffix)", .number(value))
            }
        }
    }
}

/// Fields in the order they are added; a later value replaces an earlier one, a missing one does not.
private struct FieldList {
    private(set) var all: [(String, FieldValue)] = []

    mutating func add(_ name: String, _ value: FieldValue?) {
        guard let value else { return }
        if let index = all.firstIndex(where: { $0.0 == name }) {
            all[index].1 = value
        } else {
            all.append((name, value))
        }
    }
}
