import Data
import Foundation
import TestSupport
import Testing

/// A column has the type of all its values, in whatever order and in however many files they stand.
@Suite("Types of columns over all rows and parts")
struct ColumnTypeTests {
    /// Kinds of values a column may be made of; a column mixes a few of them.
    private static let kinds: [@Sendable (inout TestRandom) -> String] = [
        { "\(Int.random(in: 0...9, using: &$0))" },
        { "\(Double(Int.random(in: -99...99, using: &$0)) / 4)" },
        { "\(9_007_199_254_740_990 + Int.random(in: 0...9, using: &$0))" },
        { ["true", "False", "TRUE"][Int.random(in: 0...2, using: &$0)] },
        { ["", "NA", "-999"][Int.random(in: 0...2, using: &$0)] },
        { ["A", "b c", "007", "x"][Int.random(in: 0...3, using: &$0)] },
        { "name \(Int.random(in: 0...999, using: &$0))" },
        { _ in " nan" },
    ]

    private func table(_ random: inout TestRandom, rows: Int) -> [[String]] {
        let columns = (0..<5).map { _ -> [String] in
            let chosen = (0..<Int.random(in: 1...3, using: &random)).map { _ in
                Self.kinds[Int.random(in: 0..<Self.kinds.count, using: &random)]
            }
            return (0..<rows).map { _ in chosen[Int.random(in: 0..<chosen.count, using: &random)](&random) }
        }
        return (0..<rows).map { row in columns.map { $0[row] } + ["\(row)"] }
    }

    private func csv(_ rows: some Collection<[String]>) -> String {
        "a,b,c,d,e,y\n" + rows.map { $0.joined(separator: ",") + "\n" }.joined()
    }

    private func read(_ source: String, _ data: TestData) throws -> Table {
        try data.pipeline("source: \(source)\ntarget: y").sourceTable().table
    }

    /// Name, type and what the remark of whole numbers depends on.
    private func types(_ table: Table) -> [String] {
        table.schema.columns.map { "\($0.name) \($0.type) \($0.holdsWholeNumbers)" }
    }

    @Test("rows in another order, and files cut at any row, have the same types and the same texts")
    func permutedAndSplit() throws {
        var random = TestRandom(21)
        for round in 0..<60 {
            let rows = table(&random, rows: round % 3 == 0 ? 130 : 24)
            let data = try TestData(csv: csv(rows))
            let options = "missing: ['', NA, '-999']"
            let whole = try read("{csv: {path: data.csv, \(options)}}", data)
            try data.folder.write(csv(rows.shuffled(using: &random)), to: "other.csv")
            #expect(types(try read("{csv: {path: other.csv, \(options)}}", data)) == types(whole))
            let cut = Int.random(in: 1..<rows.count, using: &random)
            try data.folder.write(csv(rows[..<cut]), to: "part-1.csv")
            try data.folder.write(csv(rows[cut...]), to: "part-2.csv")
            let first = "{csv: {path: part-1.csv, \(options)}}"
            let second = "{csv: {path: part-2.csv, \(options)}}"
            for source in [
                "{csv: {path: 'part-*.csv', \(options)}}", "{concat: [\(first), \(second)]}",
                "{separate: {train: \(first), test: \(second)}}",
                "{concat: [{concat: [\(first)]}, \(second)]}",
            ] {
                let joined = try read(source, data)
                #expect(types(joined) == types(whole), "round \(round), cut at \(cut): \(source)")
                for name in whole.schema.names {
                    #expect(texts(joined, name) == texts(whole, name), "round \(round), column \(name)")
                }
            }
        }
    }

    @Test("planning sees the types that preparing sees, with and without a cache")
    func plan() throws {
        var csv = "x,y\n"
        for row in 0..<400 { csv += "\(row),\(row < 399 ? "\(row % 2)" : "A")\n" }
        let data = try TestData(csv: csv)
        let pipeline = try data.pipeline("source: {csv: data.csv}\ntarget: y")
        for _ in 0..<2 {
            let plan = try pipeline.plan()
            #expect(plan.isClassification)
            #expect(plan.nodes.first?.rows == 400)
            #expect(plan.nodes.first?.schema == (try pipeline.sourceTable().table.schema))
        }
    }

    @Test("declared types hold for every part")
    func declared() throws {
        let data = try TestData(csv: "")
        try data.folder.write("c,y\n1,1\n2,1\n", to: "p-1.csv")
        try data.folder.write("c,y\n3,1\n", to: "p-2.csv")
        let table = try read("{csv: {path: 'p-*.csv', types: {c: text}}}", data)
        #expect(table.schema["c"]?.type == .text)
        #expect(texts(table, "c") == ["1", "2", "3"])
        let limited = try read("{csv: {path: 'p-*.csv', limit: 2}}", data)
        #expect(limited.rowCount == 2)
    }

    @Test("a marker that is a number means the number in a column of numbers, the text among texts")
    func numericMarkers() throws {
        let data = try TestData(csv: "n,t,q\n-999,-999,\"-999\"\n-999.0,-999.0,1\n1,x,2\n9.5,-9.99e2,3\n")
        var options = CSVOptions()
        options.missing = ["", "-999", "9.50"]
        let table = try data.read(options)
        #expect(numbers(table, "n") == [nil, nil, 1, nil])
        #expect(texts(table, "t") == [nil, "-999.0", "x", "-9.99e2"])
        #expect(numbers(table, "q") == [nil, 1, 2, 3])
        let reader = try CSVChunkReader(path: data.folder.file("data.csv"), options: options)
        reader.chooseColumns(["n": .number, "t": .category, "q": .number])
        let part = try #require(try reader.next(10))
        #expect(numbers(part, "n") == numbers(table, "n"))
        #expect(texts(part, "t") == texts(table, "t"))
        #expect(numbers(part, "q") == numbers(table, "q"))
    }

    @Test("columns to keep are handed through as they stand, also where the model reads them")
    func kept() throws {
        let data = try TestData(csv: "id,k,b\n00123,NA,true\n1.10, 7 ,NA\nNA,\"a,\"\"b\",FALSE\n")
        let reader = try CSVChunkReader(path: data.folder.file("data.csv"))
        reader.chooseColumns(["id": .number, "b": .boolean], keeping: ["id", "k", "b"])
        let part = try #require(try reader.next(10))
        #expect(numbers(part, "id") == [123, 1.1, nil])
        #expect(texts(part, "b") == ["true", nil, "false"])
        let kept = try #require(reader.kept)
        #expect(texts(kept, "id") == ["00123", "1.10", "NA"])
        #expect(texts(kept, "k") == ["NA", " 7 ", "a,\"b"])
        #expect(texts(kept, "b") == ["true", "NA", "FALSE"])
    }
}
