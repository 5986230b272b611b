import ArgumentParser
import Pipeline

/// `assay show [RUN]`
struct ShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Describe a run: status, metrics against baselines, settings, files.")

    @Argument(
        help: ArgumentHelp(
            "A run: directory, name, beginning of a name, its last six digits, or 'latest'.", valueName: "run"
        ))
    var runName = "latest"
    @OptionGroup var results: ResultsOptions
    @Flag(help: "Print it as one JSON object.")
    var json = false

    func run() throws {
        try CommandEnding.check(
            ShowRun.perform(runName, runsFolder: results.folder, output: CommandOutput(isJSON: json)))
    }
}
