import Machine
import Runs

/// A run as Markdown, for notes and pull requests: what its page says in words and figures.
package struct RunMarkdown {
    package let text: String

    package init(_ run: RunContents) {
        let manifest = run.manifest
        var lines = ["# " + ComparisonMarkdown.escaped(manifest.name), ""]
        if let description = manifest.description, !description.isEmpty {
            lines += [ComparisonMarkdown.escaped(description), ""]
        }
        let reason = manifest.reason.map { " – " + ComparisonMarkdown.escaped($0) } ?? ""
        lines += [
            "**\(run.state.rawValue)**\(reason), started \(manifest.created.localText), "
                + NumberText.duration(manifest.seconds), "",
        ]
        for warning in WarningsSection.warnings(run) {
            lines += ["> **Warning**: " + ComparisonMarkdown.escaped(warning.text), ""]
        }
        if let metrics = run.metrics, !metrics.splits.isEmpty {
            lines += Self.figures(metrics, scored: run.scoredSplit) + [""]
            if let validation = metrics.crossValidation { lines += Self.folds(metrics, validation) + [""] }
        }
        lines += Self.facts(manifest)
        if let resolved = run.resolved { lines += Self.specification(resolved) }
        text = lines.joined(separator: "\n") + "\n"
    }

    private static func figures(_ metrics: RunMetrics, scored: String) -> [String] {
        let splits = RunMetrics.ordered(metrics.splits.keys)
        let baselines = metrics.baselines.keys.sorted()
        let rows = metrics.names.map { name -> [String] in
            let own = splits.map { split -> String in
                NumberText.figure(
                    metrics.splits[split]?[name], deviation: metrics.crossValidation?.deviation[split]?[name])
            }
            let others = baselines.map { NumberText.figure(metrics.baselines[$0]?[scored]?[name]) }
            return [metrics.heading(of: name)] + own + others
        }
        return ComparisonMarkdown.table(
            headings: [""] + splits + baselines.map { "\($0) (\(scored))" },
            isFigure: [false] + (splits + baselines).map { _ in true }, rows: rows)
    }

    private static func folds(
        _ metrics: RunMetrics, _ validation: RunMetrics.CrossValidation
    ) -> [String] {
        let rows = validation.folds.map { fold in
            ["\(fold.fold)", fold.status] + metrics.names.map { NumberText.figure(fold.splits["val"]?[$0]) }
        }
        return ComparisonMarkdown.table(
            headings: ["fold", "status"] + metrics.names.map { "val " + metrics.label(of: $0) },
            isFigure: [false, false] + metrics.names.map { _ in true }, rows: rows)
    }

    private static func facts(_ manifest: RunManifest) -> [String] {
        var facts = [
            "run \(manifest.id)", "specification \(manifest.specification)", "seed \(manifest.seed)",
        ]
        if !manifest.overrides.isEmpty {
            facts.append("changes " + manifest.overrides.joined(separator: " "))
        }
        if let parameters = manifest.parameters { facts.append("\(NumberText.count(parameters)) parameters") }
        for file in manifest.data { facts.append("data \(file.path), SHA-256 \(file.sha256)") }
        if let git = manifest.git {
            facts.append("commit \(git.commit)" + (git.dirty ? " with uncommitted changes" : ""))
        }
        return facts.map { "- " + ComparisonMarkdown.escaped($0) }
    }

    /// Without defaults, in a fence longer than any in the text.
    private static func specification(_ resolved: String) -> [String] {
        let lines = resolved.split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.hasSuffix("# default") }.map(String.init)
        var fence = "```"
        while resolved.contains(fence) { fence += "`" }
        return ["", fence + "yaml"] + lines + [fence]
    }
}
