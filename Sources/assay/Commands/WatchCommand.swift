import ArgumentParser
import Pipeline

/// `assay watch [RUN]`
struct WatchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch", abstract: "Follow a run until it ends; Ctrl-C leaves the run alone.",
        discussion: "Ends with 0 when the run completed or stopped early, with 1 when it ended otherwise.")

    @Argument(
        help: ArgumentHelp(
            "A run: directory, name, beginning of a name, its last six digits, or 'latest'.", valueName: "run"
        ))
    var runName = "latest"
    @OptionGroup var results: ResultsOptions

    func run() throws {
        try CommandEnding.check(WatchRun.perform(runName, runsFolder: results.folder))
    }
}
