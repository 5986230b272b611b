import Data
import Foundation
import Kernels
import Machine
import Report
import Runs
import Training

extension RunExecution {
    /// What is known before the first step, written beside the training: it costs the run no time.
    func writePreparation() throws {
        let preparation = setup.preparation
        let data = preparation.data
        manifest.note(data, parameters: preparation.model.parameterCount, preparation.checked.spec)
        manifest.threads = setup.threads
        let git = setup.gitFolder.map(GitInquiry.init)
        self.git = git
        background.run { [directory = setup.directory, manifest, writesReport = setup.writesReport] in
            var full = manifest
            full.machine = MachineDescription.current(compiledFor: InstructionSet.name)
            full.git = git?.result(waiting: 1) ?? full.git
            var files = [
                (name: RunFile.splits, data: try RunFiles.splits(preparation)),
                (name: RunFile.graph, data: try RunJSON.encode(RunInsights.graph(preparation))),
                (name: RunFile.manifest, data: try RunJSON.encode(full)),
            ]
            if writesReport, let profile = RunInsights.profile(data) {
                files.append((RunFile.profile, profile))
            }
            // Each fold of a cross-validation has its own, beside its weights.
            if !preparation.isCrossValidation {
                files.append((RunFile.preprocessing, try RunJSON.encode(data.preprocessing)))
            }
            try directory.replace(files)
        }
    }

    func announce() {
        if !setup.findings.isEmpty { log.write(setup.findings) }
        for warning in warnings { say("warning: " + warning) }
        for leak in setup.preparation.data.preprocessing.leaks {
            say("warning: the step '\(leak)' was fitted on all rows, test rows included")
        }
        let origin = setup.checkpoint.map { " from step \(NumberText.count($0.state.step))" } ?? ""
        let word = manifest.attempts.count > 1 ? "resuming" : "running"
        say("\(word) \(manifest.name)\(origin) in \(setup.directory.path)")
        for line in setup.preparation.start?.report ?? [] { say(line) }
    }

    /// Those of the data; of several folds, each once.
    private var warnings: [String] {
        var seen: Set<String> = []
        return setup.preparation.folds.flatMap(\.data.warnings).filter { seen.insert($0).inserted }
    }

    func say(_ text: String) {
        log.write(text)
        if !setup.output.isQuiet { setup.output.messages.line(text) }
    }
}
