import Data
import Foundation
import Spec
import TestSupport
import Testing

/// What is found out about a file by looking at it, and that nothing is found where the defaults read it.
@Suite("Looking for the form of a file")
struct SniffingTests {
    /// What was found and the table read so, markers included.
    static func sniff(
        _ bytes: Foundation.Data, name: String = "t.csv", given: [(key: String, value: SpecContent)] = []
    ) throws -> (reading: SniffedReading, table: Table) {
        let folder = try TemporaryFolder()
        let path = try folder.write(bytes, to: name)
        defer { withExtendedLifetime(folder) {} }
        let environment = DataEnvironment(
            cacheFolder: nil, downloadFolder: folder.path, allowsDownload: false)
        func read(_ fields: [(key: String, value: SpecContent)]) throws -> (CSVOptions, Table) {
            let source = SpecContent.defaults([
                ("csv", .defaults([("path", .string(name))] + fields.map { ($0.key, $0.value) }))
            ])
            let section = try dataSection(
                "source: \(source.canonicalJSON)\ntarget: y", name: folder.file("spec.yaml"))
            let csv = try #require(section.source?.value as? CSVSource)
            return (csv.options, try csv.read(try csv.locate(in: environment, progress: nil)))
        }
        var reading = SniffedReading(given: given)
        var options = CSVOptions(delimiter: CSVOptions.likelyDelimiter(ofFile: name))
        if !given.isEmpty { options = try read(given).0 }
        try reading.findForm(of: path, options)
        var (found, table) = try read(reading.fields)
        let before = table
        for _ in 0..<2 where reading.findMarkers(in: table, found.decimals) {
            (found, table) = try read(reading.fields)
            reading.noteEffect(before, table)
        }
        return (reading, table)
    }

    static func sniff(_ text: String, name: String = "t.csv") throws -> (
        reading: SniffedReading, table: Table
    ) {
        try sniff(Foundation.Data(text.utf8), name: name)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var text: String
        var name = "t.csv"
        /// Nil: nothing is found.
        var sentence: String?
        var columns: [String]
        var testDescription: String { text }
    }

    static let cases = [
        Case(text: "a;b;y\n1;2;3\n2;3;4\n", sentence: "read with ';'", columns: ["a", "b", "y"]),
        Case(
            text: "\"a\";\"b\"\n1,5;2\n2,5;3\n", sentence: "read with ';', decimal ','", columns: ["a", "b"]),
        Case(
            text: "n;y\n1.234,56;1\n22,3;2\n7;3\n", sentence: "read with ';', decimal ',', thousands '.'",
            columns: ["n", "y"]),
        Case(text: "a\tb\n1\t2\n3\t4\n", name: "t.txt", sentence: "read with tabs", columns: ["a", "b"]),
        Case(text: "a,b\n1,2\n3,4\n", name: "t.tsv", sentence: "read with ','", columns: ["a", "b"]),
        Case(text: "a|b\nx|2\ny|4\n", sentence: "read with '|'", columns: ["a", "b"]),
        Case(
            text: " 0.1  18.0  2\n 0.2   0.0  7\n 0.3   0.0  9\n", name: "h.data",
            sentence: "read with runs of blanks between fields, no header (column_1 … column_3)",
            columns: ["column_1", "column_2", "column_3"]),
        Case(
            text: "mpg cyl\n\"Mazda RX4\" 21 6\n\"Datsun\" 22.8 4\n\"Fiat\" 30 4\n",
            sentence:
                "read with runs of blanks between fields, a header without a first name ('row')",
            columns: ["row", "mpg", "cyl"]),
        Case(
            text: "5.1,3.5,A\n4.9,3.0,A\n4.7,3.2,B\n4.6,3.1,B\n",
            sentence: "read with no header (column_1 … column_3)",
            columns: ["column_1", "column_2", "column_3"]),
        Case(
            text: "39, State-gov, 7\n50, Private, 8\n38, Private, 2\n22, State-gov, 1\n",
            sentence: "read with blanks before values passed over, no header (column_1 … column_3)",
            columns: ["column_1", "column_2", "column_3"]),
        Case(
            text: "a, b\n1, \"x, y\"\n2, \"z\"\n3, NA\n",
            sentence: "read with blanks before values passed over",
            columns: ["a", "b"]),
        Case(
            text: "Report\n\na,b\n1,2\n3,4\n5,6\n", sentence: "read with 2 lines passed over",
            columns: ["a", "b"]),
        Case(
            text: "# made by hand\n# twice\na,b\n1,2\n3,4\n5,6\n", sentence: "read with comments after '#'",
            columns: ["a", "b"]),
        Case(
            text: "a,b,\n1,x,\n2,y,\n3,x,\n", sentence: "read with a delimiter at the end of each line",
            columns: ["a", "b"]),
        Case(
            text: "a,b\n1,x,\n2,y,\n3,x,\n", sentence: "read with a delimiter at the end of each line",
            columns: ["a", "b"]),
        Case(
            text: "class,age\n'a, b','30-39'\n'c','40-49'\n'd','30-39'\n", sentence: "read with quotes '",
            columns: ["class", "age"]),
        Case(
            text: "a\tb\n\"x\t1\ny\t2\n\"z\t3\n", name: "t.tsv", sentence: "read with no quotes",
            columns: ["a", "b"]),
        Case(
            text: "n,y\n\"1,234\",1\n\"12,345\",2\n7,3\n", sentence: "read with thousands ','",
            columns: ["n", "y"]),
        Case(
            text: "a,b\n?,x\nunknown,y\n", sentence: "read with marker '?': 1 value in 1 column",
            columns: ["a", "b"]),
        // Nothing to be found.
        Case(text: "a,b,c\n1,x,2024-01-05\n2,y,2024-01-06\n", columns: ["a", "b", "c"]),
        Case(text: "a\n1\n2\n", columns: ["a"]),
        Case(text: "name\nJohn Smith\nMary Major\nJane Doe\n", columns: ["name"]),
        Case(text: "name,n\n\"Smith, John\",1\n\"Doe; Jane\",2\n\"It's, so\",3\n", columns: ["name", "n"]),
        Case(text: "t,v\n2024-01-01 10:00,1.5\n2024-01-01 11:00,2.5\n", columns: ["t", "v"]),
        Case(
            text: "country,1990,1991,1992\nA,1,2,3\nB,4,5,6.5\n",
            columns: ["country", "1990", "1991", "1992"]),
        Case(text: "0,1,2,3\n5.5,6,1,2\n5.1,8,2,2\n", columns: ["0", "1", "2", "3"]),
        Case(text: "a,b\nunknown,x\nk,y\n", columns: ["a", "b"]),
        Case(text: ",a,b\n0,1,2\n1,3,4\n", columns: ["column_1", "a", "b"]),
        Case(text: "k,v\nyes,\nno,\nyes,\n", columns: ["k", "v"]),
    ]

