import Data
import Foundation
import Kernels
import Report
import Runs
import Training

extension RunExecution {
    /// Writes results and the final state, and prints the summary.
    ///
    /// All of it is on the disk before the first file gets its name, and the state gets its name last: before that,
    /// the run can still be resumed to the same end.
    func finish(_ results: RunFiles, _ tables: any LiveTables) throws -> CommandStatus {
        try background.wait()
        let isCrossValidation = setup.preparation.isCrossValidation
        let metrics = results.metrics
        var files: [RunFiles.File] = []
        if isCrossValidation {
            files.append(results.means(EpochTable(columns: setup.job.columns)))
        } else {
            files += try results.checkpoints() + results.models()
        }
        if metrics != nil, let predictions = results.predictions() {
            files.append(predictions)
            warn(ofLost: results.lostRows)
            if setup.writesReport, !isCrossValidation { files += insights() }
        }
        if let metrics { files.append((RunFile.metrics, try RunJSON.encode(metrics))) }
        manifest.epochs = outcome.results.isEmpty ? nil : outcome.epochs
        manifest.steps = outcome.steps
        let closed = try closedManifest(outcome.ending)
        files.append((RunFile.manifest, try RunJSON.encode(closed)))
        try (tables as? RunTables)?.events.end(
            at: closed.ended ?? .now(), step: outcome.steps, state: closed.status, metrics: metrics)
        try write(files)
        manifest = closed
        if closed.status == .diverged, let reason = closed.reason {
            setup.output.error("the run diverged: \(reason)")
        }
        if let result = outcome.results.first, !isCrossValidation { warnOfUndefinedMonitor(result) }
        report(metrics)
        switch manifest.status {
        case .completed, .stopped: return .done
        case .interrupted: return .interrupted
        case .running, .diverged, .failed: return .failed
        }
    }

    /// Early stopping says it in its reason.
    private func warnOfUndefinedMonitor(_ result: TrialResult) {
        guard result.monitorWasUndefined, result.status.stoppingReason == nil else { return }
        say(
            "warning: \(result.monitor) was never a number, so no epoch was the best: the last weights are kept"
        )
    }

    /// Says what could not be done as it was asked for.
    func warnOfDecision() {
        if let warning = GroupTables.warning(outcome.groups) { say("warning: " + warning) }
        guard let decision = outcome.decision else { return }
        let spec = setup.preparation.checked.spec
        if spec.threshold?.value.search != nil, decision.threshold == nil {
            say("warning: no threshold could be chosen: its rows do not have both classes; 0.5 is used")
        } else if !decision.keepsLeasts {
            say(
                "warning: no threshold keeps every 'at_least' on the rows it was chosen on; the nearest is used"
            )
        }
    }

    /// Ends a run whose training could not go on.
    func fail(_ error: any Error) throws -> CommandStatus {
        let reason = "\(error)"
        setup.output.error(reason)
        log.write("error: " + reason)
        try? background.wait()
        manifest = try closedManifest(.failed(reason: reason))
        try setup.directory.write(manifest)
        if setup.output.isJSON {
            let summary = RunSummary(manifest: manifest, metrics: nil, path: setup.directory.path)
            setup.output.results.line(summary.json)
        }
        return .failed
    }

    /// Tells of predictions that have no value in the target's own units.
    func warn(ofLost rows: Int) {
        guard let warning = PredictionText.lostWarning(rows) else { return }
        say("warning: " + warning)
    }

    /// What is found out for the report with the weights and predictions. A report without is better than a run that
    /// fails at its end.
    private func insights() -> [RunFiles.File] {
        guard let fold = outcome.folds.first, let predictions = fold.predictions,
            let split = setup.preparation.predictedSplit.flatMap({ setup.preparation.data[split: $0] })
        else { return [] }
        let insights = RunInsights(
            preparation: setup.preparation, weights: SafetensorsFile(weights: fold.weights ?? []),
            threads: setup.threads)
        do {
            return try insights.files(split: split, predictions: predictions)
        } catch {
            log.write("warning: the report has no importance, coefficients or images: \(error)")
            return []
        }
    }

    /// The manifest in its final state. It becomes the run's manifest only when it has been written: a full disk
    /// must not leave a run that takes itself for complete.
    func closedManifest(_ ending: Ending) throws -> RunManifest {
        var closed = manifest
        closed.machine = MachineDescription.current(compiledFor: InstructionSet.name)
        closed.peakMemoryBytes = peakMemoryBytes()
        closed.git = git?.result(waiting: 0) ?? closed.git
        _ = closed.apply(.ended(ending), at: .now())
        if ending == .interrupted { closed.reason = Interruption.reason }
        try log.flush()
        return closed
    }

    func report(_ metrics: RunMetrics?) {
        if let metrics, metrics.crossValidation != nil { writeFoldEvents(metrics) }
        let summary = RunSummary(
            manifest: manifest, metrics: metrics, path: setup.directory.path, report: writtenReport())
        for line in summary.lines(.plain) { log.write(line) }
        try? log.flush()
        if setup.output.isJSON {
            setup.output.results.line(summary.json)
        } else if !setup.output.isQuiet {
            for line in summary.lines(setup.output.results) { setup.output.results.line(line) }
        }
    }

    /// What TensorBoard shows of a cross-validation. Without it nothing is lost: the tables have the same.
    private func writeFoldEvents(_ metrics: RunMetrics) {
        do {
            try FoldEvents.write(
                setup.directory, manifest: manifest, specification: setup.resolved.plainText,
                settings: EventSettings.list(setup.resolved.node), metrics: metrics)
        } catch {
            let text = "warning: the event files for TensorBoard could not be written: \(error)"
            log.write(text)
            setup.output.messages.line(text)
        }
    }

    /// The path of the page, when one is wanted and could be written.
    private func writtenReport() -> String? {
        guard setup.writesReport else { return nil }
        do {
            return try RunReport.write(setup.directory)
        } catch {
            let text = "warning: the report could not be written: \(error)"
            log.write(text)
            setup.output.messages.line(text)
            return nil
        }
    }
}
