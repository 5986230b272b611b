import ArgumentParser
import Pipeline

/// `assay init DATA --target COLUMN`
struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Write a first specification for a data file, with a reason beside every choice.",
        discussion: """
            Looks at all rows and chooses task, steps, split, model, loss and metrics by what they hold. How a CSV file is \
            written is found by looking at it, unless options say it, and is part of the specification. The result runs as \
            it is and is meant to be changed.
            """)

    @Argument(
        help:
            "The data file: CSV, JSON lines or NumPy, plain or gzipped; or a specification whose source is taken."
    )
    var data: String
    @Option(help: "The column to predict.")
    var target: String
    @OptionGroup(title: "Reading a data file") var reading: ReaderOptions
    @Option(help: "The file to write; '-' writes to standard output.")
    var out = "-"
    @Flag(help: "Replace the file if it is there.")
    var force = false

    @Option(help: "What the target is: a number to predict, or a class to tell (default: by what it holds).")
    var task: TargetTask?
    @Option(
        name: .customLong("all"), help: "A folder for one specification of each model, not only the best.")
    var folder: String?

    enum TargetTask: String, ExpressibleByArgument, CaseIterable {
        case number
        case `class`
    }
    @OptionGroup var sources: SourceOptions

    func run() throws {
        sources.apply()
        var request = DraftRequest(
            data: data, target: target, out: out, replaces: force,
            task: task.map { $0 == .number ? .number : .class } ?? .auto, folder: folder)
        request.reading = reading.request
        try CommandEnding.check(DraftSpecification.perform(request))
    }
}
