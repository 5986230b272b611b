import Data
import Foundation
import TestSupport
import Testing

@Suite("Reading CSV")
struct CSVReaderTests {
    @Test("numbers of every length have the bits that strtod gives")
    func numbersAreExact() throws {
        var random = TestRandom(3)
        var fields: [String] = []
        for _ in 0..<900 {
            let whole = Int.random(in: 0...12, using: &random)
            let fraction = Int.random(in: 0...12, using: &random)
            var text = Bool.random(using: &random) ? "-" : ""
            for _ in 0..<max(1, whole) { text += "\(Int.random(in: 0...9, using: &random))" }
            if fraction > 0 { text += "." }
            for _ in 0..<fraction { text += "\(Int.random(in: 0...9, using: &random))" }
            fields.append(text)
        }
        var csv = "a,b,c\n"
        for row in stride(from: 0, to: fields.count, by: 3) {
            csv += fields[row..<(row + 3)].joined(separator: ",") + "\n"
        }
        let table = try TestData(csv: csv).read()
        for (index, text) in fields.enumerated() {
            let value = numbers(table, ["a", "b", "c"][index % 3])[index / 3]
            #expect(value?.bitPattern == strtod(text, nil).bitPattern, "\(text)")
        }
    }

    @Test("quotes, doubled quotes, delimiters and line breaks in quotes (RFC 4180, section 2)")
    func quotes() throws {
        let table = try TestData(csv: "a,b\r\n\"x, y\",\"say \"\"hi\"\"\"\r\n\"two\r\nlines\",plain\r\n")
            .read()
        #expect(texts(table, "a") == ["x, y", "two\r\nlines"])
        #expect(texts(table, "b") == ["say \"hi\"", "plain"])
    }

    @Test(
        "line ends and the end of the file",
        arguments: [
            "a,b\n1,x\n2,y\n", "a,b\n1,x\n2,y", "a,b\r\n1,x\r\n2,y\r\n", "a,b\r1,x\r2,y\r",
            "a,b\r\n1,x\r\n2,y",
            "\u{FEFF}a,b\n1,x\n2,y\n", "a,b\n\n1,x\n\n\n2,y\n\n", "\n\na,b\n1,x\n2,y\n",
        ])
    func lineEnds(_ csv: String) throws {
        let table = try TestData(csv: csv).read()
        #expect(table.schema.names == ["a", "b"])
        #expect(numbers(table, "a") == [1, 2])
        #expect(texts(table, "b") == ["x", "y"])
    }

    @Test("types are inferred over the whole column")
    func types() throws {
        let csv = """
            number,boolean,category,late,missing,mixed
            1,true,a,007,,1
            -2.5e3,False,b,1.50,,x
            ,TRUE,a,abc,NA,2
            """
        let table = try TestData(csv: csv).read()
        #expect(
            table.schema.columns.map(\.type) == [.number, .boolean, .category, .category, .number, .category])
        #expect(numbers(table, "number") == [1, -2500, nil])
        #expect(texts(table, "boolean") == ["true", "false", "true"])
        // Values that were parsed as numbers first come back exactly as they stand in the file.
        #expect(texts(table, "late") == ["007", "1.50", "abc"])
        #expect(numbers(table, "missing") == [nil, nil, nil])
        #expect(table.schema["late"]?.remark == "line 4 holds 'abc', which is not a number")
    }

    @Test("a column of mostly different values is text, of few values a category")
    func textOrCategory() throws {
        var csv = "name,kind\n"
        for row in 0..<60 { csv += "name \(row),kind \(row % 3)\n" }
        let table = try TestData(csv: csv).read()
        #expect(table.schema.columns.map(\.type) == [.text, .category])
        #expect(texts(table, "name")[59] == "name 59")
        guard case .categories(let kinds)? = table["kind"] else { return }
        #expect(kinds.levels == ["kind 0", "kind 1", "kind 2"])
    }

    @Test("categories that are numbers are sorted by number")
    func sortedLevels() throws {
        let options = CSVOptions(types: ["label": .category])
        let table = try TestData(csv: "label\n10\n9\n1\n").read(options)
        guard case .categories(let labels)? = table["label"] else { return }
        #expect(labels.levels == ["1", "9", "10"])
        #expect(labels.codes == [2, 1, 0])
    }

    @Test("markers for missing values", arguments: CSVOptions.defaultMissing)
    func missing(_ marker: String) throws {
        let table = try TestData(csv: "n,t\n1,x\n\(marker),\(marker)\n\"\(marker)\",y\n").read()
        #expect(numbers(table, "n") == [1, nil, nil])
        #expect(texts(table, "t") == ["x", nil, "y"])
    }

    @Test("repeated and empty names become unique")
    func repeatedNames() throws {
        let table = try TestData(csv: "a,a, b ,a,a.1,\n1,2,3,4,5,6\n").read()
        #expect(table.schema.names == ["a", "a.2", "b", "a.3", "a.1", "column_6"])
    }

    @Test("other delimiters, decimal signs, names and no header")
    func options() throws {
        let semicolons = CSVOptions(delimiter: UInt8(ascii: ";"), decimal: UInt8(ascii: ","))
        #expect(numbers(try TestData(csv: "a;b\n1,5;2\n").read(semicolons), "a") == [1.5])
        let bare = try TestData(csv: "1,x\n2,y\n").read(CSVOptions(header: false))
        #expect(bare.schema.names == ["column_1", "column_2"])
        #expect(numbers(bare, "column_1") == [1, 2])
        let named = try TestData(csv: "1,x\n2,y\n").read(CSVOptions(header: false, names: ["n", "t"]))
        #expect(texts(named, "t") == ["x", "y"])
        let unquoted = try TestData(csv: "a\n\"x\"\n").read(CSVOptions(quote: nil))
        #expect(texts(unquoted, "a") == ["\"x\""])
        let first = try TestData(csv: "a\n1\n2\n3\n").read(CSVOptions(rowLimit: 2))
        #expect(numbers(first, "a") == [1, 2])
    }

    @Test("records longer than the buffer and fields at its edges")
    func longRecords() throws {
        // 300,000 characters do not fit into the first buffer of 262,144.
        let long = String(repeating: "lorem ", count: 50_000)
        let table = try TestData(csv: "a,b\n1,\"\(long)\"\n2,short\n").read()
        #expect(texts(table, "b")[0]?.count == 300_000)
        #expect(numbers(table, "a") == [1, 2])
        // Lines of 11 bytes: the buffer ends at every place within a line sooner or later.
        var csv = "x,y\n"
        for row in 0..<60_000 { csv += "\(100_000 + row),\(row % 10)7\n" }
        let many = try TestData(csv: csv).read()
        guard case .numbers(let x)? = many["x"], case .numbers(let y)? = many["y"] else { return }
        let wrong = (0..<60_000).filter { row -> Bool in
            let expected = (Double(100_000 + row), Double(row % 10 * 10 + 7))
            return x[row] != expected.0 || y[row] != expected.1
        }
        #expect(wrong.isEmpty)
    }
}
