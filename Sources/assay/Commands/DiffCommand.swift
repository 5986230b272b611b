import ArgumentParser
import Pipeline

/// `assay diff A B`
struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Show what differs in meaning between two specifications or runs.",
        discussion: "Defaults are filled in on both sides, and the order of keys does not count.")

    @Argument(help: "A specification or a run.")
    var first: String
    @Argument(help: "A specification or a run.")
    var second: String
    @OptionGroup var results: ResultsOptions
    @Flag(help: "Print the differences as a JSON array.")
    var json = false

    func run() throws {
        try CommandEnding.check(
            DiffSpecifications.perform(
                first, second, runsFolder: results.folder, output: CommandOutput(isJSON: json)))
    }
}
