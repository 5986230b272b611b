import ArgumentParser
import Machine
import Pipeline

/// `assay run SPEC [key=value …]`
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run an experiment and write its results into a new run directory.",
        discussion: """
            Overrides change the specification: 'train.epochs=5' sets, '+train.grad_clip=1' adds, \
            '~train.early_stopping' deletes; items of a list are named by their index: 'model.0.units=64'.

            Ctrl-C finishes the step, writes a checkpoint and ends with 75; 'assay resume' continues. \
            '--slurm time=2h' submits the run to Slurm instead, which begins it again until it is done.
            """)

    @Argument(help: "The specification, a YAML file; '-' reads it from standard input.")
    var specification: String
    @Argument(help: "Changes to the specification, such as optimizer.lr=0.1.")
    var overrides: [String] = []
    @OptionGroup var results: ResultsOptions
    @Option(help: "Name of the run (default: the specification's name).")
    var name: String?
    @Option(
        help:
            "Threads to compute with (default: the specification's, else all cores). Results do not depend on it."
    )
    var threads: Int?
    @Option(
        help:
            "Memory to keep to, such as 4G: of larger tables the rest lies in files, and rows are shuffled in windows."
    )
    var memory: MemorySize?
    @Option(
        help: ArgumentHelp(
            "Submit the run to Slurm instead of training: time, partition, cpus, mem, account …",
            valueName: "key=value,…"))
    var slurm: String?
    @OptionGroup var timeLimit: TimeLimitOption
    @Flag(name: .shortAndLong, help: "Print nothing but errors.")
    var quiet = false
    @Flag(help: "Print the result as one JSON object at the end.")
    var json = false
    @Flag(name: .customLong("no-report"), help: "Write no report.html, nor the files only it needs.")
    var writesNoReport = false
    @Flag(
        name: .customLong("lr-find"),
        help: "Instead of training, show the loss over a hundred steps of a climbing learning rate.")
    var findsLearningRate = false
    @OptionGroup var sources: SourceOptions

    func run() throws {
        sources.apply()
        let request = RunRequest(
            specification: specification, overrides: overrides + (memory.map { [$0.override] } ?? []),
            runsFolder: results.folder, name: name,
            threads: threads, commandLine: ProgramArguments.list, writesReport: !writesNoReport,
            timeLimit: timeLimit.seconds)
        let output = CommandOutput(isQuiet: quiet, isJSON: json)
        if let slurm {
            try CommandEnding.check(SubmitRun.perform(request, options: slurm, output: output))
            return
        }
        try CommandEnding.check(
            findsLearningRate
                ? RateSearch.perform(request, output: output)
                : RunExperiment.perform(request, output: output))
    }

    func validate() throws {
        try checkThreads(threads)
        if slurm != nil, findsLearningRate {
            throw ValidationError("--lr-find takes a moment and is not submitted: leave --slurm out")
        }
        if slurm != nil, specification == "-" {
            throw ValidationError("--slurm needs a specification that is a file")
        }
    }
}
