import Foundation
import Pipeline
import Runs
import TestSupport
import Testing

/// Every option about delimited text is read by run, predict and evaluate alike: the same rows, written in another way,
/// give the same predictions, byte for byte.
@Suite("Options of delimited text")
struct TextOptionTests {
    struct Way: Sendable, CustomTestStringConvertible {
        var option: String
        var file = "new.csv"
        var change: @Sendable (String) -> Data
        var testDescription: String { "\(option) \(file)" }
    }

    private static func bytes(_ text: String) -> Data { Data(text.utf8) }

    static let ways = [
        Way(option: "delimiter: ';'") { bytes($0.replacing(",", with: ";")) },
        Way(option: "delimiter: ';', decimal: ','") {
            bytes($0.replacing(",", with: ";").replacing(".", with: ","))
        },
        Way(option: "limit: 40", file: "new.TSV") { bytes($0.replacing(",", with: "\t")) },
        Way(option: "comment: '#'") { bytes("# by hand\n" + $0.replacing("\n", with: "\n# 1,2,3\n")) },
        Way(option: "quote: \"~\"") {
            bytes($0.replacing("fern", with: "~fern~").replacing("moss", with: "~moss~"))
        },
        Way(option: "missing: ['-999']") { bytes($0.replacing("17.5,,", with: "17.5,-999.0,")) },
        Way(option: "header: false, names: [height, width, depth, weight, kind, fruit]") {
            bytes(String($0.drop { $0 != "\n" }.dropFirst()))
        },
        Way(option: "missing: {columns: {width: [-7]}}") {
            bytes($0.replacing("17.5,,", with: "17.5,-7,"))
        },
        Way(option: "missing: {only: [gone]}") { bytes($0.replacing("17.5,,", with: "17.5,gone,")) },
        Way(option: "delimiter: ';', thousands: ','") {
            bytes($0.replacing(",", with: ";").replacing("17.5;", with: "0,017.5;"))
        },
        Way(option: "skip_initial_space: true") {
            bytes($0.replacing(",", with: ",  ").replacing("fern", with: "\"fern\""))
        },
        Way(option: "delimiter: blanks") {
            bytes($0.replacing(",,", with: ",NA,").replacing(",", with: " \t").replacing("\n", with: " \n "))
        },
        Way(option: "skip_rows: 2") { bytes("\"A report,\n\n" + $0) },
        Way(option: "trailing_delimiter: true") { bytes($0.replacing("\n", with: ",\n")) },
        Way(option: "encoding: windows-1252") { text in
            Data(
                text.replacing("fern", with: "f\u{80}rn").unicodeScalars.map { UInt8($0.value) })
        },
        Way(option: "encoding: latin-1") { text in
            Data(text.replacing("fern", with: "f\u{e9}rn").unicodeScalars.map { UInt8($0.value) })
        },
    ]

    @Test("the same rows in another notation", arguments: ways)
    func sameRows(way: Way) throws {
        let steps =
            "data.steps=[{one_hot: {columns: [kind], unknown: zeros}}, {drop: fruit}, {impute: {columns: [width], "
            + "strategy: median}}]"
        let plain = try TestWorkspace()
        let source = try String(contentsOfFile: plain.folder.file("data/plants.csv"), encoding: .utf8)
            .replacing("17.5,7.25,", with: "17.5,,")
        try plain.folder.write(source, to: "new.csv")
        #expect(plain.run([steps, "data.source={csv: '\(plain.folder.file("new.csv"))'}"]).status == .done)
        #expect(plain.predict().status == .done)
        let other = try TestWorkspace()
        try other.folder.write(way.change(source), to: way.file)
        #expect(
            other.run([steps, "data.source={csv: {path: '\(other.folder.file(way.file))', \(way.option)}}"])
                .status == .done)
        try other.folder.write(way.change(source), to: way.file)
        let predicted = other.predict(data: way.file)
        #expect(predicted.status == .done, "\(predicted.messages)")
        let expected = try String(contentsOfFile: plain.folder.file("out.csv"), encoding: .utf8)
        let found = try String(contentsOfFile: other.folder.file("out.csv"), encoding: .utf8)
        #expect(found == expected)
        let evaluated = other.evaluate(data: way.file)
        #expect(evaluated.status == .done, "\(evaluated.messages)")
        let known = plain.evaluate(data: "new.csv").results.split(separator: "\n").dropFirst()
        #expect(evaluated.results.split(separator: "\n").dropFirst() == known)
    }
}
