import Data
import Foundation
import TestSupport
import Testing

/// Stages of the preparation on disk. Whether a stage is kept depends on how long it took, so these tests keep them
/// all.
@Suite("Stages of the preparation")
struct StageTests {
    private static let specification = """
        source: {csv: data.csv}
        target: y
        steps:
          - derive: {z: x * 2}
          - drop_missing: all
          - standardize: [x, z]
          - one_hot: c
        split: {random: {train: 0.5, val: 0.25, test: 0.25}}
        """

    private func data() throws -> TestData {
        let rows = (0..<24).map { row in
            "\(row % 7),\(["a", "b", "c"][row % 3]),\(row % 5 == 0 ? "" : "\(row)"),\(row * row)"
        }
        return try TestData(csv: "x,c,w,y\n" + rows.joined(separator: "\n") + "\n")
    }

    private func entries(_ data: TestData, _ ending: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: data.folder.file("cache"))) ?? []
        return names.filter { $0.hasSuffix(ending) }.sorted().map { data.folder.file("cache/" + $0) }
    }

    private func prepare(_ data: TestData, _ yaml: String = specification) throws -> PreparedData {
        try StageKeeping.$keepsAll.withValue(true) { try data.prepare(yaml) }
    }

    private func matrices(_ data: PreparedData) -> [[[Double]]] {
        data.splits.flatMap { [rows($0.features), rows($0.targets)] }
    }

    @Test("a change of one step repeats only what comes after it, with the same result as from the start")
    func resumed() throws {
        let data = try data()
        let first = try prepare(data)
        #expect(entries(data, ".table.data").count == 6, "a sample of the source, the source and four steps")
        let changed = Self.specification.replacing(
            "one_hot: c", with: "one_hot: {columns: c, drop_first: true}")
        let again = try prepare(data, changed)
        #expect(again.featureNames.count == first.featureNames.count - 1)
        #expect(entries(data, ".table.data").count == 7, "one stage more, of the changed step")
        let fresh = try TestData(csv: String(contentsOfFile: data.folder.file("data.csv"), encoding: .utf8))
        let whole = try prepare(fresh, changed)
        #expect(matrices(again) == matrices(whole))
        #expect(try again.preprocessing.json() == whole.preprocessing.json())
        #expect(again.warnings == whole.warnings)
    }

    @Test(
        "preparations that differ in a late step share what comes before it in memory, however quick it was")
    func sharedInMemory() throws {
        let data = try data()
        let memory = StageMemory(limit: 1 << 20)
        let drops = ["one_hot: c", "one_hot: {columns: c, drop_first: true}", "ordinal: c"]
        let texts = drops.map { Self.specification.replacing("one_hot: c", with: $0) }
        let shared = try texts.map { try data.prepare($0, sharing: memory) }
        // The source and the first three steps once, the last step of each.
        #expect(memory.work.sourcesRead == 1 && memory.work.stepsRun == 3 + 3)
        for (text, shared) in zip(texts, shared) {
            let fresh = try TestData(
                csv: String(contentsOfFile: data.folder.file("data.csv"), encoding: .utf8))
            let whole = try fresh.prepare(text)
            #expect(matrices(shared) == matrices(whole))
            #expect(try shared.preprocessing.json() == whole.preprocessing.json())
        }
        // What comes before the split is the same for another seed as well; what was fitted is not.
        _ = try data.prepare(texts[0], seed: 9, sharing: memory)
        #expect(memory.work.sourcesRead == 1 && memory.work.stepsRun == 6 + 2)
        let none = StageMemory(limit: 1)
        for seed in [3, 4] as [UInt64] { _ = try data.prepare(texts[0], seed: seed, sharing: none) }
        #expect(none.work.sourcesRead == 2, "too small to keep anything")
    }

    @Test("the source need not be parsed again: its stage is as good as the file")
    func source() throws {
        let data = try data()
        let first = try prepare(data)
        let changed = Self.specification.replacing("derive: {z: x * 2}", with: "derive: {z: x * 3}")
        let again = try prepare(data, changed)
        #expect(again.featureNames == first.featureNames)
        #expect(again.preprocessing.inputs == first.preprocessing.inputs)
    }

    @Test("numbers come back from a stage as they were, to the bit, whatever their size")
    func numbersOfAllSizes() throws {
        // Each column holds one value that decides how wide it is written: 255, 256, 65535, 65536, -1, 0.5, -0,
        // missing.
        let edges = ["255", "256", "65535", "65536", "-1", "0.5", "-0", ""]
        let names = edges.indices.map { "v\($0)" }
        let rows = (0..<5000).map { row in
            let values = edges.map { row == 4321 ? $0 : "\(row % 200)" }
            return (values + ["\(row)"]).joined(separator: ",")
        }
        let csv = (names + ["y"]).joined(separator: ",") + "\n" + rows.joined(separator: "\n") + "\n"
        let text = """
            source: {csv: data.csv}
            target: y
            steps: [impute: {columns: v7, strategy: constant, value: 0.25}, derive: {z: v0 + 1}]
            split: {random: {train: 0.5, val: 0.25, test: 0.25}}
            """
        let data = try TestData(csv: csv)
        _ = try prepare(data, text)
        let changed = text.replacing("v0 + 1", with: "v0 + 2")
        let fromStage = try prepare(data, changed)
        let fresh = try TestData(csv: csv).prepare(changed)
        func bits(_ data: PreparedData) -> [[[UInt64]]] {
            matrices(data).map { $0.map { $0.map(\.bitPattern) } }
        }
        #expect(bits(fromStage) == bits(fresh))
        let negativeZeros = bits(fresh).flatMap { $0 }.filter { $0.contains(1 << 63) }
        #expect(negativeZeros.count == 1, "the fixture holds -0 once")
        let sizes = try entries(data, ".table.data").map { try Data(contentsOf: URL(filePath: $0)).count }
        // One column takes a byte a value, three two (256, 65535 and the row numbers), five eight; the largest stage
        // has a derived one of two more.
        let largest = try #require(sizes.max())
        #expect(largest < 5000 * (1 + 4 * 2 + 5 * 8) + 16_384, "\(largest) bytes")
    }

    @Test("a damaged stage is noticed, named and rebuilt", arguments: [0, 20, 40, 200, -1])
    func damaged(position: Int) throws {
        let data = try data()
        let first = try prepare(data)
        for path in entries(data, ".data") {
            var bytes = try Data(contentsOf: URL(filePath: path))
            // Behind the description, whose length stands at byte 16, the first values begin at a multiple of 64.
            let length = (0..<8).reduce(0) { $0 + Int(bytes[16 + $1]) << (8 * $1) }
            let index = position < 0 ? (32 + length + 63) / 64 * 64 : min(position, bytes.count - 1)
            bytes[index] ^= 0x5A
            try bytes.write(to: URL(filePath: path))
        }
        let again = try prepare(data)
        #expect(matrices(again) == matrices(first))
        #expect(!again.isFromCache)
        #expect(
            again.warnings.contains { $0.contains("damaged cache entry was rebuilt") }, "\(again.warnings)")
        #expect(try prepare(data).isFromCache)
    }

    @Test("plan says which nodes the cache has")
    func planned() throws {
        let data = try data()
        let pipeline = try data.pipeline(Self.specification)
        #expect(try pipeline.plan().nodes.allSatisfy { !$0.isCached })
        _ = try prepare(data)
        let nodes = try pipeline.plan().nodes
        #expect(
            nodes.filter(\.isCached).map(\.name) == [
                "csv", "derive", "drop_missing", "standardize", "one_hot", "matrices",
            ])
        let changed = try data.pipeline(Self.specification.replacing("[x, z]", with: "x")).plan().nodes
        #expect(changed.filter(\.isCached).map(\.name) == ["csv", "derive", "drop_missing"])
        withExtendedLifetime(data) {}
    }

    @Test("several preparations of the same data at once give the same and leave one whole entry each")
    func atOnce() async throws {
        let data = try data()
        let results = try await withThrowingTaskGroup(of: [[[Double]]].self) { group in
            for _ in 0..<6 { group.addTask { matrices(try prepare(data)) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results.allSatisfy { $0 == results[0] })
        #expect(entries(data, ".tmp").isEmpty)
        #expect(entries(data, ".data").count == 7)
        #expect(try prepare(data).isFromCache)
    }

    @Test("quick work is not kept: writing it would cost more than doing it again")
    func quick() throws {
        let data = try data()
        _ = try data.prepare(Self.specification)
        #expect(
            entries(data, ".table.data").count == 1, "the sample of the source, which any run may ask for")
    }
}

