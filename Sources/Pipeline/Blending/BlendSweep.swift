import Foundation
import Machine
import Report
import Runs
import Spec
import Training

/// What `assay blend` was asked to do.
package struct BlendRequest: Sendable {
    package var sweep: String
    package var runsFolder: String
    /// Picks to try.
    package var size: Int
    /// How many of the best trials take part; nil for all that have their models.
    package var top: Int?
    /// A measure of the specification to go by instead of the sweep's objective, such as `val_accuracy`.
    package var objective: String?
    package var name: String?
    package var threads: Int?
    /// Train the chosen models once more, on the validation rows too.
    package var refits: Bool
    package var writesReport: Bool
    package var commandLine: [String]

    package init(
        sweep: String, runsFolder: String, size: Int = 50, top: Int? = nil, objective: String? = nil,
        name: String? = nil, threads: Int? = nil, refits: Bool = false, writesReport: Bool = true,
        commandLine: [String] = []
    ) {
        self.sweep = sweep
        self.runsFolder = runsFolder
        self.size = size
        self.top = top
        self.objective = objective
        self.name = name
        self.threads = threads
        self.refits = refits
        self.writesReport = writesReport
        self.commandLine = commandLine.map(Secrets.masked)
    }
}

/// `assay blend SWEEP`: averages trials of a sweep with greedy weights, as one run.
///
/// The models that trials have kept predict their validation rows once more, so that nothing but models has to be kept.
package enum BlendSweep {
    package static func perform(
        _ request: BlendRequest, output: CommandOutput = CommandOutput(),
        environment: [String: String] = ProcessInfo.processInfo.environment, gate: any WriteGate = OpenGate()
    ) -> CommandStatus {
        output.catching {
            let sweep = try SweepDirectory.find(request.sweep, in: request.runsFolder)
            let started = RunTime.now()
            let candidates = try BlendCandidates(sweep, request, environment: environment, output: output)
            if !output.isQuiet { for line in candidates.announcement { output.messages.line(line) } }
            let selection = try candidates.select(size: request.size)
            let refit =
                request.refits
                ? try BlendRefit(
                    candidates, selection.chosen.map(\.place), environment: environment, output: output) : nil
            let writer = BlendWriter(
                candidates: candidates, selection: selection, request: request, sweep: sweep, gate: gate,
                started: started, refit: refit, environment: environment)
            let directory = try writer.write()
            let report = request.writesReport ? try RunReport.write(directory) : nil
            let summary = RunSummary(
                manifest: try directory.manifest(), metrics: try directory.metrics(), path: directory.path,
                report: report)
            if output.isJSON {
                output.results.line(summary.json)
            } else if !output.isQuiet {
                if let blend = try RunBlend.of(directory) {
                    for line in BlendText(blend: blend, sweep: sweep).lines() { output.results.line(line) }
                }
                for line in summary.lines(output.results) { output.results.line(line) }
            }
            return .done
        }
    }
}
