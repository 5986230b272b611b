import ArgumentParser
import Machine
import Pipeline

/// `assay sweep SPEC [key=values …]`
struct SweepCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep",
        abstract: "Try many values of a specification's keys and compare the results.",
        discussion: """
            What to try stands in the specification's section 'sweep' or in arguments: 'optimizer.lr=0.1,0.01' tries two \
            values, 'optimizer.lr=tag(log,interval(1e-4,1))' draws from an interval, 'train.epochs=5' changes the \
            specification for all trials.

            The same command continues a sweep that was interrupted or killed; started twice at the same time, both \
            processes share the work. Neither the number of jobs nor an interruption changes any result. Trials that failed \
            are left alone unless '--retry-failed' asks for them.

            Exit codes: 0 when at least one trial finished; 1 otherwise; 75 when a signal or a time limit stopped the \
            sweep, which the same command continues.

            On a cluster any number of processes may work on one sweep, as long as they share the folder of results: \
            '--slurm workers=8,time=2h' submits them as a job array and comes back at once; '--status' shows them, \
            '--cancel' ends them. Documentation/Clusters.md has all keys.
            """)

    @Argument(help: "The specification, a YAML file; with --status a sweep: directory, name or 'latest'.")
    var specification: String?
    @Argument(help: "Parameters with their values, and changes to the specification.")
    var arguments: [String] = []
    @Flag(help: "Show how far a sweep is, or list all sweeps.")
    var status = false
    @Flag(help: "End the jobs that were submitted for a sweep; what they have reached is kept.")
    var cancel = false
    @Option(
        help: ArgumentHelp(
            "Submit workers to Slurm instead of training: workers, time, partition, cpus, mem, account …",
            valueName: "key=value,…"))
    var slurm: String?
    @Option(
        help: ArgumentHelp(
            "Print an Indexed Job of Kubernetes instead of training: workers, image, claim, mount, cpus, mem …",
            valueName: "key=value,…"))
    var kubernetes: String?
    @OptionGroup var timeLimit: TimeLimitOption
    @Option(help: "Stacks of trials trained at the same time (default: one per core).")
    var jobs: Int?
    @Option(help: "Memory that trials and data may take, such as 4G (default: half of the machine's).")
    var memory: MemorySize?
    @Option(parsing: .unconditional, help: "Trials beyond those of the specification.")
    var more = 0
    @Option(
        help:
            "How many of the best trials keep weights and predictions, or 'all' (default: the specification's)."
    )
    var keep: KeptFilesOption?
    @Flag(
        help:
            "Write everything a run has of the trials that are kept: steps, events, checkpoints, a page; slower."
    )
    var full = false
    @Flag(help: "End with the first trial that fails or diverges.")
    var failFast = false
    @Flag(help: "Try trials again that failed in an earlier command; those that diverged are left alone.")
    var retryFailed = false
    @OptionGroup var results: ResultsOptions
    @Flag(name: .shortAndLong, help: "Print nothing but errors.")
    var quiet = false
    @Flag(help: "Print the result as one JSON object at the end.")
    var json = false
    @OptionGroup var sources: SourceOptions

    func run() throws {
        sources.apply()
        if status {
            try CommandEnding.check(
                ShowSweep.perform(
                    specification, runsFolder: results.folder, output: CommandOutput(isJSON: json)))
            return
        }
        let output = CommandOutput(isQuiet: quiet, isJSON: json)
        if cancel {
            try CommandEnding.check(
                CancelSweep.perform(specification, runsFolder: results.folder, output: output))
            return
        }
        let request = SweepRequest(
            specification: specification ?? "", arguments: arguments, runsFolder: results.folder,
            commandLine: ProgramArguments.list, jobs: jobs, memory: memory?.bytes, more: more,
            keep: keep?.files, isFull: full, failFast: failFast, retryFailed: retryFailed,
            timeLimit: timeLimit.seconds)
        if let slurm {
            try CommandEnding.check(SubmitSweep.perform(request, options: slurm, output: output))
        } else if let kubernetes {
            try CommandEnding.check(PrintKubernetesJob.perform(request, options: kubernetes, output: output))
        } else {
            try CommandEnding.check(RunSweep.perform(request, output: output))
        }
    }

    func validate() throws {
        if specification == nil, !status, !cancel {
            throw ValidationError("name a specification: 'assay sweep SPEC', or ask with --status")
        }
        if [status, cancel, slurm != nil, kubernetes != nil].count(where: \.self) > 1 {
            throw ValidationError("--status, --cancel, --slurm and --kubernetes exclude each other")
        }
        if let jobs, !(1...1024).contains(jobs) { throw ValidationError("--jobs must be 1 to 1024") }
        if more < 0 { throw ValidationError("--more must not be negative") }
    }
}

/// An amount of memory: `4G`, `512 MB`, `1.5 GiB`.
struct MemorySize: ExpressibleByArgument {
    let bytes: Int
    let text: String

    init?(argument: String) {
        guard let bytes = ByteAmount.bytes(argument) else { return nil }
        self.bytes = bytes
        text = argument
    }

    /// As a change of the specification.
    var override: String { "memory=\"\(text)\"" }
}

/// `all`, or how many of the best.
struct KeptFilesOption: ExpressibleByArgument {
    let files: SweepRequest.KeptFiles

    init?(argument: String) {
        if argument == "all" {
            files = .all
        } else if let count = Int(argument), count >= 0 {
            files = .best(count)
        } else {
            return nil
        }
    }
}
