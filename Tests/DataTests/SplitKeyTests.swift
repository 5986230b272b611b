import Data
import Foundation
import TestSupport
import Testing

@Suite("Keys and neighbours of splits")
struct SplitKeyTests {
    private func parts(_ csv: String, types: String = "") throws -> [String: Set<Int>] {
        let data = try TestData(csv: csv).prepare(
            """
            source: {type: csv, path: data.csv\(types)}
            target: y
            features: x
            split: {hash: {parts: {train: 0.7, test: 0.3}, by: id}}
            """)
        return Dictionary(uniqueKeysWithValues: data.splits.map { ($0.name, Set($0.rowIds)) })
    }

    private func csv(_ ids: [String]) -> String {
        "id,x,y\n" + ids.enumerated().map { "\"\($1)\",\($0),\($0 % 3)\n" }.joined()
    }

    /// The same 300 values, written in ways a reader takes for numbers, whole numbers or text.
    private static let spellings: [(String, @Sendable (Int) -> String)] = [
        ("plain", { "\($0)" }), ("padded", { String(format: "%05d", $0) }), ("decimal", { "\($0).0" }),
        ("signed", { "+\($0)" }), ("exponent", { "\($0)e0" }), ("blanks", { " \($0)" }),
    ]

    @Test("a row keeps its part when later rows make its column one of text")
    func growing() throws {
        let reference = try parts(csv((1...300).map { "\($0)" }))
        #expect(reference["train"]?.count ?? 0 > 150)
        for (name, spelling) in Self.spellings {
            let ids = (1...300).map(spelling)
            for types in [", types: {id: text}", ", types: {id: category}"] {
                #expect(try parts(csv(ids), types: types) == reference, "\(name)\(types)")
            }
            for more in [["A1"], ["7.5", ""], ["true"]] {
                let grown = try parts(csv(ids + more))
                for (part, rows) in reference {
                    #expect(rows.isSubset(of: grown[part] ?? []), "\(name) \(more)")
                }
            }
        }
    }

    @Test("numbers beyond what a double holds keep keys of their own")
    func large() throws {
        let ids = (0..<400).map { "900719925474\(String(format: "%05d", $0))" }
        let found = try parts(csv(ids), types: ", types: {id: text}")
        // Rounded to doubles, sixteen neighbors would have one key and stand in one part.
        let test = try #require(found["test"])
        let changes = (0..<399).count { test.contains($0) != test.contains($0 + 1) }
        #expect(changes > 100)
        let padded = try parts(csv(ids.map { "000" + $0 }), types: ", types: {id: text}")
        #expect(padded == found)
    }

    /// A lag over rows of one series, dealt out by a split.
    private func warnings(_ split: String, csv: String) throws -> [String] {
        try TestData(csv: csv).prepare(
            """
            source: {csv: data.csv}
            target: y
            steps: [{lag: {columns: y, lags: [1, 2]}}]
            split: \(split)
            """
        ).warnings.filter { $0.contains("overlapping time") }
    }

    @Test(
        "whatever deals neighbours to different parts is told of, whatever its name",
        arguments: [
            ("{group: {by: g, parts: {train: 0.8, test: 0.2}}}", true),
            ("{group_k_fold: {folds: 3, by: g}}", true),
            ("{column: {column: g, test: 3, rest: train}}", true),
            ("{random: {train: 0.8, test: 0.2}}", true),
            ("{k_fold: 4}", true), ("{k_fold: {folds: 4, shuffle: false}}", false),
            ("{column: {column: half, test: 1, rest: train}}", false),
            ("{time: {train: 0.8, test: 0.2}}", false),
            ("{time_series: 4}", false), ("{group: {by: half, parts: {train: 0.5, test: 0.5}}}", false),
        ])
    func neighbours(_ split: String, _ isTold: Bool) throws {
        let csv = "g,half,y\n" + (0..<70).map { "\($0 % 7),\($0 / 35),\($0 * $0 % 11)\n" }.joined()
        #expect(try warnings(split, csv: csv).isEmpty != isTold)
    }

    @Test("a class that no training row has is named")
    func unseen() throws {
        let csv = "x,y,part\n1,p,train\n2,q,train\n3,p,test\n4,z,test\n5,z,test\n"
        let data = try TestData(csv: csv).prepare(
            "source: {csv: data.csv}\ntarget: y\nsplit: {column: {column: part, train: train, test: test}}")
        #expect(data.warnings.contains { $0.contains("'z' stands in no training row (2 in 'test')") })
    }

    @Test("rows without a target are to be left out, not to be given one")
    func missingTarget() throws {
        do {
            _ = try TestData(csv: "x,y\n1,2\n2,\n").prepare("source: {csv: data.csv}\ntarget: y\nfeatures: x")
            Issue.record("accepted")
        } catch let error as DataDiagnostics {
            #expect(error.all[0].help?.contains("filter: not is_missing(y)") ?? false)
            #expect(!(error.all[0].help?.contains("coalesce") ?? true))
        }
    }
}
