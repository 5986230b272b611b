import Data
import Foundation
import TestSupport
import Testing

/// What a CSV file can need besides RFC 4180: each option where it matters, and where it is wrong.
@Suite("Forms of delimited text")
struct CSVFormTests {
    static func read(_ text: String, _ options: String) throws -> Table {
        try read(Foundation.Data(text.utf8), options)
    }

    static func read(_ bytes: Foundation.Data, _ options: String) throws -> Table {
        let folder = try TemporaryFolder()
        try folder.write(bytes, to: "t.csv")
        let section = try dataSection(
            "source: {csv: {path: t.csv\(options.isEmpty ? "" : ", " + options)}}\ntarget: y",
            name: folder.file("spec.yaml"))
        let environment = DataEnvironment(
            cacheFolder: nil, downloadFolder: folder.path, allowsDownload: false)
        let source = try #require(section.source?.value)
        defer { withExtendedLifetime(folder) {} }
        return try source.read(try source.locate(in: environment, progress: nil))
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var options: String
        var text: String
        var column: String
        var values: [Double?]
        var testDescription: String { "\(options): \(text)" }
    }

    static let cases = [
        // Groups of digits.
        Case(
            options: "delimiter: ';', decimal: ',', thousands: '.'",
            text: "n;y\n1.234,56;1\n22,3;2\n1.234.567;3\n",
            column: "n", values: [1234.56, 22.3, 1_234_567]),
        Case(
            options: "thousands: ','", text: "n,y\n\"1,234\",1\n\"-1,234,567.5\",2\n7,3\n", column: "n",
            values: [1234, -1_234_567.5, 7]),
        Case(
            options: "delimiter: ';', thousands: ' '",
            text: "n;y\n1 234;1\n1\u{a0}234.5;2\n1\u{202f}000 000;3\n",
            column: "n", values: [1234, 1234.5, 1_000_000]),
        Case(
            options: "thousands: \"'\"", text: "n,y\n1'234,1\n1\u{2019}234.5,2\n", column: "n",
            values: [1234, 1234.5]),
        Case(
            options: "thousands: ','", text: "n,y\n\"12,34,567\",1\n5,2\n", column: "n",
            values: [1_234_567, 5]),
        // Blanks.
        Case(
            options: "delimiter: blanks", text: " a   b\ty \n 1  2.5 3\n\n   \n10\t\t20   30   \r\n",
            column: "b",
            values: [2.5, 20]),
        Case(
            options: "delimiter: whitespace", text: "a b y\n\"x y\" 1 2\nz 3 4", column: "b", values: [1, 3]),
        Case(options: "delimiter: ' '", text: "a b y\n1  2\n3 4 5\n", column: "b", values: [nil, 4]),
        Case(
            options: "skip_initial_space: true", text: "a, b, y\n\"u\", NA, 1\n\"v\",  7,2\n", column: "b",
            values: [nil, 7]),
        // Lines that are no part of the table.
        Case(options: "skip_rows: 2", text: "A report\n,,\na,y\n1,2\n3,4\n", column: "a", values: [1, 3]),
        Case(
            options: "skip_rows: 1, comment: '#'", text: "\"title\r\n# c\r\na,y\r\n1,2\r\n", column: "a",
            values: [1]),
        Case(
            options: "skip_rows: 1, header: false, names: [a, y]", text: "x;y;z\n1,2\n3,4\n", column: "a",
            values: [1, 3]),
        Case(
            options: "trailing_delimiter: true", text: "a,y\n1,2,\n3,4\n5,,\n", column: "y",
            values: [2, 4, nil]),
        Case(options: "trailing_delimiter: true", text: "a,y,\n1,2,\n3,4,\n", column: "y", values: [2, 4]),
        Case(
            options: "trailing_delimiter: true, delimiter: ';'", text: "a;y;\r\n1;2;\r\n3;4;\r\n",
            column: "y",
            values: [2, 4]),
        // Markers.
        Case(
            options: "missing: ['?']", text: "a,y\n?,1\nNA,2\n,3\n4,5\n", column: "a",
            values: [nil, nil, nil, 4]),
        Case(options: "missing: '?'", text: "a,y\n?,1\n4,5\n", column: "a", values: [nil, 4]),
        Case(options: "missing: [-999]", text: "a,y\n-999.0,1\n4,5\n", column: "a", values: [nil, 4]),
        Case(
            options: "missing: [99.9], decimal: ',', delimiter: ';'", text: "a;y\n99,9;1\n4,5;5\n",
            column: "a",
            values: [nil, 4.5]),
        Case(
            options: "missing: {columns: {a: [-1]}}", text: "a,y\n-1,-1\nNA,2\n4,5\n", column: "a",
            values: [nil, nil, 4]),
        Case(
            options: "missing: {columns: {a: [-1]}}", text: "a,y\n-1,-1\nNA,2\n4,5\n", column: "y",
            values: [-1, 2, 5]),
        Case(
            options: "missing: {add: ['?'], columns: {a: ['-']}}", text: "a,y\n-,?\n?,2\n4,5\n", column: "a",
            values: [nil, nil, 4]),
        Case(options: "missing: {only: ['?']}", text: "a,y\n?,1\n4,5\n", column: "a", values: [nil, 4]),
    ]

