import ArgumentParser
import Pipeline

/// `assay init DATA --target COLUMN`
struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Write a first specification for a data file, with a reason beside every choice.",
        discussion: """
            Looks at all rows and chooses task, steps, split, model, loss and metrics by what they hold. The result \
            runs as it is and is meant to be changed.
            """)

    @Argument(help: "The data file: CSV, JSON lines or NumPy, plain or gzipped.")
    var data: String
    @Option(help: "The column to predict.")
    var target: String
    @Option(help: "The file to write; '-' writes to standard output.")
    var out = "-"
    @Flag(help: "Replace the file if it is there.")
    var force = false

    func run() throws {
        let request = DraftRequest(data: data, target: target, out: out, replaces: force)
        try CommandEnding.check(DraftSpecification.perform(request))
    }
}
