import Spec

/// What `assay run` was asked to do.
package struct RunRequest: Sendable {
    package var specification: String
    package var overrides: [String]
    package var runsFolder: String
    package var name: String?
    package var threads: Int?
    package var commandLine: [String]
    /// Whether a page is written into the run directory at the end; trials of a sweep have none.
    package var writesReport: Bool
    /// Seconds after which it stops by itself; nil for as long as it takes.
    package var timeLimit: Double?

    package init(
        specification: String, overrides: [String] = [], runsFolder: String, name: String? = nil,
        threads: Int? = nil, commandLine: [String] = [], writesReport: Bool = false,
        timeLimit: Double? = nil
    ) {
        self.specification = specification
        self.overrides = overrides
        self.runsFolder = runsFolder
        self.name = name
        self.threads = threads
        self.commandLine = commandLine.map(Secrets.masked)
        self.writesReport = writesReport
        self.timeLimit = timeLimit
    }
}

/// What `assay resume` was asked to do.
package struct ResumeRequest: Sendable {
    package var run: String
    package var overrides: [String]
    package var runsFolder: String
    package var threads: Int?
    package var commandLine: [String]
    /// Whether a page is written into the run directory at the end; trials of a sweep have none.
    package var writesReport: Bool
    /// Seconds after which it stops by itself; nil for as long as it takes.
    package var timeLimit: Double?

    package init(
        run: String, overrides: [String] = [], runsFolder: String, threads: Int? = nil,
        commandLine: [String] = [], writesReport: Bool = false,
        timeLimit: Double? = nil
    ) {
        self.run = run
        self.overrides = overrides
        self.runsFolder = runsFolder
        self.threads = threads
        self.commandLine = commandLine.map(Secrets.masked)
        self.writesReport = writesReport
        self.timeLimit = timeLimit
    }
}

/// How a run ended, for the command that started it.
package struct RunOutcome: Sendable {
    package var directory: String?
    package var status: CommandStatus

    package init(directory: String?, status: CommandStatus) {
        self.directory = directory
        self.status = status
    }

    /// Does the work of a command that makes or continues a run; an error is said and becomes the outcome.
    static func catching(
        _ output: CommandOutput, _ sources: SourceTexts = SourceTexts(), _ body: () throws -> RunOutcome
    ) -> RunOutcome {
        do {
            return try body()
        } catch {
            return RunOutcome(directory: nil, status: output.fail(error, sources))
        }
    }
}
