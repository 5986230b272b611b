import ArgumentParser
import Pipeline

/// `assay check SPEC…`
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check specifications without running them; prints every problem at once.",
        discussion: "Reads at most the header and a sample of the data. Exit code 2 when anything is wrong.")

    @Argument(
        help: "Specifications; arguments with '=' or a leading '+' or '~' are overrides of all of them.")
    var specifications: [String]
    @Flag(help: "Print the findings as JSON.")
    var json = false
    @OptionGroup var sources: SourceOptions

    func run() throws {
        sources.apply()
        try CommandEnding.check(
            CheckSpecifications.perform(specifications, output: CommandOutput(isJSON: json)))
    }
}
