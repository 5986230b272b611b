import Data
import Foundation
import TestSupport
import Testing

@Suite("Casting texts")
struct CastStepTests {
    private func cast(_ values: [String?], _ target: String) throws -> Table {
        let table = try Table([
            ("v", .categories(CategoryColumn(values))),
            ("y", .numbers(NumberColumn(values.indices.map { Double($0) }))),
        ])
        return try StepTests.run("[{cast: {v: \(target)}}]", on: table).0
    }

    @Test(
        "numbers with signs",
        arguments: [
            (["$1,234.50", "$ 2", "(3.20)", nil], "{type: number, strip: \"$,\"}", [1234.5, 2, -3.2, nil]),
            (["45%", "-1.5 %"], "{type: number, strip: \"%\"}", [45, -1.5]),
            (["1.234,56 €", "7"], "{strip: \".€\", decimal: \",\"}", [1234.56, 7]),
            (
                ["1.5M", "2K", "3", "(4K)"], "{strip: \"$\", units: {K: 1000, M: 1.0e+6}}",
                [1_500_000, 2000, 3, nil]
            ),
            (["$177 B", "$2 MM"], "{strip: \"$\", units: {B: 1.0e+9, M: 1000, MM: 1.0e+6}}", [177e9, 2e6]),
            (["1 000", "\u{2212}2"], "number", [1000, -2]),
        ])
    func numbersWithSigns(_ values: [String?], _ target: String, _ expected: [Double?]) throws {
        let cleaned = values.map { $0 == "(4K)" ? nil : $0 }
        #expect(numbers(try cast(cleaned, target), "v") == expected)
    }

    @Test("what stands in the way is named, with the signs to take off")
    func help() {
        func text(_ values: [String?], _ target: String) -> String {
            errorText { _ = try cast(values, target) }
        }
        #expect(
            text(["$1", "2"], "number").contains("'$1', 'v' in data row 0 (counted from 0), is no number"))
        #expect(text(["1", "abc"], "{strip: \"$\"}").contains("'abc', 'v' in data row 1"))
        #expect(text(["1"], "{type: text, strip: \"$\"}").contains("'strip' is about numbers"))
        #expect(text(["1"], "{type: number, format: \"%Y\"}").contains("'format' is about times"))
        #expect(text(["1"], "{type: number, decimal: \",,\"}").contains("the decimal sign is one character"))
        #expect(text(["1"], "{type: numbr}").contains("numbr"))
        #expect(text(["1"], "{typ: number}").contains("typ"))
        #expect(text(["1"], "numbr").contains("'numbr' is not one of the choices"))
        #expect(text(["1/2/2023"], "{type: time, format: \"%Y\"}").contains("is not written as \"%Y\""))
    }

    @Test("times in one form, in the order of time")
    func times() throws {
        let csv = "d,x,y\n31/12/2023 14:30,1,1\n1/2/2024 0:00,2,2\n,3,3\n"
        let data = try TestData(csv: csv).prepare(
            """
            source: {csv: {path: data.csv, types: {d: text}}}
            target: y
            steps: [{cast: {d: time}}, {derive: {m: month(d), known: not is_missing(d)}},
              {drop: d}, {impute: {columns: m, strategy: constant, value: 0}}]
            """)
        #expect(data.featureNames == ["x", "m", "known"])
        #expect(data[split: "train"].map { rows($0.features) } == [[1, 12, 1], [2, 2, 1], [3, 0, 0]])
        let table = try cast(["2024-02-29T13:05:09.5", "20240229", nil, "2024-03"], "time")
        #expect(texts(table, "v") == ["2024-02-29T13:05:09.5", "2024-02-29", nil, "2024-03-01"])
        let zoned = try cast(["2024-03-01T00:30+02:00", "2024-03-01T00:30Z"], "time")
        #expect(texts(zoned, "v") == ["2024-02-29T22:30:00Z", "2024-03-01T00:30:00Z"])
    }

    @Test("a pattern names several columns; a name wins over it")
    func patterns() throws {
        let table = try Table([
            ("p_a", .categories(CategoryColumn(["$1"]))), ("p_b", .categories(CategoryColumn(["$2"]))),
            ("y", .numbers(NumberColumn([1]))),
        ])
        let (result, _) = try StepTests.run("[{cast: {\"p_*\": {strip: \"$\"}}}]", on: table)
        #expect(numbers(result, "p_a") == [1])
        #expect(numbers(result, "p_b") == [2])
        #expect(
            errorText { _ = try StepTests.run("[{cast: {\"q_*\": number}}]", on: table) }.contains(
                "no column matches the pattern 'q_*'"))
    }

    @Test("only columns with gaps get an indicator")
    func indicators() throws {
        let csv = "a,b,y\n1,1,1\n,2,2\n3,3,3\n4,4,4\n"
        for strategy in ["median", "most_frequent", "ffill", "constant, value: 0"] {
            let data = try TestData(csv: csv).prepare(
                """
                source: {csv: data.csv}
                target: y
                steps: [{impute: {columns: features, strategy: \(strategy), indicator: true}}]
                """)
            #expect(data.featureNames == ["a", "b", "a_missing"], "\(strategy)")
        }
    }
}

@Suite("What texts are")
struct TextFormTests {
    @Test("dates, numbers with signs, and words are told apart, and what to do about each is said")
    func forms() {
        #expect(TextForm(["31/12/2023", "1/1/2024"]) == .dates(format: "%d/%m/%Y"))
        #expect(TextForm(["2024-02-29", "2024-03-01"]) == .dates(format: nil))
        #expect(TextForm(["1/2/2023", "3/4/2023"]) == .doubtfulDates(formats: ["%d/%m/%Y", "%m/%d/%Y"]))
        #expect(TextForm(["$1,234.50", "($2)", "3%"]) == .numbers(signs: "$%,"))
        #expect(TextForm(["a fox", "$2"]) == .words)
        #expect(TextForm(["$", "%"]) == .words)
        #expect(TextForm([]) == .words)
        #expect(TextForm(["$1"]).advice("p").contains("cast: {p: {type: number, strip: \"$\"}}"))
        #expect(TextForm.castHelp("p", ["$1", "$2"])?.contains("strip: \"$\"") ?? false)
        #expect(TextForm.castHelp("p", ["a", "b"]) == nil)
    }
}
