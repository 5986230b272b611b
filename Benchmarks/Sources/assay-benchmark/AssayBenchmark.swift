import ArgumentParser
import Data
import Foundation
import Synchronization

/// Assay's side of the comparison that `peers/compare.py` runs.
@main
struct AssayBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "assay-benchmark", abstract: "Assay's side of the comparison with other programs.",
        subcommands: [
            TrainRounds.self, SweepRounds.self, ReadRounds.self, PrepareRounds.self, CountAllocations.self,
        ])
}

struct TrainRounds: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train", abstract: "Train one round for every line of standard input.")

    @Argument var workload: Workload
    @Argument(help: "The folder of the arrays.") var arrays: String
    @Option var threads = 1
    @Option var trials = 1
    @Flag(help: "Print the plan of the training step first, to standard error.") var plan = false

    func run() throws {
        let session = try workload.session(arrays: arrays, threads: threads, trials: trials)
        if plan { FileHandle.standardError.write(Data((session.planDescription + "\n").utf8)) }
        _ = try session.run(observer: RoundObserver(epochsPerRound: workload.epochsPerRound))
    }
}

struct SweepRounds: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep",
        abstract:
            "Train all trials of a sweep for every line of standard input, as one stack for each thread.")

    @Argument var workload: SweepWorkload
    @Argument(help: "The folder of the arrays.") var arrays: String
    @Option var threads = 1

    func run() throws {
        let splits = try workload.splits(arrays: arrays)
        _ = try round(splits)
        print("ready")
        fflushOutput()
        while readLine() != nil {
            let started = ContinuousClock.now
            let loss = try round(splits)
            print(workload.trials, (ContinuousClock.now - started) / .seconds(1), loss)
            fflushOutput()
        }
    }

    private func round(_ splits: [PreparedSplit]) throws -> Double {
        let width = (workload.trials + threads - 1) / threads
        let results = Mutex<[Result<Double, any Error>]>([])
        DispatchQueue.concurrentPerform(iterations: threads) { stack in
            let places = stack * width..<min((stack + 1) * width, workload.trials)
            let result = Result { try workload.train(places, on: splits) }
            results.withLock { $0.append(result) }
        }
        return try results.withLock { $0 }.map { try $0.get() }.filter { $0.isFinite }.min() ?? .nan
    }
}

struct ReadRounds: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "read",
        abstract: "Read a file, CSV or Parquet or Arrow, once for every line of standard input.")

    @Argument var path: String
    @Option var threads = 1
    @Flag(help: "Do not read the file before the first round, so that memory is measured for one table.")
    var fresh = false

    func run() throws {
        if !fresh { _ = try table() }
        print("ready")
        fflushOutput()
        while readLine() != nil {
            let started = ContinuousClock.now
            let table = try table()
            let seconds = (ContinuousClock.now - started) / .seconds(1)
            var usage = rusage()
            getrusage(0, &usage)
            print(table.rowCount, seconds, usage.ru_maxrss * 1024)
            fflushOutput()
        }
    }

    private func table() throws -> Table {
        let isColumnar = [".parquet", ".arrow", ".feather"].contains { path.hasSuffix($0) }
        return try isColumnar ? ColumnarReader(path: path).table() : CSVReader(path: path).read()
    }
}

struct CountAllocations: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "allocations",
        abstract: "Print the allocations of 1,000 training steps, and of 1,000 deliberate ones.")

    @Argument var workload: Workload
    @Argument(help: "The folder of the arrays.") var arrays: String

    func run() throws {
        let counter = try AllocationCounter()
        let observer = AllocationObserver(counter)
        let session = try workload.session(arrays: arrays, threads: 1, trials: 1)
        _ = try session.run(observer: observer)
        print(observer.allocations, deliberateAllocations(counter))
    }

    /// Shows that the counter counts.
    private func deliberateAllocations(_ counter: AllocationCounter) -> Int {
        let before = counter.count
        var kept: [[Int]] = []
        kept.reserveCapacity(1000)
        for index in 0..<1000 { kept.append(Array(repeating: index, count: 3)) }
        return kept.count == 1000 ? counter.count - before : 0
    }
}

extension Workload: ExpressibleByArgument {}
extension SweepWorkload: ExpressibleByArgument {}

/// Standard output is a pipe here, and the other side waits for the line.
func fflushOutput() { fflush(nil) }
