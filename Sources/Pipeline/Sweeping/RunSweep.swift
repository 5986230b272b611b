import Data
import Foundation
import Machine
import Runs
import Spec
import Sweep

/// `assay sweep`: declares, carries out or continues a sweep.
package enum RunSweep {
    package static func perform(_ request: SweepRequest, output: CommandOutput) -> CommandStatus {
        Interruption.install()
        TimeLimit.begin(request.timeLimit, output: output)
        return run(request, output: output, gate: OpenGate()) { Interruption.isRequested }
    }

    /// - Parameter gate: lets tests end the sweep before any write
    /// - Parameter view: how the process sees what others write to the folder
    /// - Parameter isInterrupted: asked after every step
    package static func run(
        _ request: SweepRequest, environment: [String: String] = ProcessInfo.processInfo.environment,
        output: CommandOutput, gate: any WriteGate, view: any FolderView = DirectView(),
        isInterrupted: @escaping @Sendable () -> Bool
    ) -> CommandStatus {
        withDefinition(request, environment, output) { definition in
            let directory = try directory(definition, request, gate, view)
            return try carryOut(definition, request, directory, output, isInterrupted)
        }
    }

    /// Makes the sweep's directory, or finds it, notes what is asked for once (`--more`, `--retry-failed`), and trains
    /// nothing.
    ///
    /// - Parameter body: gets the directory and the sweep's name; not called for a sweep that is complete
    static func prepare(
        _ request: SweepRequest, environment: [String: String] = ProcessInfo.processInfo.environment,
        output: CommandOutput, _ body: (SweepDirectory, _ name: String) throws -> CommandStatus
    ) -> CommandStatus {
        withDefinition(request, environment, output) { definition in
            let directory = try directory(definition, request, OpenGate(), DirectView())
            let execution = try SweepExecution(
                definition, directory: directory, options: options(definition, request), more: request.more,
                commandLine: request.commandLine, isInterrupted: { false })
            if execution.state.records.count >= execution.sequence.trialCount {
                if !output.isQuiet { announce(execution, output) }
                return .done
            }
            execution.leave()
            return try body(directory, definition.base.name)
        }
    }

    private static func withDefinition(
        _ request: SweepRequest, _ environment: [String: String], _ output: CommandOutput,
        _ body: (SweepDefinition) throws -> CommandStatus
    ) -> CommandStatus {
        let reading = SweepReading(
            request.specification, arguments: request.arguments, environment: environment,
            runsFolder: request.runsFolder, fetching: .allowed(DownloadProgress.reporter(output)))
        let problem = output.report(reading)
        guard let definition = reading.definition else { return problem ?? .invalid }
        if request.more > 0, !definition.search.listed.isEmpty || definition.search.sampler.trials == nil {
            return output.fail(
                CommandFailure(
                    .command,
                    "--more needs a sampler without an end of its own, such as 'random'; this sweep is complete"
                ))
        }
        if request.retryFailed, definition.learns {
            let what = definition.prunes ? "pruner" : "sampler"
            return output.fail(
                CommandFailure(
                    .command,
                    "--retry-failed would change what the \(what) decided about later trials; put 'retries' into the section "
                        + "'sweep', which tries a failed trial again before others depend on it"))
        }
        return output.catching(reading.sources) { try body(definition) }
    }

    /// The directory of the same sweep, or a new one.
    private static func directory(
        _ definition: SweepDefinition, _ request: SweepRequest, _ gate: any WriteGate,
        _ view: any FolderView
    ) throws -> SweepDirectory {
        if let known = SweepDirectory.find(
            key: definition.key, in: request.runsFolder, gate: gate, view: view)
        {
            return known
        }
        let trials = try definition.sequence(more: 0).trialCount
        return try SweepDirectory.create(
            in: request.runsFolder, name: definition.base.name, key: definition.key,
            specification: definition.sources.asWritten, gate: gate, view: view
        ) { id, time in
            SweepOpening(
                id: id, name: definition.base.name, key: definition.key, created: time,
                specification: definition.base.path, overrides: request.arguments,
                commandLine: request.commandLine, parameters: definition.parameterNames,
                objective: definition.objective.metric, direction: definition.objective.direction.rawValue,
                sampler: definition.search.listed.isEmpty
                    ? type(of: definition.search.sampler).name : "trials",
                pruner: !definition.prunes
                    ? nil : type(of: definition.search.pruner).name,
                trials: trials, repeats: definition.search.repeats)
        }
    }

    private static func carryOut(
        _ definition: SweepDefinition, _ request: SweepRequest, _ directory: SweepDirectory,
        _ output: CommandOutput, _ isInterrupted: @escaping @Sendable () -> Bool
    ) throws -> CommandStatus {
        let execution = try SweepExecution(
            definition, directory: directory, options: options(definition, request), more: request.more,
            commandLine: request.commandLine, isInterrupted: isInterrupted)
        if !output.isQuiet { announce(execution, output) }
        Interruption.trainingBegins()
        let reporter = SweepReporter(
            execution.progress, terminal: output.isQuiet || output.isJSON ? nil : output.messages)
        do {
            defer { reporter?.finish() }
            try execution.perform()
        }
        let summary = try execution.summarize()
        if execution.earlyEnd == nil { execution.states.removeAll() }
        let report =
            execution.earlyEnd == nil
            ? WriteReport.afterSweep(directory, state: execution.state, summary: summary, output: output)
            : nil
        if output.isJSON {
            let outcome = SweepOutcome(summary, directory: directory.path, report: report)
            output.results.line(try RunJSON.encodeLine(outcome))
        } else if !output.isQuiet {
            let text = SweepStatusText(summary, state: execution.state, directory: directory)
            for line in text.lines(output.results) { output.results.line(line) }
            if let report { output.results.line(report) }
        }
        if let reason = execution.earlyEnd {
            output.error("the sweep ended early: \(reason); the same command continues it")
            return execution.isInterruptedFromOutside ? .interrupted : .failed
        }
        let missing = summary.counts.ended - summary.counts.finished - summary.counts.pruned
        if missing > 0, !output.isQuiet {
            output.messages.line(
                "\(NumberText.count(missing, "trial")) of \(NumberText.count(summary.counts.ended)) did not finish: "
                    + "\(summary.counts.diverged) diverged, \(summary.counts.failed) failed")
        }
        return summary.counts.finished > 0 ? .done : .failed
    }

    private static func announce(_ execution: SweepExecution, _ output: CommandOutput) {
        let done = execution.state.records.count
        let total = execution.sequence.trialCount
        let trials = NumberText.count(total, "trial")
        let word = done == 0 ? "sweeping" : done == total ? "complete:" : "continuing"
        let rest = done == 0 || done == total ? "" : ", \(NumberText.count(done)) done"
        output.messages.line(
            "\(word) \(execution.definition.base.name), \(trials)\(rest), in \(execution.directory.path)")
        if !execution.lost.isEmpty {
            output.messages.line(
                "\(NumberText.count(execution.lost.count, "trial")) trained again: their folders are gone")
        }
        execution.tell = { output.messages.line($0) }
    }

    private static func options(_ definition: SweepDefinition, _ request: SweepRequest) -> SweepOptions {
        let keep: KeptTrials
        switch request.keep {
        case .best(let count): keep = .best(count)
        case .all: keep = .all
        case nil: keep = definition.section.keep
        }
        return SweepOptions(
            jobs: request.jobs ?? definition.base.spec.threads ?? AllowedProcessors.count,
            memory: request.memory ?? StackCost.standardMemory, keep: keep,
            detail: request.isFull ? .full : .standard, retries: definition.section.retries,
            failFast: request.failFast || definition.section.failFast,
            retriesFailed: request.retryFailed)
    }
}

/// The last line of `sweep --json`.
private struct SweepOutcome: Encodable {
    var sweep: String
    var status: String
    var objective: String
    var counts: SweepSummary.Counts
    var best: SweepSummary.Best?
    /// The page, if one was written.
    var report: String?

    init(_ summary: SweepSummary, directory: String, report: String?) {
        sweep = directory
        self.report = report
        status = summary.status
        objective = summary.objective
        counts = summary.counts
        best = summary.best
    }
}
