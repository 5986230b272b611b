import Data
import Foundation
import TestSupport
import Testing

/// The published data sets; figures from shared/data/README.md and the lab's description.
@Suite("Published data", .enabled(if: sharedDataFolder() != nil, Comment(rawValue: sharedDataIsMissing)))
struct PublishedDataTests {
    private func read(_ name: String) throws -> Table {
        try CSVReader(path: try #require(sharedDataFile(name))).read()
    }

    @Test("kernel run times: 241,600 rows, mean of the means 217.571953, 214,833 rows below the fence")
    func runTimes() throws {
        let folder = try TemporaryFolder()
        let section = try dataSection(
            """
            source: {csv: sgemm_product.csv.gz, sha256: b545b908c203eaa4d0b78c88e3a7196857efc34da3b6da9be774f017f2b5e960}
            target: run_time
            steps:
              - derive: {run_time: 'mean("Run1 (ms)", "Run2 (ms)", "Run3 (ms)", "Run4 (ms)")'}
              - drop: "Run? (ms)"
              - filter: run_time <= 509.9675
              - log: run_time
              - standardize: features
            split: {random: {train: 0.8, val: 0.1, test: 0.1}}
            """.replacing("{csv: sgemm", with: "{type: csv, path: sgemm"), name: folder.file("spec.yaml"))
        let environment = DataEnvironment(
            dataFolder: sharedDataFolder(), cacheFolder: folder.file("cache"),
            downloadFolder: folder.file("downloads"), allowsDownload: false)
        let pipeline = DataPipeline(section, seed: 123, environment: environment)
        let plan = try pipeline.plan()
        #expect(plan.featureNames.count == 14)
        let prepared = try pipeline.prepare()
        #expect(prepared.splits.map(\.rows) == [171_867, 21_483, 21_483])
        #expect(prepared.splits.reduce(0) { $0 + $1.rows } == 214_833)
        #expect(prepared.targetTransform?.inverted(1) == exp(1))
        #expect(try pipeline.prepare().isFromCache)
    }

    @Test("the mean of the four runs")
    func meanRun() throws {
        let table = try read("sgemm_product.csv.gz")
        #expect(table.rowCount == 241_600)
        let (result, _) = try StepTests.run(
            "[{derive: {r: 'mean(\"Run1 (ms)\", \"Run2 (ms)\", \"Run3 (ms)\", \"Run4 (ms)\")'}}]",
            target: "r",
            on: table)
        let values = numbers(result, "r").compactMap { $0 }
        #expect(abs(values.reduce(0, +) / 241_600 - 217.571953) < 5e-7)
        #expect(abs((values.min() ?? 0) - 13.3175) < 1e-9)
        #expect(abs((values.max() ?? 0) - 3341.5075) < 1e-9)
        #expect(values.count { $0 <= 509.9675 } == 214_833)
    }

    @Test("survey: the header repeats sixteen names five times")
    func survey() throws {
        let table = try read("covid.train.csv.gz")
        #expect(table.rowCount == 2_699)
        #expect(table.schema.columns.count == 118)
        #expect(table.schema.names.last == "tested_positive.4")
        #expect(table.schema.columns.allSatisfy { $0.type == .number })
        let target = numbers(table, "tested_positive.4").compactMap { $0 }
        #expect(abs(target.reduce(0, +) / 2_699 - 9.8193) < 5e-5)
    }

    @Test("evolution: carriage returns, quoted commas, missing notes")
    func evolution() throws {
        let table = try read("pokemon_evolution.csv.gz")
        #expect(table.rowCount == 75)
        #expect(table.schema.columns.count == 27)
        #expect(table["notes"]?.missingCount == 68)
        #expect(texts(table, "notes").contains { $0?.contains(",") ?? false })
        #expect(numbers(table, "cp_new").allSatisfy { $0 != nil })
    }

    @Test("stats: names, types with gaps, truth values")
    func stats() throws {
        let table = try read("pokemon_stats.csv.gz")
        #expect(table.rowCount == 800)
        #expect(table["Type 2"]?.missingCount == 386)
        #expect(table.schema["Name"]?.type == .text)
        #expect(table.schema["Legendary"]?.type == .boolean)
        #expect(texts(table, "Legendary").count { $0 == "true" } == 65)
        #expect(texts(table, "Name").contains("Nidoran♀"))
    }
}
