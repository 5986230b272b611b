import Catalogue
import Report
import Runs

/// `assay report [RUN | SWEEP]`: writes the page about a run or a sweep anew and prints where it is, or prints the
/// report.
package enum WriteReport {
    package enum Format: String, CaseIterable, Sendable {
        case html
        case md
        case json
    }

    /// - Parameter figures: a folder for the charts of the page, each an SVG file; nil writes or prints the report
    package static func perform(
        _ name: String, runsFolder: String, format: Format = .html, figures: String? = nil,
        output: CommandOutput = CommandOutput()
    ) -> CommandStatus {
        if format == .json, figures == nil {
            return ShowRun.perform(name, runsFolder: runsFolder, output: output.json)
        }
        return output.catching {
            switch try RunSelection(folder: runsFolder, indexFolder: nil).result(name) {
            case .run(let run):
                if let figures {
                    try write(RunReport.figures(try RunContents(run)), to: figures, output)
                } else if format == .md {
                    output.results.write(RunMarkdown(try RunContents(run)).text)
                } else {
                    say(try RunReport.write(run), output)
                }
            case .sweep(let sweep):
                let contents = try contents(sweep)
                if let figures {
                    try write(SweepReport.figures(contents), to: figures, output)
                } else if format == .md {
                    output.results.write(SweepMarkdown(contents).text)
                } else {
                    say(try SweepReport.write(contents), output)
                }
            }
            return .done
        }
    }

    private static func write(_ figures: [Figure], to folder: String, _ output: CommandOutput) throws {
        for path in try FigureFiles.write(figures, to: folder) { say(path, output) }
    }

    private static func say(_ path: String, _ output: CommandOutput) {
        if !output.isQuiet { output.results.line(path) }
    }

    /// From the ledger: the other files of a sweep that runs or was killed may be missing or older.
    private static func contents(_ sweep: SweepDirectory) throws -> SweepContents {
        let state = try sweep.state()
        guard let summary = ShowSweep.summary(sweep, state) else {
            throw RunError.damaged(path: sweep.path, reason: "its ledger has no first line")
        }
        return try SweepContents(sweep, state: state, summary: summary)
    }

    /// The page at the end of a sweep: its path, or nil when it could not be written, which loses nothing else.
    static func afterSweep(
        _ directory: SweepDirectory, state: SweepState, summary: SweepSummary, output: CommandOutput
    ) -> String? {
        do {
            return try SweepReport.write(try SweepContents(directory, state: state, summary: summary))
        } catch {
            output.messages.line(
                "warning: the report could not be written: \(error); 'assay report \(directory.path)' tries again"
            )
            return nil
        }
    }
}
