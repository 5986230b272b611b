import Catalogue
import Foundation
import Report
import Runs

/// `assay compare RUN…`: runs side by side.
package enum CompareRuns {
    package enum Format: String, CaseIterable, Sendable {
        case text
        case md
        case csv
        case json
    }

    package struct Request: Sendable {
        package var runsFolder: String
        package var runs: [String]
        package var filter: String?
        package var onlyChanged = false
        package var format = Format.text
        /// Where to write a page; nil for none.
        package var page: String?
        /// Whether the page may replace a file of another kind.
        package var replaces = false
        package var options = Comparison.Options()

        package init(runsFolder: String, runs: [String], filter: String? = nil) {
            self.runsFolder = runsFolder
            self.runs = runs
            self.filter = filter
        }
    }

    package static func perform(
        _ request: Request, output: CommandOutput = CommandOutput(), caches: CacheFolders = CacheFolders()
    ) -> CommandStatus {
        output.catching {
            guard !request.runs.isEmpty || request.filter != nil else {
                return output.fail(
                    CommandFailure(
                        .command,
                        "no run is named; write 'assay compare RUN RUN', a pattern, a sweep, or --where '…'"))
            }
            if let path = request.page {
                let guarding = OutputGuard(
                    endings: ["html", "htm"], beginning: "<!doctype html", replaces: request.replaces)
                try guarding.check(path)
            }
            let selection = RunSelection(folder: request.runsFolder, indexFolder: caches.indexes)
            let runs = try selection.runs(request.runs, filter: request.filter)
            guard !runs.isEmpty else {
                return output.fail(CommandFailure(.command, "no run matches the filter"))
            }
            let comparison = try Comparison(runs, request.options)
            try show(comparison, request, output)
            if let path = request.page {
                let page = ComparisonPage(
                    comparison, onlyChanged: request.onlyChanged, version: ProgramVersion.text)
                try OutputFile.write(page.html.markup, to: path)
                output.messages.line("wrote \(path)")
            }
            return .done
        }
    }

    private static func show(
        _ comparison: Comparison, _ request: Request, _ output: CommandOutput
    ) throws {
        switch request.format {
        case .text:
            let text = ComparisonText(comparison, onlyChanged: request.onlyChanged)
            output.results.write(text.lines(output.results).joined(separator: "\n") + "\n")
        case .md:
            output.results.write(ComparisonMarkdown(comparison, onlyChanged: request.onlyChanged).text)
        case .csv:
            output.results.write(ComparisonCSV(comparison, onlyChanged: request.onlyChanged).text)
        case .json:
            output.results.line(try RunJSON.encodeLine(ComparisonJSON(comparison)))
        }
    }
}
