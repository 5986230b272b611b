import ArgumentParser
import Foundation
import Pipeline

/// `assay ls`
struct LsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls", abstract: "List the runs, oldest first, or the trials of a sweep.",
        discussion: """
            A filter compares fields: 'val_loss < 0.5 and optimizer.type = adam', 'status in [failed, diverged]', \
            'name ~ "sgemm*"', 'label = good', 'time > 2 min', 'started >= 2026-11-21', 'not note'. Fields are facts of a \
            run, its figures (test_mse), and every key of its specification (optimizer.lr); --fields lists them.
            """)

    @Argument(
        help: "A sweep: directory, name, last six digits or 'sweeps/latest'; without it the runs are listed.")
    var sweep: String?
    @OptionGroup var results: ResultsOptions
    @Option(help: "Fields to show, separated by commas.")
    var columns: String?
    @Option(name: .customLong("where"), help: "Show only runs for which this holds.")
    var filter: String?
    @Option(
        parsing: .unconditional,
        help: "Fields to order by, separated by commas; '-' in front puts the largest first.")
    var sort: String?
    @Option(help: "Show at most so many: the first of a sorted list, else the newest.")
    var limit: Int?
    @Option(help: "Show only runs started since: 2h, 3d, 2026-11-21, today, yesterday.")
    var since: String?
    @Flag(help: "Also list the trials of sweeps.")
    var trials = false
    @Flag(help: "List the names of fields instead.")
    var fields = false
    @Flag(help: "Print them as a JSON array.")
    var json = false

    func run() throws {
        var request = ListRuns.Request(runsFolder: results.folder)
        request.columns = columns.map {
            $0.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        }
        request.filter = filter
        request.sort = sort
        request.limit = limit
        request.since = since
        request.includesTrials = trials
        request.listsFields = fields
        try CommandEnding.check(
            sweep.map { ListTrials.perform($0, request, output: CommandOutput(isJSON: json)) }
                ?? ListRuns.perform(request, output: CommandOutput(isJSON: json)))
    }

    func validate() throws {
        if let limit, limit < 1 { throw ValidationError("--limit must be at least 1") }
    }
}
