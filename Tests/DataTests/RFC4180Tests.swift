import Data
import Foundation
import TestSupport
import Testing

/// The rules of RFC 4180, section 2, one after another, and the usual cases it leaves open; expected values by hand.
@Suite("CSV by the rules of RFC 4180")
struct RFC4180Tests {
    struct Case: Sendable, CustomTestStringConvertible {
        var rule: String
        var csv: String
        /// By column, in order.
        var expected: [String: [String?]]
        var testDescription: String { rule }

        init(_ rule: String, _ csv: String, _ expected: [String: [String?]]) {
            self.rule = rule
            self.csv = csv
            self.expected = expected
        }
    }

    static let cases = [
        Case(
            "1: each record is on a line of its own, ended by CRLF", "a,b\r\nx,y\r\nz,w\r\n",
            ["a": ["x", "z"], "b": ["y", "w"]]),
        Case(
            "2: the last record may have no line end", "a,b\r\nx,y\r\nz,w",
            ["a": ["x", "z"], "b": ["y", "w"]]),
        Case("2: … nor when it ends with a quote", "a,b\r\nx,\"y\"", ["a": ["x"], "b": ["y"]]),
        Case(
            "2: … nor when it ends with an empty field", "a,b\nx,y\nz,", ["a": ["x", "z"], "b": ["y", nil]]),
        Case(
            "3: the names of a header follow the rules of fields", "\"a, b\",\"say \"\"hi\"\"\"\r\nx,y\r\n",
            ["a, b": ["x"], "say \"hi\"": ["y"]]),
        Case("3: … line breaks in quotes included", "\"a\nb\",c\nx,y\n", ["a\nb": ["x"], "c": ["y"]]),
        Case(
            "4: spaces are part of a field", "a,b\n x , y\nz ,w\n", ["a": [" x ", "z "], "b": [" y", "w"]]),
        Case(
            "5: fields may or may not stand in quotes", "a,b\n\"x\",y\nz,\"w\"\n",
            ["a": ["x", "z"], "b": ["y", "w"]]),
        Case(
            "5: a quote inside a field without quotes is a character", "a,b\n5\" disk,x\ny,it\"s\n",
            ["a": ["5\" disk", "y"], "b": ["x", "it\"s"]]),
        Case(
            "6: commas in quotes", "a,b\n\"x,1\",\",\"\n\",,\",y\n", ["a": ["x,1", ",,"], "b": [",", "y"]]),
        Case(
            "6: line feeds in quotes", "a,b\n\"x\n\n1\",y\n\"\n\",z\n",
            ["a": ["x\n\n1", "\n"], "b": ["y", "z"]]),
        Case(
            "6: CRLF in quotes stays CRLF", "a,b\r\n\"x\r\n1\",y\r\nz,w\r\n",
            ["a": ["x\r\n1", "z"], "b": ["y", "w"]]),
        Case("6: a lone carriage return in quotes", "a,b\n\"x\r1\",y\n", ["a": ["x\r1"], "b": ["y"]]),
        Case(
            "7: doubled quotes", "a,b\n\"\"\"x\"\"\",\"y\"\"\"\n\"\"\"\",\"\"\"\"\"\"\n",
            ["a": ["\"x\"", "\""], "b": ["y\"", "\"\""]]),
        Case(
            "empty fields, at the start, within and at the end", "a,b,c\n,y,\nx,,z\n,,w\n",
            ["a": [nil, "x", nil], "b": ["y", nil, nil], "c": [nil, "z", "w"]]),
        Case("empty fields in quotes", "a,b\n\"\",x\ny,\"\"\n", ["a": [nil, "y"], "b": ["x", nil]]),
        Case(
            "numbers in quotes are numbers", "a,b\n\"1\",x\n\"-2.5\",y\n",
            ["a": ["1", "-2.5"], "b": ["x", "y"]]),
        Case("line feeds alone", "a,b\nx,y\nz,w\n", ["a": ["x", "z"], "b": ["y", "w"]]),
        Case("carriage returns alone", "a,b\rx,1\rz,2\r", ["a": ["x", "z"], "b": ["1", "2"]]),
        Case(
            "carriage returns alone, no line end at the end", "a,b\rx,1\rz,2",
            ["a": ["x", "z"], "b": ["1", "2"]]),
        Case(
            "line ends of every kind in one file, numbers last", "a,b\nx,1\r\ny,2\rz,3\nu,4\r\nv,5\r\nw,6",
            ["a": ["x", "y", "z", "u", "v", "w"], "b": ["1", "2", "3", "4", "5", "6"]]),
        Case(
            "a carriage return, then an empty line", "a,b\r\n1,2\r\n\r\n3,4\r\n\r5,6\n",
            ["a": ["1", "3", "5"], "b": ["2", "4", "6"]]),
        Case("a byte order mark, also before a quote", "\u{FEFF}\"a\",b\nx,y\n", ["a": ["x"], "b": ["y"]]),
        Case(
            "letters of several bytes, and of several scalars", "größe,名\nnaïve,日本\n👩‍🚀,e\u{301}\n",
            ["größe": ["naïve", "👩‍🚀"], "名": ["日本", "e\u{301}"]]),
        Case("a zero byte is a character", "a,b\nx\0y,1\n\0,2\n", ["a": ["x\0y", "\0"], "b": ["1", "2"]]),
        Case("one column", "a\nx\ny\n", ["a": ["x", "y"]]),
        Case("one column of numbers, empty lines passed over", "a\r\n1\r\n\r\n2\r\n", ["a": ["1", "2"]]),
    ]

