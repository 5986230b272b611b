import ArgumentParser
import Pipeline

/// `assay report [RUN | SWEEP]`
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Write the page about a run or a sweep anew, from the files of its directory.",
        discussion:
            """
            The page is 'report.html' in the directory: one file, no network, made for screen and print. \
            --figures writes its charts as SVG files instead, named by their titles: loss.svg.
            """)

    @Argument(
        help: ArgumentHelp(
            "A run or a sweep: directory, name, beginning of a name, last six digits, 'latest' or 'sweeps/latest'.",
            valueName: "run"
        ))
    var runName = "latest"
    @Option(help: "html writes the page; md and json print the report instead.")
    var format = WriteReport.Format.html
    @Option(
        help: ArgumentHelp(
            "Write each chart of the page as an SVG file into this folder instead.", valueName: "folder"))
    var figures: String?
    @Flag(name: .shortAndLong, help: "Print nothing but errors.")
    var quiet = false
    @OptionGroup var results: ResultsOptions

    func run() throws {
        try CommandEnding.check(
            WriteReport.perform(
                runName, runsFolder: results.folder, format: format, figures: figures,
                output: CommandOutput(isQuiet: quiet)))
    }
}

extension WriteReport.Format: ExpressibleByArgument {}
