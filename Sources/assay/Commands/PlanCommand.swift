import ArgumentParser
import Pipeline

/// `assay plan SPEC [key=value …]`
struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract:
            "Show what a run would do: the pipeline with shapes, rows, parameters, cost and cache hits.",
        discussion:
            "Nothing is trained and nothing is written; of the data at most the header and a sample is read.")

    @Argument(help: "The specification, a YAML file; '-' reads it from standard input.")
    var specification: String
    @Argument(help: "Changes to the specification, such as optimizer.lr=0.1, and parameters of a sweep.")
    var overrides: [String] = []
    @Option(help: "Memory to keep to, such as 4G.")
    var memory: MemorySize?
    @Option(help: "text, dot, mermaid or json.")
    var format: PlanFormat = .text
    @OptionGroup var sources: SourceOptions

    func run() throws {
        sources.apply()
        try CommandEnding.check(
            ShowPlan.perform(
                specification, overrides: overrides + (memory.map { [$0.override] } ?? []), format: format))
    }
}

extension PlanFormat: ExpressibleByArgument {}
