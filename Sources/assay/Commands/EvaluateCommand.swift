import ArgumentParser
import Pipeline

/// `assay evaluate [RUN] [--data FILE] [--split NAME]`
struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Measure a run's model again, on a part of its own data or on other rows.",
        discussion: """
            With --data the file needs the columns the model reads and the target; filters are not applied. The \
            metrics are those of the run's specification.
            """)

    @Argument(
        help: ArgumentHelp(
            "A run: directory, name, beginning of a name, its last six digits, or 'latest'.", valueName: "run"
        ))
    var runName = "latest"
    @Option(help: "A CSV file with other rows, plain or gzipped; '-' reads plain CSV from standard input.")
    var data: String?
    @Option(help: "Part of the run's own data: train, val or test (default: test, else val, else train).")
    var split: String?
    @Flag(help: "Leave out rows with missing values instead of stopping.")
    var allowMissing = false
    @Option(
        help: ArgumentHelp(
            "Of a cross-validation: the fold whose model is used (default: the mean of all).", valueName: "n")
    )
    var fold: Int?
    @OptionGroup var results: ResultsOptions
    @Option(help: "Threads to compute with (default: the run's, else all cores).")
    var threads: Int?
    @Flag(name: .shortAndLong, help: "Print nothing but errors and the result.")
    var quiet = false
    @Flag(help: "Print the result as one JSON object.")
    var json = false
    @OptionGroup var sources: SourceOptions

    func run() throws {
        sources.apply()
        let request = EvaluateRequest(
            run: runName, data: data, split: split, runsFolder: results.folder, allowMissing: allowMissing,
            threads: threads, fold: fold)
        try CommandEnding.check(
            EvaluateRun.perform(request, output: CommandOutput(isQuiet: quiet, isJSON: json)))
    }

    func validate() throws {
        if let fold, fold < 1 { throw ValidationError("--fold counts from 1") }
        try checkThreads(threads)
        if data != nil, split != nil {
            throw ValidationError("--split names a part of the run's own data; leave it out with --data")
        }
    }
}
