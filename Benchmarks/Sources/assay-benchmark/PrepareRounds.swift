import ArgumentParser
import Data
import Foundation
import Kernels
import Spec

/// From the file to the matrices of every part, once for every line of standard input.
struct PrepareRounds: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prepare",
        abstract: "Prepare the data of a section `data:` once for every line of standard input.",
        discussion: """
            Without --cached every round has a cache folder of its own, which is empty: reading, preparing and writing the \
            entry are what is measured.
            """)

    @Argument(help: "A file with the content of a section `data:`.") var section: String
    @Argument(help: "The folder of the data files.") var data: String
    @Flag(help: "Take the prepared data from the cache.") var cached = false
    @Option var threads = 1

    func run() throws {
        let folder = FileManager.default.temporaryDirectory.path + "/assay-prepare-\(getpid())"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let text = try String(contentsOfFile: section, encoding: .utf8)
        let loaded = SpecReader.load(.text(text, name: section), as: DataSection.self)
        guard let read = loaded.value, !loaded.diagnostics.hasErrors else {
            throw ValidationError("\(section) is no section of data")
        }
        var round = 0
        func prepare() throws -> Int {
            let cache = folder + "/\(cached ? 0 : round)"
            round += 1
            let environment = DataEnvironment(
                dataFolder: data, cacheFolder: cache, downloadFolder: folder, allowsDownload: false)
            let pipeline = DataPipeline(read, seed: 123, elementType: .float32, environment: environment)
            return try pipeline.prepare().splits.reduce(0) { $0 + $1.rows }
        }
        _ = try prepare()
        print("ready")
        fflushOutput()
        while readLine() != nil {
            let started = ContinuousClock.now
            let rows = try prepare()
            let seconds = (ContinuousClock.now - started) / .seconds(1)
            print(rows, seconds, "-")
            fflushOutput()
        }
    }
}