    @Test("options that change what numbers a column has", arguments: cases)
    func numberColumns(form: Case) throws {
        let table = try Self.read(form.text, form.options)
        #expect(numbers(table, form.column) == form.values, "\(table.schema.columns)")
    }

    @Test("only the markers named are missing, where that is asked for")
    func onlyMarkers() throws {
        let table = try Self.read("a,y\nNA,1\n?,2\n,3\n", "missing: {only: ['?']}")
        #expect(texts(table, "a") == ["NA", nil, ""])
        #expect(texts(try Self.read("a,y\nNA,1\nb,2\n", "missing: {only: []}"), "a") == ["NA", "b"])
    }

    @Test("a blank before a quote opens it; quoted blanks stay")
    func initialBlanks() throws {
        let table = try Self.read("a, b\n1, \"x, y\"\n2,\"  z\"\n3,  w \n", "skip_initial_space: true")
        #expect(table.schema.names == ["a", "b"])
        #expect(texts(table, "b") == ["x, y", "  z", "w "])
    }

    @Test("Windows' characters, and the bytes that have none")
    func windowsText() throws {
        let bytes = Foundation.Data(
            [0x61, 0x0a, 0x80, 0x0a, 0x93, 0xfc, 0x94, 0x0a, 0x81, 0x0a])
        let table = try Self.read(bytes, "encoding: windows-1252")
        #expect(texts(table, "a") == ["€", "“ü”", "\u{81}"])
    }

    @Test(
        "records across the ends of windows",
        arguments: [
            ("delimiter: blanks", "   ", "\n"), ("delimiter: blanks", " \t", "  \r\n"),
            ("trailing_delimiter: true", ",", ",\n"), ("skip_initial_space: true", ",  ", "\n"),
            ("thousands: ' '", ",", "\n"),
        ])
    func windows(options: String, delimiter: String, end: String) throws {
        // Lines of 19 to 24 bytes against windows of 256 KiB: every place of a record meets an end.
        var text = "a\(delimiter)b\(delimiter)y\(end)"
        for row in 0..<60_000 { text += "\(row)\(delimiter)w\(row % 7)\(delimiter)\(row % 1000)\(end)" }
        let table = try Self.read(text, options)
        #expect(table.rowCount == 60_000)
        #expect(numbers(table, "a") == (0..<60_000).map { Double($0) })
        #expect(numbers(table, "y") == (0..<60_000).map { Double($0 % 1000) })
    }

    @Test(
        "what is not grouped as numbers are is no number",
        arguments: [
            "1,23", "1,2345", ",123", "123,", "1234,567", "1,,234", "1.5,000", "1,234.5,6", "a,123", "1,234e",
        ])
    func groups(text: String) throws {
        #expect(DecimalParser(thousands: ThousandsSign(",")).parse(text) == nil)
    }

    @Test("whole numbers that a double does not hold stay texts, grouped or not")
    func groupedWholeNumbers() throws {
        let table = try Self.read(
            "n;y\n9.007.199.254.740.993;1\n5;2\n", "delimiter: ';', decimal: ',', thousands: '.'")
        #expect(table.schema["n"]?.holdsWholeNumbers == true)
        #expect(texts(table, "n") == ["9.007.199.254.740.993", "5"])
    }

    struct Mistake: Sendable, CustomTestStringConvertible {
        var options: String
        var text = "a,y\n1,2\n"
        var says: String
        var testDescription: String { options }
    }

    static let mistakes = [
        Mistake(options: "thousands: x", says: "'x' cannot be the sign between groups of digits"),
        Mistake(options: "thousands: '.'", says: "'thousands' must differ from the decimal sign"),
        Mistake(options: "delimiter: ''", says: "'' cannot be the delimiter"),
        Mistake(options: "skip_rows: -1", says: "skip_rows"),
        Mistake(options: "skip_rows: 2", says: "has 2 lines, and 'skip_rows' passes over 2"),
        Mistake(options: "skip_rows: 9", says: "has 2 lines, and 'skip_rows' passes over 9"),
        Mistake(
            options: "missing: {columns: {b: [1]}}", says: "has no column 'b', whose missing values are named"
        ),
        Mistake(options: "missing: {add: [1], only: [2]}", says: "'only' leaves no defaults"),
        Mistake(options: "missing: {column: {a: 1}}", says: "did you mean 'columns'?"),
        Mistake(options: "missing: [[1]]", says: "a value: text or a number"),
        Mistake(options: "encoding: cp1252", says: "it is called 'windows-1252' here"),
        Mistake(options: "sep: ';'", says: "it is called 'delimiter' here"),
        Mistake(
            options: "delimiter: blanks", text: "a y\n1 2 \n1\n3 4 5\n",
            says: "t.csv:3: error: 1 field where there are 2"),
        Mistake(
            options: "trailing_delimiter: true", text: "a,y\n1,2,,\n",
            says: "4 fields where there are 2 columns"),
    ]

