import Foundation
import Pipeline
import Spec
import TestSupport
import Testing

/// `data` and `init` on files as people have them.
@Suite("Data files of any form")
struct ReadingFileTests {
    private static let rows = (0..<60).map { row in
        "\(row % 13),\(row % 10);\(row == 5 ? "?" : "\(row * 7 % 60)");\(row % 3 == 0 ? "K\u{f6}ln" : "Bonn");\(row % 20),5"
    }

    /// Latin-1, ';', decimal commas, a '?' and a title.
    private static func write(_ folder: TemporaryFolder) throws {
        let text = "Export of today\na;b;town;y\n" + rows.joined(separator: "\n") + "\n"
        try folder.write(Data(text.unicodeScalars.map { UInt8($0.value) }), to: "raw/export.csv")
    }

    private func drafted(
        _ data: String, in folder: TemporaryFolder, change: (inout DraftRequest) -> Void = { _ in }
    ) throws -> (status: CommandStatus?, text: String, messages: String) {
        let out = folder.file("specs/draft.yaml")
        try folder.write("", to: "specs/keep")
        var request = DraftRequest(data: folder.file(data), target: "y", out: out, replaces: true)
        change(&request)
        var status: CommandStatus?
        let captured = try CapturedOutput { output in
            status = DraftSpecification.perform(
                request, output: output, environment: ["ASSAY_CACHE": folder.file("cache")])
        }
        let text = (try? String(contentsOfFile: out, encoding: .utf8)) ?? ""
        return (status, text, captured.messages)
    }

    private func check(_ folder: TemporaryFolder) -> String? {
        let path = folder.file("specs/draft.yaml")
        let reading = SpecReading(
            SpecRequest(
                input: .path(path), path: path, overrides: [],
                environment: ["ASSAY_CACHE": folder.file("cache")]))
        guard reading.checked == nil else { return nil }
        return reading.text(Terminal(descriptor: -1, isInteractive: false, hasColor: false))
    }

