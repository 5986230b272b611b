import ArgumentParser
import Pipeline

/// `assay ls`
struct LsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls", abstract: "List the runs, oldest first, or the trials of a sweep.")

    @Argument(help: "A sweep: directory, name, last six digits or 'latest'; without it the runs are listed.")
    var sweep: String?
    @OptionGroup var results: ResultsOptions
    @Flag(help: "Print them as a JSON array.")
    var json = false

    func run() throws {
        if let sweep {
            try CommandEnding.check(
                ListRuns.perform(sweep: sweep, runsFolder: results.folder, asJSON: json))
        } else {
            try CommandEnding.check(ListRuns.perform(runsFolder: results.folder, asJSON: json))
        }
    }
}
