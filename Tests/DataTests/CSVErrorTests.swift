import Data
import Foundation
import TestSupport
import Testing

@Suite("Errors in CSV files")
struct CSVErrorTests {
    private func message(_ csv: String, _ options: CSVOptions = CSVOptions()) throws -> String {
        let data = try TestData(csv: csv)
        let text = errorText { _ = try data.read(options) }
        return text.replacing(data.folder.file("data.csv"), with: "data.csv")
    }

    @Test("ragged records are named by line, counting line breaks in quotes and empty lines")
    func ragged() throws {
        let text = try message("a,b\n1,2\n3\n\n\"x\ny\",4,5\n6,7\n8,9,10\n")
        #expect(
            text == """
                data.csv:3: error: 1 field where there are 2 columns
                data.csv:5: error: 3 fields where there are 2 columns
                data.csv:8: error: 3 fields where there are 2 columns
                """)
    }

    @Test("a value that does not fit a declared type")
    func badNumber() throws {
        let text = try message("id,age\n1,20\n2,old\n", CSVOptions(types: ["age": .number]))
        #expect(text == "data.csv:3: error: column 'age': 'old' is not a number")
        let truth = try message("id,ok\n1,maybe\n", CSVOptions(types: ["ok": .boolean]))
        #expect(truth.hasPrefix("data.csv: error: column 'ok': 'maybe' is neither true nor false"))
    }

    @Test("at most 20 problems are shown, all are counted")
    func counted() throws {
        var csv = "a,b\n"
        for _ in 0..<25 { csv += "1\n" }
        let lines = try message(csv).split(separator: "\n")
        #expect(lines.count == 21)
        #expect(lines.last == "… and 5 more problems in data.csv")
    }

    @Test("invalid UTF-8 is named by line and column")
    func invalidText() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(
            Data("a,b\n1,x\n2,".utf8) + Data([0xe9]) + Data("\n".utf8), to: "data.csv")
        let text = errorText { _ = try CSVReader(path: path).read() }
        #expect(
            text.hasSuffix(
                "data.csv:3: error: column 'b': a value is not valid UTF-8: if it is Windows or Latin-1 text, say "
                    + "so: csv: {path: …, encoding: windows-1252}, or latin-1; else convert it: iconv -t UTF-8"
            ))
        let header = try folder.write(Data("a,".utf8) + Data([0xff]) + Data("\n1,2\n".utf8), to: "header.csv")
        #expect(
            errorText { _ = try CSVReader(path: header).read() }.contains(
                "the name of column 2 is not valid UTF-8"))
    }

    @Test(
        "files without data",
        arguments: [
            ("", "is empty"), ("\n\n", "nothing but empty lines"), ("a,b\n", "a header but no rows"),
            ("a,b", "a header but no rows"), ("a,\"b\n1,2\n", "a quote is opened and never closed"),
            ("a,b\n1,\"x\n2,y\n", "2: error: a quote is opened in this record and never closed"),
            ("a,b\n\"x\"y,1\n", "2: error: column 'a': text follows a closing quote"),
        ])
    func nothingToRead(_ csv: String, _ expected: String) throws {
        #expect(try message(csv).contains(expected))
    }

    @Test("missing files and folders")
    func unreadable() throws {
        let folder = try TemporaryFolder()
        #expect(errorText { _ = try CSVReader(path: folder.file("no.csv")).read() }.contains("No such file"))
        #expect(errorText { _ = try CSVReader(path: folder.path).read() }.contains("is a directory"))
        let wide = try folder.write(Data([0xff, 0xfe, 0x61, 0, 0x0a, 0]), to: "wide.csv")
        #expect(errorText { _ = try CSVReader(path: wide).read() }.contains("UTF-16"))
    }
}
