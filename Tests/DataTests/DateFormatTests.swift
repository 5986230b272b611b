import Data
import Foundation
import TestSupport
import Testing

/// Python's `datetime`: Fixtures/dates.json, written by Tests/References/data_dates.py.
@Suite("Dates and times")
struct DateFormatTests {
    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        var format: String
        var texts: [String]
        /// Year, month, day, hour, minute, second.
        var fields: [[Double]]
        /// The texts by time.
        var order: [Int]
        var wrong: [String]
        var testDescription: String { format }
    }

    private struct Reference: Decodable {
        var cases: [Case]
    }

    static let cases: [Case] = {
        let path = fixtureFolder(beside: #filePath) + "/dates.json"
        guard let data = FileManager.default.contents(atPath: path) else { return [] }
        return (try? JSONDecoder().decode(Reference.self, from: data))?.cases ?? []
    }()

    @Test("the reference file is there")
    func exists() { #expect(Self.cases.count >= 20) }

    @Test("a format reads what Python reads, and nothing else", arguments: cases)
    func reading(_ reference: Case) throws {
        let format = try #require(DateFormat(reference.format))
        for (text, fields) in zip(reference.texts, reference.fields) {
            let date = try #require(format.date(text), "\(text)")
            let found = [date.year, date.month, date.day, date.hour, date.minute].map { Double($0) }
            #expect(found == Array(fields.prefix(5)), "\(text)")
            #expect(abs(date.second - fields[5]) < 1e-9, "\(text)")
        }
        for text in reference.wrong { #expect(format.date(text) == nil, "\(text)") }
    }

    /// A table of the texts, in the order they stand in, with the position in time in column k.
    private func csv(_ reference: Case) -> String {
        var place = [Int](repeating: 0, count: reference.texts.count)
        for (position, row) in reference.order.enumerated() { place[row] = position }
        return "when,k,y\n"
            + zip(reference.texts, place).map { "\"\($0)\",\($1),\($1)\n" }.joined()
    }

    private static func split(_ format: String?) -> String {
        let field = format.map { ", format: '\($0)'" } ?? ""
        return """
            source: {type: csv, path: data.csv, types: {when: text}}
            target: y
            features: k
            split: {time: {parts: {train: 0.5, test: 0.5}, column: when\(field)}}
            """
    }

    @Test("a time split goes by the times", arguments: cases)
    func splitting(_ reference: Case) throws {
        let data = try TestData(csv: csv(reference)).prepare(Self.split(reference.format))
        let half = reference.texts.count / 2
        // Texts of equal time keep the order of the rows, as the reference's order does.
        #expect(data[split: "train"].map { Array($0.rowIds) } == reference.order.prefix(half).sorted())
        #expect(data[split: "test"].map { Array($0.rowIds) } == reference.order.dropFirst(half).sorted())
    }

    @Test("without a format, dates of one known form are put in order as they are written")
    func knownForms() throws {
        let known = [
            "31/12/2023\n14/11/2023", "12/31/2023\n11/14/2023", "5-Jan-24\n14-Feb-23", "2024-12-1\n2024-3-1",
            "31.12.2023 10:00\n14.11.2023 9:30", "\"May 14, 2024\"\n\"January 5, 2024\"", "10:00\n9:00",
        ]
        for texts in known {
            let rows = texts.split(separator: "\n").enumerated().map { "\($1),\($0),\($0)\n" }.joined()
            let data = try TestData(csv: "when,k,y\n" + rows).prepare(Self.split(nil))
            #expect(data[split: "test"]?.rowIds == [0], "\(texts)")
        }
    }

    @Test("what may be day first or month first is refused, and both formats are named")
    func ambiguous() {
        let text = errorText {
            _ = try TestData(csv: "when,k,y\n1/2/2023,1,1\n3/4/2023,2,2\n").prepare(Self.split(nil))
        }
        #expect(text.contains("time-format"))
        #expect(text.contains("may begin with the day or with the month"))
    }

    @Test("what ISO 8601 writes is recognised, and moments are compared across zones")
    func recognised() throws {
        let ordered = [
            ["2024-01-31", "2024-02-01", "2024-10-01"], ["2024-02", "2024-10", "2025-01"],
            ["2024-Q1", "2024-Q2", "2025-Q1"], ["2024-W09", "2024-W10-1", "2025-W01"],
            ["2024-060", "2024-300", "2025-001"], ["09:30", "10:00", "23:59:59.5"],
            ["20240131", "20240201", "20241001"],
            // 22:30 UTC, 23:00 UTC, 00:15 UTC of the next day.
            ["2024-03-01T00:30+02:00", "2024-02-29T23:00Z", "2024-02-29T18:15-06:00"],
        ]
        for texts in ordered {
            let rows = [2, 0, 1].map { "\(texts[$0]),\($0),\($0)\n" }.joined()
            let split = Self.split(nil).replacing(
                "{train: 0.5, test: 0.5}", with: "{train: 1, val: 1, test: 1}")
            let data = try TestData(csv: "when,k,y\n" + rows).prepare(split)
            #expect(data.splits.map(\.rowIds) == [[1], [2], [0]], "\(texts)")
        }
        let mixed = "when,k,y\n2024-03-01T00:30+02:00,1,1\n2024-03-01T00:30,2,2\n"
        #expect(
            errorText { _ = try TestData(csv: mixed).prepare(Self.split(nil)) }.contains(
                "has a time zone, and others have none"))
    }

    @Test("numbers that are dates with the day first are refused")
    func numbers() throws {
        let section = Self.split(nil).replacing(", types: {when: text}", with: "")
        let dayFirst = "when,k,y\n31122023,1,1\n1022024,2,2\n"
        #expect(
            errorText { _ = try TestData(csv: dayFirst).prepare(section) }.contains(
                "does not begin with its year"))
        let yearFirst = try TestData(csv: "when,k,y\n20240201,1,1\n20231231,2,2\n").prepare(section)
        #expect(yearFirst[split: "train"]?.rowIds == [1])
    }

    @Test("time_series goes by the same reader")
    func folds() throws {
        let reference = try #require(Self.cases.first)
        let section = Self.split(nil).replacing(
            "{time: {parts: {train: 0.5, test: 0.5}, column: when}}",
            with: "{time_series: {folds: 3, column: when, format: '\(reference.format)'}}")
        let data = TestData.self
        let folds = try data.init(csv: csv(reference)).folds(section)
        #expect(folds.count == 3)
        for fold in folds {
            let last = try #require(fold[split: "train"]).features
            let next = try #require(fold[split: "val"]).features
            let latest = (0..<last.rows).map { last[$0, 0] }.max() ?? 0
            let earliest = (0..<next.rows).map { next[$0, 0] }.min() ?? 0
            #expect(latest < earliest)
        }
        let recognized = try data.init(csv: csv(reference)).folds(
            section.replacing(", format: '\(reference.format)'", with: ""))
        #expect(recognized.map { $0[split: "val"]?.rowIds } == folds.map { $0[split: "val"]?.rowIds })
    }

    @Test("date_parts reads by a format, and so does its state")
    func parts() throws {
        let csv = "d,y\n31/12/2023,1\n01/02/2024,2\n,3\n"
        let data = try TestData(csv: csv).prepare(
            """
            source: {csv: data.csv}
            target: y
            steps: [{date_parts: {columns: d, parts: [year, month, day], format: '%d/%m/%Y'}},
              {impute: {columns: features, strategy: constant, value: 0}}]
            """)
        let expected: [[Double]] = [[2023, 12, 31], [2024, 2, 1], [0, 0, 0]]
        #expect(data[split: "train"].map { rows($0.features) } == expected)
        let restored = try Preprocessing(json: try data.preprocessing.json())
        let table = try Table([("d", .text(TextColumn(["05/03/2021"])))])
        #expect(
            try restored.apply(to: table)["d_month"].map { column in column.description(row: 0) } == "3.0")
    }

    @Test("signs that no format has are refused", arguments: ["", "%", "%Q", "d/m/Y", "%d/%"])
    func signs(_ format: String) { #expect(DateFormat(format) == nil) }
}

extension TestData {
    /// Every fold, prepared while the folder is there for sure.
    func folds(_ yaml: String) throws -> [PreparedData] {
        defer { withExtendedLifetime(folder) {} }
        return try pipeline(yaml).prepareFolds()
    }
}
