import Runs

/// What a reader must know before believing the figures: leaks, divergence, data left out, a run that did not finish.
///
/// Taken from the warnings in `log.txt`, once each, from the run's status, and from what its data look like.
package enum WarningsSection: RunSection {
    package static let name = "warnings"
    package static let title = "Warnings"

    package static func body(_ run: RunContents) -> HTMLText? {
        let found = warnings(run)
        guard !found.isEmpty else { return nil }
        return found.reduce(.empty) {
            $0 + paragraph($1.text, style: $1.isSerious ? "warning serious" : "warning")
        }
    }

    /// All of them, each once; serious ones put the figures in doubt.
    static func warnings(_ run: RunContents) -> [(text: String, isSerious: Bool)] {
        var found: [(text: String, isSerious: Bool)] = []
        switch run.state {
        case .diverged: found.append(("The training diverged: \(run.manifest.reason ?? "")", true))
        case .failed: found.append(("The run failed: \(run.manifest.reason ?? "")", true))
        case .interrupted: found.append(("The run was interrupted; its figures may be missing.", true))
        case .running: found.append(("The run is not finished; this page shows what it has so far.", false))
        case .completed, .stopped: break
        }
        for text in logged(run.log ?? "") {
            let isSerious = text.contains("fitted on all rows") || text.contains("leak")
            found.append((text, isSerious))
        }
        for finding in (run.profile?.before?.findings ?? []) + (run.profile?.after?.findings ?? [])
        where isWarning(finding) {
            let text = finding.message.prefix(1).uppercased() + finding.message.dropFirst()
            if !found.contains(where: { $0.text == text }) { found.append((text, finding.kind == "leak")) }
        }
        let curves = CSVTable(path: run.directory.file(RunFile.metricsTable))
        for verdict in RunVerdicts.all(
            metrics: run.metrics, curves: curves, manifest: run.manifest, state: run.state)
        {
            let text = verdict.text.prefix(1).uppercased() + verdict.text.dropFirst()
            let advice = verdict.advice.prefix(1).uppercased() + verdict.advice.dropFirst()
            found.append(("\(text). \(advice).", false))
        }
        if run.manifest.git?.dirty == true {
            found.append(("The repository had changes that were not committed.", false))
        }
        return found
    }

    /// Findings about the data that put the figures in doubt; the others stand with the data.
    static func isWarning(_ finding: RunProfile.Finding) -> Bool {
        finding.kind == "leak" || finding.kind == "missing_target"
    }

    private static func logged(_ log: String) -> [String] {
        var seen: Set<String> = []
        return log.split(separator: "\n").compactMap { line in
            guard let range = line.firstRange(of: "  warning: ") else { return nil }
            let text = String(line[range.upperBound...])
            guard seen.insert(text).inserted else { return nil }
            return text.prefix(1).uppercased() + text.dropFirst()
        }
    }
}
