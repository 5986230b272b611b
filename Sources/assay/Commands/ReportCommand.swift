import ArgumentParser
import Pipeline

/// `assay report [RUN]`
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Write the page about a run anew, from the files of its directory.",
        discussion:
            "The page is 'report.html' in the directory: one file, no network, made for screen and print.")

    @Argument(
        help: ArgumentHelp(
            "A run: directory, name, beginning of a name, its last six digits, or 'latest'.", valueName: "run"
        ))
    var runName = "latest"
    @OptionGroup var results: ResultsOptions

    func run() throws {
        try CommandEnding.check(WriteReport.perform(runName, runsFolder: results.folder))
    }
}