    @Test("what is found is said and written, and the specification is right as it stands")
    func found() throws {
        let folder = try TemporaryFolder()
        try Self.write(folder)
        let (status, text, messages) = try drafted("raw/export.csv", in: folder)
        #expect(status == .done, "\(messages)")
        #expect(
            text.contains(
                "# read with ';', 1 line passed over, decimal ',', encoding latin-1, marker '?': 1 value in 1 column"
            ), "\(text)")
        #expect(text.contains("path: \"../raw/export.csv\""), "\(text)")
        for field in [
            "delimiter: \";\"", "decimal: \",\"", "skip_rows: 1", "encoding: \"latin-1\"", "missing: [\"?\"]",
        ] {
            #expect(text.contains(field), "'\(field)' is missing: \(text)")
        }
        #expect(check(folder) == nil)
        let captured = try CapturedOutput { output in
            let request = DataRequest(path: folder.file("raw/export.csv"), target: "y")
            #expect(
                ShowData.perform(request, output: output, environment: ["ASSAY_CACHE": folder.file("cache")])
                    == .done)
        }
        #expect(captured.results.contains("read with ';', 1 line passed over"), "\(captured.results)")
        #expect(captured.results.contains("Köln 20"), "\(captured.results)")
    }

    @Test("options are taken at their word, and what they leave open is looked for")
    func options() throws {
        let folder = try TemporaryFolder()
        try Self.write(folder)
        let (status, text, messages) = try drafted("raw/export.csv", in: folder) { request in
            request.reading.skipRows = 1
            request.reading.encoding = "windows-1252"
            request.reading.missing = ["?", "-1"]
        }
        #expect(status == .done, "\(messages)")
        #expect(
            text.contains("encoding: \"windows-1252\"") && text.contains("missing: [\"?\", \"-1\"]"),
            "\(text)")
        #expect(text.contains("# read with ';', decimal ','\n"), "\(text)")
        #expect(check(folder) == nil)
    }

    @Test("a specification gives its source, as one at another place writes it")
    func specification() throws {
        let folder = try TemporaryFolder()
        try Self.write(folder)
        try folder.write(
            """
            data:
              source:
                csv: {path: export.csv, delimiter: ';', decimal: ',', skip_rows: 1, encoding: latin-1, missing: ['?']}
              steps: [{drop: nothing}]
            """, to: "raw/source.yaml")
        let (status, text, messages) = try drafted("raw/source.yaml", in: folder)
        #expect(status == .done, "\(messages)")
        #expect(text.contains("../raw/export.csv") && text.contains("delimiter: ;"), "\(text)")
        #expect(!text.contains("drop: nothing"))
        #expect(check(folder) == nil)
    }

    struct Mistake: Sendable, CustomTestStringConvertible {
        var data: String
        var says: String
        var change: @Sendable (inout ReaderRequest) -> Void
        var testDescription: String { says }
    }

    static let mistakes = [
        Mistake(data: "raw/export.csv", says: "';;' cannot be the delimiter; give one ASCII character") {
            $0.delimiter = ";;"
        },
        Mistake(data: "raw/export.csv", says: "'cp1252'") { $0.encoding = "cp1252" },
        Mistake(data: "raw/export.csv", says: "has 62 lines, and 'skip_rows' passes over 99") {
            $0.skipRows = 99
        },
        Mistake(
            data: "raw/source.yaml",
            says: "'--decimal' is for data files; a specification says it itself: data.source.csv.decimal"
        ) { $0.decimal = "," },
        Mistake(data: "raw/x.npy", says: "'--skip-rows' is for delimited text") { $0.skipRows = 1 },
    ]

    @Test("options that cannot be are named", arguments: mistakes)
    func wrong(mistake: Mistake) throws {
        let folder = try TemporaryFolder()
        try Self.write(folder)
        try folder.write("data: {source: {csv: export.csv}}\n", to: "raw/source.yaml")
        let (status, _, messages) = try drafted(mistake.data, in: folder) { mistake.change(&$0.reading) }
        #expect(status != .done)
        #expect(messages.contains(mistake.says), "\(messages)")
    }

    @Test("texts among numbers that nobody knows are named, not taken away")
    func almostNumbers() throws {
        let folder = try TemporaryFolder()
        let rows = (0..<60).map { "\($0 % 10 == 3 ? "n\($0)" : "\($0 % 17)"),\($0 % 7)" }
        try folder.write("a,y\n" + rows.joined(separator: "\n") + "\n", to: "t.csv")
        let captured = try CapturedOutput { output in
            let request = DataRequest(path: folder.file("t.csv"), target: "y")
            #expect(
                ShowData.perform(request, output: output, environment: ["ASSAY_CACHE": folder.file("cache")])
                    == .done)
        }
        // Rows 3, 13 … 53.
        #expect(
            captured.results.contains(
                "'a' holds numbers in all but 6 rows ('n13', 'n23', 'n3' …); if that means missing, say so: "
                    + "csv: {missing: {columns: {a: ['n13', 'n23', 'n3', …]}}}"), "\(captured.results)")
    }

    @Test("money and percent become numbers by a step that is written, the target too")
    func signedNumbers() throws {
        let folder = try TemporaryFolder()
        let rows = (0..<80).map {
            "\"$\($0 % 9 + 1),\(100 + $0 * 37 % 900).50\",\($0 % 50)%,$\($0 % 9 * 20 + $0 % 50)"
        }
        try folder.write("price,share,y\n" + rows.joined(separator: "\n") + "\n", to: "t.csv")
        let (status, text, messages) = try drafted("t.csv", in: folder)
        #expect(status == .done, "\(messages)")
        for entry in [
            "price: {type: number, strip: \"$,\"}", "share: {type: number, strip: \"%\"}", "strip: \"$\"}",
        ] {
            #expect(text.contains(entry), "'\(entry)' is missing: \(text)")
        }
        #expect(check(folder) == nil)
    }
}
