import ArgumentParser
import Foundation
import Pipeline

/// `assay compare RUN…`
struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare", abstract: "Hold runs against each other: settings, figures, test rows.",
        discussion: """
            Runs are named as for 'show'; 'latest', 'best', patterns such as 'sgemm*' and whole sweeps work too. \
            Differences are to the first run, or to --baseline. What cannot be compared is said, and why.
            """)

    @Argument(help: ArgumentHelp("Runs, 'best', patterns of names, or sweeps.", valueName: "run"))
    var runNames: [String] = []
    @Option(name: .customLong("where"), help: "Only runs for which this holds (see 'assay help ls').")
    var filter: String?
    @Flag(help: "Leave out every column in which all runs agree.")
    var onlyChanged = false
    @Option(
        parsing: .unconditional,
        help: "A figure or key to order by; '-' in front puts the largest first.")
    var sort: String?
    @Option(help: "The run that differences are to (default: the first one); 'best' and 'latest' work too.")
    var baseline: String?
    @Option(help: "Figures to show, separated by commas: test_mse,val_loss.")
    var metrics: String?
    @Option(
        help:
            "Keys whose values make groups, separated by commas; 'seeds' groups what differs in the seed only."
    )
    var groupBy: String?
    @Flag(inversion: .prefixedNo, help: "Compare predictions row by row (default: for up to 12 runs).")
    var paired: Bool?
    @Option(help: "Seed of the bootstrap samples.")
    var seed: UInt64 = 0
    @Option(help: "How to print it: text, md, csv or json.")
    var format = CompareRuns.Format.text
    @Option(help: "Also write a page with curves to this file.")
    var html: String?
    @Flag(help: "With --html: replace the file even if it is no page.")
    var force = false
    @OptionGroup var results: ResultsOptions

    func run() throws {
        var request = CompareRuns.Request(runsFolder: results.folder, runs: runNames, filter: filter)
        request.onlyChanged = onlyChanged
        request.format = format
        request.page = html
        request.replaces = force
        request.options.sort = sort
        request.options.baseline = baseline
        request.options.metrics = metrics.map(Self.list)
        request.options.groupBy = groupBy.map(Self.list) ?? []
        request.options.pairs = paired
        request.options.seed = seed
        try CommandEnding.check(CompareRuns.perform(request))
    }

    private static func list(_ text: String) -> [String] {
        text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    }
}

extension CompareRuns.Format: ExpressibleByArgument {}
