import ArgumentParser
import Foundation
import Pipeline

/// Where results are, the same for every command that writes or reads them.
struct ResultsOptions: ParsableArguments {
    @Option(name: .long, help: "Folder of the results (default: $ASSAY_RUNS, else 'runs').")
    var runs: String?

    var folder: String {
        let fromEnvironment = ProcessInfo.processInfo.environment["ASSAY_RUNS"] ?? ""
        return runs ?? (fromEnvironment.isEmpty ? "runs" : fromEnvironment)
    }
}

/// The option `--threads` has the range of the field `threads`.
func checkThreads(_ threads: Int?) throws {
    let range = ThreadCount.range
    if let threads, !range.contains(threads) {
        throw ValidationError("--threads must be \(range.lowerBound) to \(range.upperBound), not \(threads)")
    }
}
