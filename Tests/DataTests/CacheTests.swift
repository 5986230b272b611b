import Data
import Foundation
import TestSupport
import Testing

@Suite("The cache of prepared data")
struct CacheTests {
    private static let yaml = """
        source: {csv: data.csv}
        target: y
        steps: [{standardize: a}]
        split: {random: {train: 0.5, test: 0.5}}
        """

    private func data() throws -> TestData {
        var csv = "a,y\n"
        for row in 0..<20 { csv += "\(row * 7 % 11),\(row)\n" }
        return try TestData(csv: csv)
    }

    private func entries(_ data: TestData) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: data.folder.file("cache"))) ?? []
        // The sample of the source lies beside them.
        return names.filter { $0.hasSuffix(".data") && !$0.hasSuffix(".table.data") }.map {
            data.folder.file("cache") + "/" + $0
        }
    }

    private func isSame(_ left: PreparedData, _ right: PreparedData) -> Bool {
        left.key == right.key && left.featureNames == right.featureNames && left.target == right.target
            && left.splits.map(\.name) == right.splits.map(\.name)
            && left.splits.map(\.rowIds) == right.splits.map(\.rowIds)
            && left.splits.map { rows($0.features) } == right.splits.map { rows($0.features) }
            && left.splits.map { rows($0.targets) } == right.splits.map { rows($0.targets) }
    }

    @Test("the second preparation comes from the cache and is the same")
    func secondTime() throws {
        let data = try data()
        let first = try data.prepare(Self.yaml)
        let second = try data.prepare(Self.yaml)
        #expect(!first.isFromCache)
        #expect(second.isFromCache)
        #expect(isSame(first, second))
        #expect(try first.preprocessing.json() == second.preprocessing.json())
        #expect(second.sources == first.sources)
    }

    @Test("whatever decides the content changes the key; where the file lies does not")
    func keys() throws {
        let data = try data()
        let key = try data.prepare(Self.yaml).key
        func other(_ yaml: String, seed: UInt64 = 1) throws -> String {
            try data.prepare(yaml, seed: seed).key
        }
        #expect(try other(Self.yaml, seed: 2) != key)
        #expect(try other(Self.yaml.replacing("0.5, test: 0.5", with: "0.4, test: 0.6")) != key)
        #expect(
            try other(Self.yaml.replacing("standardize: a", with: "standardize: {columns: a, ddof: 1}"))
                != key)
        #expect(try other(Self.yaml.replacing("standardize", with: "normalize")) != key)
        #expect(
            try other(Self.yaml.replacing("standardize: a", with: "standardize: {columns: [a], ddof: 0}"))
                != "")
        #expect(try data.prepare(Self.yaml, elementType: .float32).key != key)
        try FileManager.default.copyItem(
            atPath: data.folder.file("data.csv"), toPath: data.folder.file("copy.csv"))
        #expect(try other(Self.yaml.replacing("data.csv", with: "copy.csv")) == key)
        try data.folder.write(
            try String(contentsOfFile: data.folder.file("data.csv"), encoding: .utf8) + "1,1\n",
            to: "data.csv")
        #expect(try other(Self.yaml) != key)
    }

    @Test("an entry damaged at any place is found, rebuilt and named in a warning")
    func damage() throws {
        let data = try data()
        let first = try data.prepare(Self.yaml)
        let path = try #require(entries(data).first)
        let whole = try Data(contentsOf: URL(fileURLWithPath: path))
        var random = TestRandom(9)
        // Padding between sections is not checked: the last byte of a section is followed by up to 63 zeros.
        for _ in 0..<60 {
            var bytes = whole
            if Bool.random(using: &random) {
                bytes = bytes.prefix(Int.random(in: 0..<(bytes.count - 64), using: &random))
            } else {
                let place = Int.random(in: 0..<1_000, using: &random)
                bytes[place] ^= UInt8.random(in: 1...255, using: &random)
            }
            try bytes.write(to: URL(fileURLWithPath: path))
            let again = try data.prepare(Self.yaml)
            #expect(!again.isFromCache)
            #expect(again.warnings.contains { $0.hasPrefix("a damaged cache entry was rebuilt: ") })
            #expect(isSame(again, first))
        }
        #expect(try data.prepare(Self.yaml).isFromCache)
    }

    @Test("several preparations at once do not disturb each other")
    func together() async throws {
        let data = try data()
        let pipeline = try data.pipeline(Self.yaml)
        let all = try await withThrowingTaskGroup(of: PreparedData.self) { group in
            for _ in 0..<8 { group.addTask { try pipeline.prepare() } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(all.allSatisfy { isSame($0, all[0]) })
        #expect(entries(data).count == 1)
        let files = try FileManager.default.contentsOfDirectory(atPath: data.folder.file("cache"))
        #expect(!files.contains { $0.hasSuffix(".tmp") })
    }

    @Test("a cache that cannot be written costs a warning, nothing else")
    func unwritable() throws {
        let data = try data()
        try data.folder.write("a file where a folder should be", to: "cache")
        let prepared = try data.prepare(Self.yaml)
        #expect(prepared.warnings.contains { $0.hasPrefix("the prepared data could not be cached") })
    }
}
