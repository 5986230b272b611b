import ArgumentParser
import Foundation

/// Where results are, the same for every command that writes or reads them.
struct ResultsOptions: ParsableArguments {
    @Option(name: .long, help: "Folder of the results (default: $ASSAY_RUNS, else 'runs').")
    var runs: String?

    var folder: String {
        let fromEnvironment = ProcessInfo.processInfo.environment["ASSAY_RUNS"] ?? ""
        return runs ?? (fromEnvironment.isEmpty ? "runs" : fromEnvironment)
    }
}
