import Spec

/// What `assay sweep` was asked to do.
package struct SweepRequest: Sendable {
    package var specification: String
    /// Changes of the specification and further parameters, as they were written.
    package var arguments: [String]
    package var runsFolder: String
    package var commandLine: [String]
    /// Stacks trained at the same time; nil for one per core.
    package var jobs: Int?
    /// Bytes that stacks and data may take together; nil for half of the machine's memory.
    package var memory: Int?
    /// Trials beyond those of the specification.
    package var more: Int
    /// Which trials keep all their files; nil for what the specification says.
    package var keep: KeptFiles?
    /// Whether those have everything a run has.
    package var isFull: Bool
    package var failFast: Bool
    /// Whether trials that failed in an earlier command are tried again.
    package var retryFailed: Bool
    /// Seconds after which it stops by itself; nil for as long as it takes.
    package var timeLimit: Double?

    /// Which trials keep weights and predictions.
    package enum KeptFiles: Sendable, Equatable {
        case best(Int)
        case all
    }

    package init(
        specification: String, arguments: [String] = [], runsFolder: String, commandLine: [String] = [],
        jobs: Int? = nil, memory: Int? = nil, more: Int = 0, keep: KeptFiles? = nil, isFull: Bool = false,
        failFast: Bool = false,
        retryFailed: Bool = false, timeLimit: Double? = nil
    ) {
        self.specification = specification
        self.arguments = arguments
        self.runsFolder = runsFolder
        self.commandLine = commandLine.map(Secrets.masked)
        self.jobs = jobs
        self.memory = memory
        self.more = more
        self.keep = keep
        self.isFull = isFull
        self.failFast = failFast
        self.retryFailed = retryFailed
        self.timeLimit = timeLimit
    }
}
