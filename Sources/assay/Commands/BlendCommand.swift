import ArgumentParser
import Machine
import Pipeline

/// `assay blend SWEEP [--size N]`
struct BlendCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "blend",
        abstract: "Average trials of a sweep, with greedy weights found on validation rows, as one run.",
        discussion: """
            The trials that have kept their models take part: sweep with --keep 50 or --keep all. The result predicts, \
            evaluates and compares as any run. With --refit the chosen models are trained once more, on training and \
            validation rows, for as many epochs as each was kept after: better models, of which the test rows alone can \
            still tell how good they are.
            """)

    @Argument(
        help: ArgumentHelp(
            "A sweep: directory, name, beginning of a name, its last six digits, or 'latest'.",
            valueName: "sweep"))
    var sweep = "latest"
    @Option(help: ArgumentHelp("Models to pick, each as often as it helps.", valueName: "n"))
    var size = 50
    @Option(help: ArgumentHelp("Only so many of the best trials take part.", valueName: "n"))
    var top: Int?
    @Option(help: "The measure to go by, such as val_accuracy (default: the sweep's objective).")
    var objective: String?
    @Option(help: "Name of the run (default: the experiment's with '-blend').")
    var name: String?
    @OptionGroup var results: ResultsOptions
    @Option(help: "Threads to compute with (default: the trials', else all cores).")
    var threads: Int?
    @Flag(help: "Train the chosen models again, on the validation rows too.")
    var refit = false
    @Flag(help: "Write no page.")
    var noReport = false
    @Flag(name: .shortAndLong, help: "Print nothing but errors.")
    var quiet = false
    @Flag(help: "Print the result as one JSON object.")
    var json = false
    @OptionGroup var sources: SourceOptions

    func run() throws {
        sources.apply()
        let request = BlendRequest(
            sweep: sweep, runsFolder: results.folder, size: size, top: top, objective: objective, name: name,
            threads: threads, refits: refit, writesReport: !noReport, commandLine: ProgramArguments.list)
        try CommandEnding.check(
            BlendSweep.perform(request, output: CommandOutput(isQuiet: quiet, isJSON: json)))
    }

    func validate() throws {
        try checkThreads(threads)
        if !(1...10_000).contains(size) { throw ValidationError("--size must be 1 to 10,000") }
        if let top, top < 1 { throw ValidationError("--top must be at least 1") }
    }
}
