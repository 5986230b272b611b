import ArgumentParser
import Foundation
import Pipeline

/// `assay rm RUN…`
struct RmCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rm", abstract: "Remove runs with all their files.")

    @Argument(help: ArgumentHelp("Runs, 'best', patterns of names, or sweeps.", valueName: "run"))
    var runNames: [String] = []
    @Option(name: .customLong("where"), help: "Remove only runs for which this holds.")
    var filter: String?
    @Flag(help: "Do not ask.")
    var yes = false
    @Flag(help: "Only say what would be removed.")
    var dryRun = false
    @OptionGroup var results: ResultsOptions

    func run() throws {
        let request = RemoveRuns.Request(
            runsFolder: results.folder, runs: runNames, filter: filter, isTrial: dryRun, isConfirmed: yes)
        let canAsk = isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1
        let confirm: ((String) -> Bool)? = canAsk ? { RmCommand.ask($0) } : nil
        try CommandEnding.check(RemoveRuns.perform(request, confirm: confirm))
    }

    func validate() throws {
        if runNames.isEmpty, filter == nil {
            throw ValidationError("name the runs to remove, or give --where")
        }
    }

    private static func ask(_ question: String) -> Bool {
        Terminal.messages.write(question + " [y/N] ")
        return ["y", "yes"].contains((readLine() ?? "").lowercased())
    }
}
