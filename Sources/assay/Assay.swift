import ArgumentParser
import Foundation
import Machine
import Pipeline

/// The program: reads the command line, runs one command, and maps every ending to an exit code.
@main
struct Assay: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "assay",
        abstract: "Runs machine-learning experiments that are declared in YAML.",
        discussion: """
            Start with 'assay run SPEC'. 'assay explain' lists everything a specification can say.

            Exit codes: 0 done; 1 the run failed or diverged (its files are kept); 2 the specification or the \
            command line is wrong; 75 a signal or a time limit stopped it, and it can be continued.
            """,
        version: ProgramVersion.text,
        subcommands: [
            RunCommand.self, SweepCommand.self, BlendCommand.self, CheckCommand.self, PlanCommand.self,
            DataCommand.self,
            InitCommand.self, ShowCommand.self, ReportCommand.self, LsCommand.self,
            ResumeCommand.self, PredictCommand.self, EvaluateCommand.self, ExplainCommand.self,
            CompareCommand.self, DiffCommand.self, WatchCommand.self, LabelCommand.self, RmCommand.self,
            GcCommand.self,
        ])

    static func main() {
        Interruption.ignoreFailedWrites()
        OutputFailure.openMissingStreams()
        do {
            let names = configuration.subcommands.compactMap { $0.configuration.commandName }
            let arguments = ClusterOptions.completed(Array(ProgramArguments.list.dropFirst()))
            if let problem = CommandNames.problem(arguments, commands: names) {
                CommandOutput().error(problem)
                end(.invalid)
            }
            var command = try parseAsRoot(arguments)
            try command.run()
            end(.done)
        } catch let ending as CommandEnding {
            end(ending.status)
        } catch {
            end(report(error))
        }
    }

    /// Help and version go to standard output with 0; a wrong command line to standard error with 2.
    private static func report(_ error: any Error) -> CommandStatus {
        let text = fullMessage(for: error)
        switch exitCode(for: error) {
        case .success:
            Terminal.output.line(text)
            return .done
        case .validationFailure:
            Terminal.messages.line(text)
            return .invalid
        default:
            Terminal.messages.line("error: \(error)")
            return .failed
        }
    }

    /// Ends the process without waiting for a git that is still thinking: everything that matters is written.
    private static func end(_ status: CommandStatus) -> Never {
        fflush(nil)
        _exit(OutputFailure.ending(status).rawValue)
    }
}

/// How a command that did not simply succeed tells the program its exit code; everything was printed before.
struct CommandEnding: Error {
    let status: CommandStatus

    /// Throws unless the command is done.
    static func check(_ status: CommandStatus) throws {
        if status != .done { throw CommandEnding(status: status) }
    }
}
