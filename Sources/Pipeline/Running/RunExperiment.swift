import Data
import Foundation
import Runs
import Spec

/// `assay run`: reads the specification, prepares the data, makes a run directory and trains in it.
package enum RunExperiment {
    package static func perform(_ request: RunRequest, output: CommandOutput) -> CommandStatus {
        Interruption.install()
        TimeLimit.begin(request.timeLimit, output: output)
        let specification = SpecRequest(path: request.specification, overrides: request.overrides)
        return run(specification, request, output: output, gate: OpenGate()) { Interruption.isRequested }
            .status
    }

    /// - Parameter gate: lets tests end the run before any write
    /// - Parameter isInterrupted: asked after every step
    package static func run(
        _ specification: SpecRequest, _ request: RunRequest, output: CommandOutput,
        gate: any WriteGate,
        isInterrupted: @escaping @Sendable () -> Bool
    ) -> RunOutcome {
        var specification = specification
        specification.runsFolder = request.runsFolder
        var reading = SpecReading(
            specification, fetching: .allowed(DownloadProgress.reporter(output)))
        let problem = output.report(reading)
        guard let checked = reading.checked else {
            return RunOutcome(directory: nil, status: problem ?? .invalid)
        }
        return RunOutcome.catching(output, reading.sources) {
            let preparation = try RunPreparation(checked, progress: DownloadProgress.reporter(output))
            let later = DiagnosticBag(preparation.findings)
            if !later.isEmpty, !output.isQuiet {
                let text = DiagnosticText(sources: reading.sources, color: output.messages.hasColor)
                output.messages.findings(text.render(later))
            }
            reading.diagnostics.report(contentsOf: later)
            let (directory, resolved) = try makeDirectory(checked, reading, request, gate)
            let lock = try RunLock(directory: directory.path)
            defer { withExtendedLifetime(lock) {} }
            let execution = try RunExecution(
                RunSetup(
                    directory: directory, manifest: try directory.manifest(), preparation: preparation,
                    resolved: resolved, threads: ThreadCount.of(request.threads, checked.spec),
                    output: output, gitFolder: specification.folder, findings: reading.text(.plain),
                    isInterrupted: isInterrupted, writesReport: request.writesReport))
            return RunOutcome(directory: directory.path, status: try execution.perform())
        }
    }

    /// The run's directory with its first files: what can be resumed.
    private static func makeDirectory(
        _ checked: CheckedSpec, _ reading: SpecReading, _ request: RunRequest, _ gate: any WriteGate
    ) throws -> (RunDirectory, ResolvedSpec) {
        let name = request.name ?? checked.name
        let resolved = ResolvedSpec(checked, name: name)
        let directory = try RunDirectory.create(
            in: request.runsFolder, name: name, gate: gate,
            firstFiles: .init(specification: reading.sources.asWritten, resolved: resolved.text) { id, time in
                manifest(checked, request, id: id, name: name, time: time)
            })
        return (directory, resolved)
    }

    /// Makes the run's directory and trains nothing: `assay resume` begins with it.
    ///
    /// - Parameter body: gets the directory and the run's name
    static func prepare(
        _ request: RunRequest, output: CommandOutput,
        _ body: (RunDirectory, _ name: String) throws -> CommandStatus
    ) -> CommandStatus {
        var specification = SpecRequest(path: request.specification, overrides: request.overrides)
        specification.runsFolder = request.runsFolder
        let reading = SpecReading(specification, fetching: .allowed(DownloadProgress.reporter(output)))
        let problem = output.report(reading)
        guard let checked = reading.checked else { return problem ?? .invalid }
        return output.catching(reading.sources) {
            let (directory, _) = try makeDirectory(checked, reading, request, OpenGate())
            return try body(directory, request.name ?? checked.name)
        }
    }

    private static func manifest(
        _ checked: CheckedSpec, _ request: RunRequest, id: String, name: String, time: RunTime
    ) -> RunManifest {
        RunManifest(
            id: id, name: name, description: checked.description, created: time, seed: checked.spec.seed,
            specification: checked.path, specificationFolder: checked.request.folder,
            overrides: checked.request.overrides.map(Secrets.masked), commandLine: request.commandLine,
            versions: ["assay": ProgramVersion.text], process: .current())
    }
}
