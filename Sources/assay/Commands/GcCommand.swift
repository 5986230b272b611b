import ArgumentParser
import Pipeline

/// `assay gc`
struct GcCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gc", abstract: "Remove cached data that nothing has used for a while, and leftovers.",
        discussion: "Runs are never removed: see 'assay rm'. Everything removed here can be made again.")

    @Flag(help: "Only say what would be removed.")
    var dryRun = false
    @Flag(help: "Empty the cache: prepared data, downloads and indexes.")
    var all = false
    @Option(help: "Remove prepared data unused for this long, for example 12h or 30d.")
    var olderThan = "30d"
    @Flag(help: "Print what there is and what goes as a JSON array.")
    var json = false
    @OptionGroup var results: ResultsOptions

    func run() throws {
        try CommandEnding.check(
            CollectGarbage.perform(
                CollectGarbage.Request(
                    runsFolder: results.folder, isTrial: dryRun, removesAll: all, age: try age()),
                output: CommandOutput(isJSON: json)))
    }

    func validate() throws { _ = try age() }

    private func age() throws -> Double {
        guard let seconds = CollectGarbage.seconds(olderThan) else {
            throw ValidationError("--older-than '\(olderThan)' is no length of time; write 12h or 30d")
        }
        return seconds
    }
}