    @Test("mistakes are named", arguments: mistakes)
    func named(mistake: Mistake) throws {
        let text = errorText { _ = try Self.read(mistake.text, mistake.options) }
        #expect(text.contains(mistake.says), "\(text)")
    }

    @Test("a column that is numbers but for a few rows says what stands in the way")
    func almostNumbers() throws {
        let rows = (0..<30).map { $0 == 7 ? "?,\($0)" : "\($0),\($0)" }
        let table = try Self.read("a,y\n" + rows.joined(separator: "\n") + "\n", "")
        #expect(
            table.schema["a"]?.remark
                == "line 9 holds '?', which is not a number; it holds numbers in all but 1 row ('?'); "
                + "if that means missing, say so: csv: {missing: ['?']}")
        // Where the first value is the odd one, too; and a text that no program knows is proposed for its column.
        let first = try Self.read(
            "a,y\ntrace,1\n" + (0..<30).map { "\($0),\($0)" }.joined(separator: "\n"), "")
        #expect(
            first.schema["a"]?.remark
                == "it holds numbers in all but 1 row ('trace'); if that means missing, say so: "
                + "csv: {missing: {columns: {a: ['trace']}}}")
        // Many odd values are no exception.
        let codes = try Self.read(
            "a,y\n" + (0..<30).map { "\($0 % 3 == 0 ? "k" : "")\($0),1" }.joined(separator: "\n"), "")
        #expect(codes.schema["a"]?.remark?.contains("in all but") != true)
    }

    @Test(
        "names that look like values are pointed out, and years are names",
        arguments: [
            ("5.1,3.5,A\n4.9,3.0,B\n", true), ("M,0.455,0.365,15\nF,0.35,0.265,7\n", true),
            ("country,1990,1991,1992\nA,1,2,3\n", false), ("a,b,3\n1,2,3\n", false),
            ("0,1,2\n5,6,7\n", false),
        ])
    func headerOfValues(text: String, isWarned: Bool) throws {
        let data = try TestData(csv: text)
        let target = text.split(separator: "\n")[0].split(separator: ",").last.map(String.init) ?? ""
        let plan = try data.pipeline(
            "source: {csv: data.csv}\ntarget: '\(target)'\nfeatures: {columns: numeric, except: target}"
        ).plan()
        #expect(plan.warnings.contains { $0.code == "header-of-values" } == isWarned)
    }

    @Test(
        "files that are no text are called by their kind",
        arguments: [
            ("PK\u{3}\u{4}..", "a zip archive or an Excel file"), ("PAR1\u{15}..", "a Parquet file"),
            ("SQLite format 3\u{0}..", "an SQLite database"),
        ])
    func otherFormats(text: String, kind: String) throws {
        let message = errorText { _ = try Self.read(text, "") }
        #expect(message.contains("t.csv: error: is \(kind), not delimited text"), "\(message)")
        #expect(errorText { _ = try Self.read("PAR1,y\n1,2\n", "") } == "")
    }

    @Test("columns of blanks are hinted at, where most fields are numbers")
    func hintOfBlanks() throws {
        let message = errorText { _ = try Self.read("a b y\n1 2 3\n", "") }
        #expect(
            message.contains("its lines are one column with the delimiter ',', and 3 with runs of blanks")
                && message.contains("delimiter: 'blanks'"), "\(message)")
        #expect(errorText { _ = try Self.read("first last\nJohn Smith\n", "") } == "")
    }

    @Test(
        "numbers with signs of money or percent, and what the step 'cast' has to know of them",
        arguments: [
            ("$1,091.50 $2.25", "{type: number, strip: \"$,\"}", [1091.5, 2.25] as [Double]),
            ("12% 7.5%", "{type: number, strip: \"%\"}", [12, 7.5]),
            ("1.091,50€ 2,25€", "{type: number, strip: \"€.\", decimal: \",\"}", [1091.5, 2.25]),
            ("($3.20) $4", "{type: number, strip: \"$\"}", [-3.2, 4]),
        ])
    func signedNumbers(texts: String, cast: String, values: [Double]) throws {
        let list = texts.split(separator: " ").map(String.init)
        let found = try #require(SignedNumbers("a", .text(TextColumn(list))))
        #expect(found.castText { "\"\($0)\"" } == cast)
        #expect(found.numbers.values.elementsEqual(values))
        // The step reads the same.
        let data = try TestData(
            csv: "a,y\n" + zip(list, 0...).map { "\"\($0)\",\($1)" }.joined(separator: "\n") + "\n")
        _ = try data.prepare(
            "source: {csv: data.csv}\ntarget: a\nsteps: [{cast: {a: \(cast)}}]", seed: 1)
    }

    @Test(
        "texts that are no such numbers",
        arguments: ["$1 a$", "1 2", "100%x 5%", "$1,2.5 $3", "2024-01-05 10:00", "$5 $5", "A$ B$"])
    func noSignedNumbers(texts: String) {
        #expect(SignedNumbers("a", .text(TextColumn(texts.split(separator: " ").map(String.init)))) == nil)
    }
}
