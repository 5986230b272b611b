import ArgumentParser
import Foundation

/// Measures a blocked single-precision matrix product under every feasible choice of its tuning parameters.
@main
struct MeasureSGEMM: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "measure-sgemm",
        abstract:
            "Time a blocked matrix product under every feasible choice of its tuning parameters, as CSV.",
        discussion: """
            Each combination runs once unmeasured, is compared with a plain product, and then runs four times measured. \
            The combinations are visited in a shuffled order, so that a disturbance of the machine does not look \
            like an effect of a parameter, and written in the order of their parameters.
            """)

    @Option(help: "Rows and columns of the matrices; a multiple of 512.")
    var size = 512

    @Option(help: "Measure only every n-th combination of the shuffled order.")
    var every = 1

    @Option(help: "Seed of the matrices and of the shuffled order.")
    var seed: UInt64 = 1

    func validate() throws {
        guard size > 0, size.isMultiple(of: 512) else {
            throw ValidationError("--size must be a multiple of 512")
        }
        guard every > 0 else { throw ValidationError("--every must be at least 1") }
    }

    func run() throws {
        let combinations = TuningParameters.allFeasible()
        var generator = SplitMix64(state: seed)
        let shuffled = combinations.indices.shuffled(using: &generator)
        let chosen = stride(from: 0, to: shuffled.count, by: every).map { shuffled[$0] }
        let stopwatch = Stopwatch(size: size, seed: seed)
        var measured: [(index: Int, milliseconds: [Double])] = []
        for (position, index) in chosen.enumerated() {
            guard let milliseconds = stopwatch.measure(combinations[index]) else {
                throw WrongProduct(parameters: combinations[index])
            }
            measured.append((index, milliseconds))
            if (position + 1).isMultiple(of: 500) {
                note("\(position + 1) of \(chosen.count) combinations")
            }
        }
        let header = TuningParameters.columnNames + (1...Stopwatch.runs).map { "Run\($0) (ms)" }
        print(header.joined(separator: ","))
        for row in measured.sorted(by: { $0.index < $1.index }) {
            let values = combinations[row.index].columnValues.map(String.init)
            print((values + row.milliseconds.map { String(format: "%.4f", $0) }).joined(separator: ","))
        }
        let means = measured.map { $0.milliseconds.reduce(0, +) / Double(Stopwatch.runs) }
        if let best = means.min(), let worst = means.max() {
            note(String(format: "%d combinations, %.3f to %.3f ms", means.count, best, worst))
        }
    }

    private func note(_ text: String) {
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }
}

/// A combination whose product differs from the plain one.
struct WrongProduct: Error, CustomStringConvertible {
    var parameters: TuningParameters

    var description: String {
        let named = zip(TuningParameters.columnNames, parameters.columnValues).map { "\($0)=\($1)" }
        return "the product with \(named.joined(separator: " ")) differs from the plain product"
    }
}
