import ArgumentParser
import Machine
import Pipeline

/// `assay resume [RUN] [key=value …]`
struct ResumeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Continue a run that was interrupted or killed, or that gets a larger budget.",
        discussion: """
            The run ends with the same weights, metrics and predictions as one that was never interrupted. \
            Overrides may change the training budget, early stopping, checkpoints and threads, for example \
            'assay resume latest train.epochs=200'.
            """)

    @Argument(
        help: ArgumentHelp(
            "A run: directory, name, beginning of a name, its last six digits, or 'latest'.", valueName: "run"
        ))
    var runName = "latest"
    @Argument(help: "Changes, such as train.epochs=200.")
    var overrides: [String] = []
    @OptionGroup var results: ResultsOptions
    @Option(help: "Threads to compute with (default: as before). Results do not depend on it.")
    var threads: Int?
    @OptionGroup var timeLimit: TimeLimitOption
    @Flag(name: .shortAndLong, help: "Print nothing but errors.")
    var quiet = false
    @Flag(help: "Print the result as one JSON object at the end.")
    var json = false
    @Flag(name: .customLong("no-report"), help: "Write no report.html, nor the files only it needs.")
    var writesNoReport = false
    @OptionGroup var sources: SourceOptions

    func run() throws {
        sources.apply()
        let request = ResumeRequest(
            run: runName, overrides: overrides, runsFolder: results.folder, threads: threads,
            commandLine: ProgramArguments.list, writesReport: !writesNoReport,
            timeLimit: timeLimit.seconds)
        try CommandEnding.check(
            ResumeRun.perform(request, output: CommandOutput(isQuiet: quiet, isJSON: json)))
    }

    func validate() throws {
        try checkThreads(threads)
    }
}
