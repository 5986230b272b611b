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
    func finish(
        _ result: TrialResult, _ session: TrainingSession, _ observer: RunObserver, _ tables: RunTables
    ) throws -> CommandStatus {
        try background.wait()
        var files: [(name: String, data: Foundation.Data)] = []
        if let final = observer.finalCheckpoint { files += RunObserver.files(of: final) }
        let metrics = result.splits.isEmpty ? nil : figures(result, observer, tables)
        if metrics != nil, result.isScored {
            let weights = SafetensorsFile(
                metadata: [SafetensorsFile.Metadata(key: "format", value: "pt")],
                tensors: session.finalWeights(trial: 0))
            files += try predictions(session, weights)
            files.append((RunFile.model, Data(weights.encoded())))
        }
        if let metrics {
            files.append((RunFile.metrics, try RunJSON.encode(metrics)))
        }
        manifest.epochs = result.epochs
        manifest.steps = result.steps
        let closed = try closedManifest(Self.event(result.status))
        files.append((RunFile.manifest, try RunJSON.encode(closed)))
        try tables.events.end(
            at: closed.ended ?? .now(), step: result.steps, state: closed.status, metrics: metrics)
        try start.directory.replace(files, syncing: tables.filesToSync(), isFirst: observer.isFirstWrite)
        manifest = closed
        if case .diverged(let divergence) = result.status {
            start.output.error("the run diverged: \(divergence)")
        }
        warnOfUndefinedMonitor(result)
        report(metrics)
        return manifest.status == .completed || manifest.status == .stopped ? .done : .failed
    }

    /// Early stopping says it in its reason.
    private func warnOfUndefinedMonitor(_ result: TrialResult) {
        guard result.monitorWasUndefined, result.status.stoppingReason == nil else { return }
        say(
            "warning: \(result.monitor) was never a number, so no epoch was the best: the last weights are kept"
        )
    }

    /// Ends a run whose training could not go on.
    func fail(_ error: any Error) throws -> CommandStatus {
        let reason = "\(error)"
        start.output.error(reason)
        log.write("error: " + reason)
        try? background.wait()
        manifest = try closedManifest(.failure(reason: reason))
        try start.directory.write(manifest)
        if start.output.isJSON {
            let summary = RunSummary(manifest: manifest, metrics: nil, path: start.directory.path)
            start.output.results.line(summary.json)
        }
        return .failed
    }

    private func figures(_ result: TrialResult, _ observer: RunObserver, _ tables: RunTables) -> RunMetrics {
        let seconds = observer.seconds
        let steps = result.steps - start.firstStep
        return RunMetrics(
            result, spec: start.preparation.checked.spec, target: start.preparation.data.target,
            positive: start.preparation.positive,
            trainingSeconds: tables.earlierSeconds + seconds,
            stepsPerSecond: seconds > 0 && steps > 0 ? Double(steps) / seconds : nil)
    }

    /// The predictions, and what is found out with them for the report.
    private func predictions(
        _ session: TrainingSession, _ weights: SafetensorsFile
    ) throws -> [(name: String, data: Foundation.Data)] {
        let data = start.preparation.data
        guard let name = PredictionsFile.split(of: data), let split = data[split: name],
            let rows = try session.predictions(split: name).first
        else { return [] }
        let content = PredictionsFile.content(
            split: split, predictions: rows.predictions, task: start.preparation.model.task, data: data,
            kept: start.preparation.kept)
        let text = PredictionText(
            task: start.preparation.model.task, target: data.target, transform: data.targetTransform)
        warn(ofLost: text.lostRows(rows.predictions))
        let file = [(name: RunFile.predictions, data: content)]
        return start.writesReport ? file + insights(split, rows, weights) : file
    }

    /// Tells of predictions that have no value in the target's own units.
    func warn(ofLost rows: Int) {
        guard let warning = PredictionText.lostWarning(rows) else { return }
        log.write("warning: " + warning)
        if !start.output.isQuiet { start.output.messages.line("warning: " + warning) }
    }

    /// A report without them is better than a run that fails at its end.
    private func insights(
        _ split: PreparedSplit, _ rows: ScoredRows, _ weights: SafetensorsFile
    ) -> [(name: String, data: Foundation.Data)] {
        let insights = RunInsights(preparation: start.preparation, weights: weights, threads: start.threads)
        do {
            return try insights.files(split: split, predictions: rows)
        } catch {
            log.write("warning: the report has no importance, coefficients or images: \(error)")
            return []
        }
    }

    static func event(_ status: TrainingStatus) -> RunEvent {
        switch status {
        case .completed: .budgetReached
        case .stopped: .stoppedEarly(reason: status.stoppingReason ?? "")
        case .outOfTime: .stoppedEarly(reason: "the time of 'max_time' is over")
        case .pruned(let epoch): .stoppedEarly(reason: "given up after epoch \(epoch)")
        case .diverged(let divergence): .lossNotFinite(reason: divergence.description)
        case .interrupted: .interrupt
        }
    }

    /// The manifest in its final state. It becomes the run's manifest only when it has been written: a full disk
    /// must not leave a run that takes itself for complete.
    func closedManifest(_ event: RunEvent) throws -> RunManifest {
        var closed = manifest
        closed.machine = MachineDescription.current(compiledFor: InstructionSet.name)
        closed.peakMemoryBytes = peakMemoryBytes()
        closed.git = git?.result(waiting: 0) ?? closed.git
        _ = closed.apply(event, at: .now())
        try log.flush()
        return closed
    }

    func report(_ metrics: RunMetrics?) {
        if let metrics, metrics.crossValidation != nil { writeFoldEvents(metrics) }
        let summary = RunSummary(
            manifest: manifest, metrics: metrics, path: start.directory.path, report: writtenReport())
        for line in summary.lines(.plain) { log.write(line) }
        try? log.flush()
        if start.output.isJSON {
            start.output.results.line(summary.json)
        } else if !start.output.isQuiet {
            for line in summary.lines(start.output.results) { start.output.results.line(line) }
        }
    }

    /// What TensorBoard shows of a cross-validation. Without it nothing is lost: the tables have the same.
    private func writeFoldEvents(_ metrics: RunMetrics) {
        do {
            try FoldEvents.write(
                start.directory, manifest: manifest, specification: start.resolved.plainText,
                settings: EventSettings.list(start.resolved.node), metrics: metrics)
        } catch {
            let text = "warning: the event files for TensorBoard could not be written: \(error)"
            log.write(text)
            start.output.messages.line(text)
        }
    }

    /// The path of the page, when one is wanted and could be written.
    private func writtenReport() -> String? {
        guard start.writesReport else { return nil }
        do {
            return try RunReport.write(start.directory)
        } catch {
            let text = "warning: the report could not be written: \(error)"
            log.write(text)
            start.output.messages.line(text)
            return nil
        }
    }
}
