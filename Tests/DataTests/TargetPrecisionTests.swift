import Data
import Foundation
import TestSupport
import Testing

@Suite("A target keeps the values of its file")
struct TargetPrecisionTests {
    private static let values = [3.06, 331_002_658.0, 0.1, 1_355_000.5, 2, 7.7, 123_456_789.25, 1e-3]

    private func csv(_ values: [Double]) -> String {
        "x,y\n" + values.enumerated().map { "\($0),\($1)\n" }.joined()
    }

    @Test("in double precision beside single precision, also from the cache")
    func exact() throws {
        let data = try TestData(csv: csv(Self.values))
        for _ in 0..<2 {
            let prepared = try data.prepare("source: {csv: data.csv}\ntarget: y", elementType: .float32)
            let train = try #require(prepared[split: "train"])
            #expect(train.exactTargets?.array == Self.values)
            #expect(train.targets[0, 0] == Double(Float(3.06)))
            #expect(train.originalTargets == nil)
        }
        let double = try data.prepare("source: {csv: data.csv}\ntarget: y", elementType: .float64)
        #expect(double[split: "train"]?.exactTargets == nil)
        let whole = try TestData(csv: csv([1, 2, 3, 70_000])).prepare(
            "source: {csv: data.csv}\ntarget: y", elementType: .float32)
        #expect(whole[split: "train"]?.exactTargets == nil)
    }

    /// Each chain of steps, and the rows it leaves.
    private static let chains: [(String, [Int])] = [
        ("[{log: y}]", [0, 1, 2, 3, 4, 5, 6, 7]),
        ("[{log1p: y}, {standardize: y}]", [0, 1, 2, 3, 4, 5, 6, 7]),
        ("[{filter: 'x != 2'}, {log: y}, {filter: 'x != 5'}]", [0, 1, 3, 4, 6, 7]),
        ("[{rename: {y: z}}, {sqrt: z}, {rename: {z: y}}]", [0, 1, 2, 3, 4, 5, 6, 7]),
        ("[{power: y}]", [0, 1, 2, 3, 4, 5, 6, 7]),
    ]

    @Test("before steps that are undone, whatever rows are removed", arguments: chains)
    func original(_ steps: String, _ rows: [Int]) throws {
        let data = try TestData(csv: csv(Self.values))
        // Once prepared, once from the stages, once from the cache.
        for keeps in [true, true, false] {
            let prepared = try StageKeeping.$keepsAll.withValue(keeps) {
                try data.prepare("source: {csv: data.csv}\ntarget: y\nsteps: \(steps)", elementType: .float32)
            }
            let train = try #require(prepared[split: "train"])
            #expect(Array(train.rowIds) == rows)
            #expect(train.originalTargets?.array == rows.map { Self.values[$0] })
        }
        let stages = try StageKeeping.$keepsAll.withValue(true) {
            try data.prepare(
                "source: {csv: data.csv}\ntarget: y\nsteps: \(steps)\nsplit: {time: {train: 0.6, test: 0.4}}",
                elementType: .float32)
        }
        let kept = stages.splits.flatMap { $0.originalTargets ?? [] }
        #expect(kept == rows.map { Self.values[$0] })
    }

    @Test("a target made anew is the original one")
    func replaced() throws {
        let prepared = try TestData(csv: csv([1, 2, 3, 4])).prepare(
            "source: {csv: data.csv}\ntarget: y\nsteps: [{log: y}, {derive: {y: y * 2}}]",
            elementType: .float32)
        #expect(prepared[split: "train"]?.originalTargets == nil)
        #expect(prepared.targetTransform == nil)
    }

    @Test("new rows have the same exact and original targets")
    func newRows() throws {
        for (steps, _) in Self.chains where !steps.contains("filter") {
            let data = try TestData(csv: csv(Self.values))
            let pipeline = try data.pipeline(
                "source: {csv: data.csv}\ntarget: y\nsteps: \(steps)", elementType: .float32)
            let prepared = try pipeline.prepare()
            let rows = try NewRows(prepared.preprocessing, elementType: .float32)
            let found = try rows.prepare(try pipeline.sourceTable().table, firstRow: 0, withTarget: true)
            #expect(found.originalTargets?.array == Self.values)
            #expect(found.exactTargets == prepared[split: "train"]?.exactTargets)
            withExtendedLifetime(data.folder) {}
        }
    }

    /// y = 331002651 + 7 i: float32 holds multiples of 32 there. The mean of the 40 is 331002787.5, the deviation 7 ·
    /// sqrt((40² − 1) / 12) = 80.8, the power of 2 below it 64, and the multiple of 64 nearest to the mean 331002816.
    @Test("far from 0 it is brought near it, and taken back")
    func centered() throws {
        let values = (0..<40).map { Double(331_002_651 + 7 * $0) }
        let data = try TestData(csv: csv(values))
        defer { withExtendedLifetime(data.folder) {} }
        let section = try dataSection(
            "source: {csv: data.csv}\ntarget: y", name: data.folder.file("spec.yaml"))
        func prepare(centers: Bool) throws -> PreparedData {
            try DataPipeline(
                section, seed: 1, elementType: .float32, environment: data.environment, centersTarget: centers
            ).prepare()
        }
        let prepared = try prepare(centers: true)
        let train = try #require(prepared[split: "train"])
        #expect(train.originalTargets?.array == values)
        #expect(train.targets[0, 0] == 331_002_651 - 331_002_816)
        #expect(prepared.targetTransform?.inverted(train.targets[39, 0]) == values[39])
        #expect(prepared.warnings.contains { $0.contains("difference from 331002816") })
        let plain = try prepare(centers: false)
        #expect(plain.targetTransform == nil)
        #expect(plain.warnings.contains { $0.contains("multiples of 32 only") })
        #expect(plain.key != prepared.key)
    }

    @Test("a feature whose differences single precision rounds away is told")
    func features() throws {
        let csv = "t,y\n" + (0..<50).map { "\(1_700_000_000 + $0 * 60),\($0 % 7)\n" }.joined()
        let section = "source: {csv: data.csv}\ntarget: y"
        let warnings = try TestData(csv: csv).prepare(section, elementType: .float32).warnings
        #expect(
            warnings.contains { $0.contains("'t'") && $0.contains("float32 rounds its differences away") })
        let scaled = try TestData(csv: csv).prepare(
            section + "\nsteps: [{standardize: t}]", elementType: .float32)
        #expect(!scaled.warnings.contains { $0.contains("float32") })
        #expect(
            !(try TestData(csv: csv).prepare(section, elementType: .float64)).warnings.contains {
                $0.contains("float32")
            })
    }
}
