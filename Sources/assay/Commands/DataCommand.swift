import ArgumentParser
import Pipeline

/// `assay data SPEC|FILE`
struct DataCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "data",
        abstract: "Show what data hold: types, gaps, distributions, relations to the target, likely leaks.",
        discussion: """
            Takes a specification or a data file (CSV, JSON lines, NumPy, IDX; plain or gzipped). How a CSV file is written \
            (delimiter, header, signs, encoding, markers of missing values) is found by looking at it, unless options say \
            it. With --after, shows what one step of the specification does: rows and columns before and after.
            """)

    @Argument(help: "A specification (.yaml, or '-' for standard input) or a data file.")
    var path: String
    @Argument(help: "Changes to the specification, such as data.target=price.")
    var overrides: [String] = []
    @Option(help: "The column that relations are measured against (default: the specification's target).")
    var target: String?
    @Option(help: "Show what this step does; its name, or its number counted from 1.")
    var after: String?
    @OptionGroup(title: "Reading a data file") var reading: ReaderOptions
    @Flag(help: "Print the figures as one line of JSON.")
    var json = false
    @OptionGroup var sources: SourceOptions

    func run() throws {
        sources.apply()
        var request = DataRequest(path: path, overrides: overrides, target: target, after: after)
        request.reading = reading.request
        try CommandEnding.check(ShowData.perform(request, output: CommandOutput(isJSON: json)))
    }
}
