import ArgumentParser
import Pipeline

/// `assay predict [RUN] --data FILE --out FILE`
struct PredictCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "predict",
        abstract: "Predict the rows of a file with a run's model.",
        discussion: """
            Columns are chosen by name; others are passed over. The run's steps are applied as they were fitted, \
            filters excepted: every row gets a prediction, in the target's own units or as a class's name. The file is \
            read part by part, so it may be larger than memory.
            """)

    @Argument(
        help: ArgumentHelp(
            "A run: directory, name, beginning of a name, its last six digits, or 'latest'.", valueName: "run"
        ))
    var runName = "latest"
    @Option(
        help: """
            The file with the rows: CSV, plain or packed ('-' reads plain CSV from standard input), Parquet or Arrow, or \
            a file of the kind the run was trained on (idx, npy, npz, JSON lines).
            """)
    var data: String
    @Option(help: "The file to write: CSV, or Parquet or Arrow where it ends so; '-' is standard output.")
    var out: String
    @Option(parsing: .upToNextOption, help: "Columns of the file to copy into the output, such as an id.")
    var keep: [String] = []
    @Flag(help: "Add a column with the probability of each class.")
    var probabilities = false
    @Flag(help: "Leave the prediction of rows with missing values empty instead of stopping.")
    var allowMissing = false
    @Option(
        help: ArgumentHelp(
            "Of a cross-validation: the fold whose model is used (default: the mean of all).", valueName: "n")
    )
    var fold: Int?
    @Flag(help: "Replace the file of --out even if it is of another kind.")
    var force = false
    @OptionGroup var results: ResultsOptions
    @Option(help: "Threads to compute with (default: the run's, else all cores).")
    var threads: Int?
    @Flag(name: .shortAndLong, help: "Print nothing but errors.")
    var quiet = false
    @OptionGroup var sources: SourceOptions

    func run() throws {
        sources.apply()
        let request = PredictRequest(
            run: runName, data: data, out: out, runsFolder: results.folder, keep: keep,
            probabilities: probabilities, allowMissing: allowMissing, threads: threads, fold: fold,
            replaces: force)
        Interruption.install()
        Interruption.trainingBegins()
        try CommandEnding.check(PredictRun.perform(request, output: CommandOutput(isQuiet: quiet)))
    }

    func validate() throws {
        if let fold, fold < 1 { throw ValidationError("--fold counts from 1") }
        try checkThreads(threads)
    }
}