    @Test("what is said of a file, and the columns it has then", arguments: cases)
    func forms(form: Case) throws {
        let (reading, table) = try Self.sniff(form.text, name: form.name)
        #expect(reading.sentence == form.sentence)
        #expect(table.schema.names == form.columns)
    }

    @Test("encodings by their bytes")
    func encodings() throws {
        let windows = try Self.sniff(Foundation.Data([0x61, 0x2c, 0x62, 0x0a, 0x80, 0x2c, 0x31, 0x0a]))
        #expect(windows.reading.sentence == "read with encoding windows-1252")
        let latin = try Self.sniff(Foundation.Data([0x61, 0x2c, 0x62, 0x0a, 0xfc, 0x2c, 0x31, 0x0a]))
        #expect(latin.reading.sentence == "read with encoding latin-1")
        #expect(texts(latin.table, "a") == ["ü"])
        // The first letter beyond ASCII stands behind the part that is looked at for everything else.
        let line = [UInt8](repeating: UInt8(ascii: "k"), count: 60_000) + Array(",1\n".utf8)
        let late = Array("a,b\n".utf8) + (0..<20).flatMap { _ in line } + [0xfc, 0x2c, 0x31, 0x0a]
        #expect(try Self.sniff(Foundation.Data(late)).reading.sentence == "read with encoding latin-1")
        let mark = try Self.sniff(Foundation.Data([0xef, 0xbb, 0xbf] + Array("a;b\n1;2\n".utf8)))
        #expect(mark.table.schema.names == ["a", "b"])
    }

    @Test("markers: texts among numbers, numbers far away that come again")
    func markers() throws {
        let rows = (0..<200).map { row in
            let a = row == 70 ? "?" : "\(Double(row) / 8)"
            let b = row % 40 == 3 ? "-200" : "\(row % 17)"
            let c = row == 9 ? "trace" : "\(row * 7 % 101)"
            // 999 is one of many here.
            let d = "\(900 + row)"
            return "\(a),\(b),\(c),\(d),\(row % 3 == 0 ? "?" : "k")"
        }
        let (reading, table) = try Self.sniff("a,b,c,d,e\n" + rows.joined(separator: "\n") + "\n")
        // '?' in a and 67 times in e, 5 times -200 in b, once 'trace' in c.
        #expect(
            reading.sentence == "read with markers '?', -200 and 'trace' of 'c': 74 values in 4 columns")
        #expect(table["a"]?.missingCount == 1)
        #expect(table["b"]?.missingCount == 5)
        #expect(table["c"]?.missingCount == 1)
        #expect(table["d"]?.missingCount == 0)
        #expect(table.schema["c"]?.type == .number)
        // A number that is a value elsewhere is one in its own column only.
        let mixed = (0..<200).map { "\($0 % 50 == 0 ? "999" : "\($0 % 9)"),\(900 + $0 % 150)" }
        let found = try Self.sniff("a,b\n" + mixed.joined(separator: "\n") + "\n")
        #expect(found.reading.sentence == "read with marker '999' of 'a': 4 values in 1 column")
        #expect(found.table["b"]?.missingCount == 0)
    }

    @Test(
        "numbers that are no markers",
        arguments: [
            // Not far away, not often enough, no such number, nothing else.
            "99,98,97,1,2,3,50,60,99,99", "-999,1,2,3,4,5,6,7,8,9", "-5,-5,-5,1,2,3,4,5,1,2",
            "999,999,999,999,999,999,999,999,999,999",
        ])
    func ordinaryNumbers(list: String) throws {
        let text = "a,b\n" + list.split(separator: ",").map { "\($0),x" }.joined(separator: "\n") + "\n"
        #expect(try Self.sniff(text).reading.sentence == nil)
    }

    @Test("what is given is kept")
    func given() throws {
        let text = "a;b\n1,5;?\n2,5;7\n2,5;8\n"
        let kept = try Self.sniff(
            Foundation.Data(text.utf8),
            given: [
                ("delimiter", .string(";")), ("decimal", .string(".")),
                ("missing", .defaults([.string("8")])),
            ])
        #expect(kept.reading.sentence == nil)
        #expect(texts(kept.table, "a") == ["1,5", "2,5", "2,5"])
        #expect(texts(kept.table, "b") == ["?", "7", nil])
        let header = try Self.sniff(Foundation.Data("1,2\n3,4\n".utf8), given: [("header", .bool(true))])
        #expect(header.table.schema.names == ["1", "2"])
    }
}