    @Test("every rule", arguments: cases)
    func rule(_ test: Case) throws {
        let table = try TestData(csv: test.csv).read()
        #expect(Set(table.schema.names) == Set(test.expected.keys))
        for (name, values) in test.expected {
            if case .numbers? = table[name] {
                #expect(numbers(table, name) == values.map { $0.flatMap(Double.init) }, "column '\(name)'")
            } else {
                #expect(texts(table, name) == values, "column '\(name)'")
            }
        }
    }

    /// The same file read through windows that end at every possible byte: what stands before is filled up until the
    /// first window of 262,144 bytes ends within the interesting ones.
    @Test("a window of the file may end anywhere", arguments: ["\n", "\r\n", "\r"], [true, false])
    func windows(_ end: String, isClosed: Bool) throws {
        let last = isClosed ? end : ""
        let interesting = "\"x,\"\"1\"\"\(end)y\",-12.25,1234567890.12345\(end)z,,7\(last)"
        let header = "a,b,c\(end)"
        for cut in 0...interesting.utf8.count {
            let fill = 262_144 - header.utf8.count - cut - 4 - end.utf8.count
            let text = header + String(repeating: "q", count: fill) + ",1,2" + end + interesting
            let table = try TestData(csv: text).read()
            #expect(table.rowCount == 3)
            guard case .numbers(let b)? = table["b"], case .numbers(let c)? = table["c"] else {
                Issue.record("cut \(cut): the columns hold no numbers")
                continue
            }
            let found = table["a"]?.description(row: 1)
            #expect(found == "x,\"1\"\(end)y", "cut \(cut)")
            #expect(b[1] == -12.25 && c[1] == 1_234_567_890.12345, "cut \(cut)")
            #expect(b[2] == nil && c[2] == 7, "cut \(cut)")
        }
    }

    @Test("a field after the last column is one too many, and a missing one is one too few")
    func ragged() throws {
        let data = try TestData(csv: "a,b\r\n1,2,\r\n3\r\n4,5\r\n")
        let text = errorText { _ = try data.read() }.replacing(data.folder.file("data.csv"), with: "data.csv")
        #expect(
            text == """
                data.csv:2: error: 3 fields where there are 2 columns
                data.csv:3: error: 1 field where there are 2 columns
                """)
    }

    @Test("numbers at the limits of the fast ways have the bits that strtod gives")
    func longNumbers() throws {
        let texts = [
            "9007199254740993", "9007199254740992.5", "0.30000000000000004", "123456789012345678",
            "1234567890123456789", "9999999999999999999", "99999999999999999999", "0.1234567890123456789",
            "-0.00000000000000001", "-0.0", "0.0000000000000000000001", "12345678.12345678",
            "1234567812345678.5", "1.0000000000000002", "4503599627370497.5", ".5", "5.", "-.25",
            "00000000000000000001.5", "0000000000000000000000000001", "179769313486231570000", "1e22", "1E-7",
            "18014398509481985", "36028797018963971", "72057594037927945", "9223372036854775807",
            "9223372036854775808",
        ]
        let csv = "a,b\n" + texts.map { "\($0),\($0)\n" }.joined()
        let table = try TestData(csv: csv).read()
        for name in ["a", "b"] {
            let found = numbers(table, name)
            for (row, text) in texts.enumerated() {
                #expect(found[row]?.bitPattern == strtod(text, nil).bitPattern, "\(text) in '\(name)'")
            }
        }
    }
}
