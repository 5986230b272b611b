import ArgumentParser
import Pipeline

/// `assay ls`
struct LsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls", abstract: "List the runs, oldest first.")

    @OptionGroup var results: ResultsOptions
    @Flag(help: "Print them as a JSON array.")
    var json = false

    func run() throws {
        try CommandEnding.check(ListRuns.perform(runsFolder: results.folder, asJSON: json))
    }
}
