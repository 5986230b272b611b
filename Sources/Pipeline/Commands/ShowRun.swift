import Catalogue
import Foundation
import Machine
import Runs
import Spec
import Training

/// `assay show [RUN]`: everything about one run that fits on a screen.
package enum ShowRun {
    package static func perform(
        _ name: String, runsFolder: String, output: CommandOutput = CommandOutput()
    ) -> CommandStatus {
        output.catching {
            let directory: RunDirectory
            switch try RunSelection(folder: runsFolder, indexFolder: nil).result(name) {
            case .run(let run): directory = run
            case .sweep(let sweep):
                return ShowSweep.perform(sweep.path, runsFolder: runsFolder, output: output)
            }
            let manifest = try directory.manifest()
            let description = Description(
                run: directory.path, status: RunIndex.liveState(manifest, in: directory), manifest: manifest,
                metrics: try directory.metrics(), differences: differences(directory),
                labels: try directory.labels())
            if output.isJSON {
                output.results.line(try RunJSON.encodeLine(description))
            } else {
                lines(description, directory, output.results).forEach { output.results.line($0) }
            }
            return .done
        }
    }

    /// The run as `show --json` gives it.
    struct Description: Encodable {
        var run: String
        var status: RunState
        var manifest: RunManifest
        var metrics: RunMetrics?
        var differences: [DefaultDifference]
        var labels: RunLabels

        private enum CodingKeys: String, CodingKey {
            case run, status, manifest, metrics, labels
            case differences = "differs_from_defaults"
        }
    }

    /// Read from the run's resolved specification; a damaged one has none, and `resume` says what is wrong with it.
    private static func differences(_ directory: RunDirectory) -> [DefaultDifference] {
        let path = directory.file(RunFile.resolved)
        guard let data = FileManager.default.contents(atPath: path) else { return [] }
        let loaded = SpecReader.load(
            .text(String(decoding: data, as: UTF8.self), name: path), as: ExperimentSpec.self)
        return loaded.resolved.map { DefaultDifferences.list(resolved: $0) } ?? []
    }

    private static func lines(
        _ description: Description, _ directory: RunDirectory, _ terminal: Terminal
    ) -> [String] {
        let manifest = description.manifest
        var lines = [
            terminal.painted(manifest.name, .bold) + "  " + StateText.painted(description.status, terminal)
        ]
        if let text = manifest.description { lines.append(text) }
        if let reason = manifest.reason, description.status != .completed { lines.append(reason) }
        if description.status == .running, manifest.process.activity == .isStopped {
            lines.append("its process is \(manifest.process.inWords)")
        }
        lines.append("")
        var table = TextTable([.left, .left])
        for (label, text) in labels(description.labels) + facts(manifest, trees: trees(directory)) {
            table.row([terminal.painted(label, .dim), text])
        }
        lines += table.lines(indent: 2)
        if let metrics = description.metrics {
            lines.append("")
            lines += MetricsTable(metrics).lines(terminal)
            lines += MembersText.lines(metrics)
            if let weights = metrics.weightsText { lines += ["", "  figures of the " + weights] }
            lines += VerdictText.lines(
                metrics, manifest, description.status, path: directory.path, terminal)
        }
        let important = importance(directory, terminal)
        if !important.isEmpty { lines += [""] + important }
        if let curves = RunCurves(directory) { lines += [""] + curves.lines(terminal) }
        if !description.differences.isEmpty {
            lines += [""] + DefaultDifferencesText(differences: description.differences).lines(terminal)
        }
        lines.append("")
        lines += files(directory, terminal)
        lines.append("")
        lines.append(directory.path)
        return lines
    }

    private static func trees(_ directory: RunDirectory) -> (trees: Int, leaves: Int)? {
        FileManager.default.contents(atPath: directory.file(RunFile.trees)).flatMap {
            TreeFile.size(of: [UInt8]($0))
        }
    }

    private static let mostImportant = 10

    /// The most important columns of a model of trees, by what their splits gain and by shuffling.
    private static func importance(_ directory: RunDirectory, _ terminal: Terminal) -> [String] {
        guard
            let found = try? RunJSON.decode(
                RunImportance.self, from: directory.file(RunFile.importance)),
            let gains = found.gains, !gains.isEmpty
        else { return [] }
        var table = TextTable([.left, .right, .left, .right])
        table.row(
            ["gain of its splits", "share", "shuffled", "loss grows by"].map { terminal.painted($0, .dim) })
        for place in 0..<min(mostImportant, max(gains.count, found.features.count)) {
            let gain = place < gains.count ? gains[place] : nil
            let feature = place < found.features.count ? found.features[place] : nil
            table.row([
                gain.map { FieldText.oneLine($0.name, limit: 40) } ?? "",
                gain.map { NumberText.significant($0.share) } ?? "",
                feature.map { FieldText.oneLine($0.name, limit: 40) } ?? "",
                feature.map { NumberText.significant($0.increase) } ?? "",
            ])
        }
        return table.lines(indent: 2)
    }

    private static func labels(_ labels: RunLabels) -> [(String, String)] {
        var facts: [(String, String)] = []
        if !labels.labels.isEmpty { facts.append(("labels", labels.labels.joined(separator: " "))) }
        if let note = labels.note { facts.append(("note", FieldText.oneLine(note, limit: 200))) }
        return facts
    }

    private static func facts(
        _ manifest: RunManifest, trees: (trees: Int, leaves: Int)?
    ) -> [(String, String)] {
        var facts = [
            ("specification", ([manifest.specification] + manifest.overrides).joined(separator: " "))
        ]
        facts.append(("started", manifest.created.localText))
        if manifest.status != .running {
            let attempts = manifest.attempts.count > 1 ? " in \(manifest.attempts.count) attempts" : ""
            facts.append(("time", NumberText.duration(manifest.seconds) + attempts))
        }
        if !manifest.isSolved, let epochs = manifest.epochs, let steps = manifest.steps {
            facts.append(
                ("trained", "\(NumberText.count(epochs, "epoch")), \(NumberText.count(steps, "step"))"))
        }
        if let trees {
            facts.append(
                (
                    "model",
                    NumberText.count(trees.trees, "tree") + ", \(NumberText.count(trees.leaves)) leaves"
                ))
        } else if let parameters = manifest.parameters, parameters > 0 {
            facts.append(("model", NumberText.count(parameters, "parameter")))
        }
        facts.append(("seed", "\(manifest.seed)"))
        for file in manifest.data {
            facts.append(("data", "\(file.path)  sha256 \(file.sha256.prefix(12))…"))
        }
        if let git = manifest.git {
            facts.append(("git", "\(git.commit.prefix(10))\(git.dirty ? " with uncommitted changes" : "")"))
        }
        if let machine = manifest.machine {
            facts.append(("machine", "\(machine.host), \(machine.processor ?? "unknown processor")"))
        }
        if let peak = manifest.peakMemoryBytes {
            facts.append(("peak memory", NumberText.bytes(peak)))
        }
        return facts
    }

    private static func files(_ directory: RunDirectory, _ terminal: Terminal) -> [String] {
        var table = TextTable([.left, .right])
        for name in RunFile.all + RunFile.ofSomeModels + RunFile.reporting + [RunFile.labels]
        where directory.exists(name) {
            let attributes = try? FileManager.default.attributesOfItem(atPath: directory.file(name))
            let size = (attributes?[.size] as? NSNumber)?.intValue ?? 0
            table.row([name, terminal.painted(NumberText.bytes(size), .dim)])
        }
        return table.lines(indent: 2)
    }
}

extension RunError {
    /// Whether the command line named a run that is not there, as opposed to a run being broken.
    package var isWrongName: Bool {
        switch self {
        case .notARun, .notASweep, .unknownRun, .noRuns, .noSweeps, .isASweep, .isARun, .notReplaced,
            .ambiguous:
            true
        case .system, .damaged, .inUse, .refused, .foreign: false
        }
    }
}