@Suite("Warnings about data")
struct DataWarningTests {
    private func warnings(_ csv: String, _ yaml: String) throws -> [String] {
        try TestData(csv: csv).prepare("source: {csv: data.csv}\ntarget: y\n" + yaml).warnings
    }

    /// Rows 0 and 3 have the same x, and so have 1 and 4; the split takes the last two rows for the test.
    @Test("rows of the test with exactly the features of a training row are counted")
    func repeated() throws {
        let csv = "x,y\n1.5,1\n2.5,2\n3.5,3\n1.5,4\n2.5,5\n"
        let found = try warnings(csv, "split: {time: {train: 3, test: 2}}")
        #expect(found == ["2 of 2 rows of 'test' have exactly the features of a training row"])
        #expect(
            try warnings("x,y\n1.5,1\n2.5,2\n3.5,3\n4.5,4\n", "split: {time: {train: 3, test: 1}}").isEmpty)
    }

    @Test("features from earlier rows do not go with a random split")
    func overlap() throws {
        let csv = "x,y\n" + (0..<30).map { "\(Double($0 * 7 % 11) / 3),\($0)" }.joined(separator: "\n")
        let steps = "steps: [{lag: {columns: x, lags: [1]}}, {drop_missing: all}]\n"
        let random = try warnings(csv, steps + "split: {random: {train: 0.5, test: 0.5}}")
        #expect(
            random.contains { $0.hasPrefix("overlapping time: 'lag' makes features from earlier rows") },
            "\(random)")
        let time = try warnings(csv, steps + "split: {time: {train: 0.5, test: 0.5}}")
        #expect(!time.contains { $0.contains("overlapping time") }, "\(time)")
    }

    @Test("the same time on both sides of a cut is named")
    func equalTimes() throws {
        let csv = "t,x,y\n1,0.5,1\n2,1.5,2\n3,2.5,3\n3,3.5,4\n4,4.5,5\n"
        let found = try warnings(csv, "split: {time: {parts: {train: 3, test: 2}, column: t}}")
        #expect(
            found.contains("overlapping time: 1 row of 'test' with the time 3.0, as in 'train'"), "\(found)")
    }

    @Test("a feature that numbers the rows is named, also when a step has changed its values")
    func identifiers() throws {
        let csv =
            "id,x,y\n"
            + (0..<30).map { "\($0),\(Double($0 * 7 % 11) / 3),\($0 * $0)" }.joined(separator: "\n")
        let found = try warnings(
            csv, "steps: [{standardize: features}]\nsplit: {random: {train: 0.5, test: 0.5}}")
        #expect(found.contains { $0.hasPrefix("the feature 'id' is different in every row") }, "\(found)")
    }
}
