import Data
import Foundation
import Spec
import TestSupport
import Testing

/// Functions of texts and dates in formulas; expected values by hand.
@Suite("Texts and dates in formulas")
struct TextFunctionTests {
    private func table() throws -> Table {
        try Table([
            ("name", .text(TextColumn(["Braund, Mr. Owen", "Heikkinen, Miss. Laina", nil, " x "]))),
            ("kind", .categories(CategoryColumn(["Aa", "bB", "Aa", nil]))),
            ("price", .categories(CategoryColumn(["1.5", "x", "-2e1", nil]))),
            ("n", .numbers(NumberColumn([1, 2.5, nil, 4]))),
            ("ok", .booleans(BooleanColumn([true, false, nil, true]))),
            ("d", .categories(CategoryColumn(["31/12/2023", "1/2/2024", nil, "1/2/2024"]))),
            ("iso", .categories(CategoryColumn(["2024-02-29T13:05:09", "1999-12-31", "2024-01-01", nil]))),
        ])
    }

    private func derived(_ formula: String) throws -> [String?] {
        let section = try dataSection(
            "source: {csv: x.csv}\ntarget: r\nsteps: [{derive: {r: '\(formula.replacing("'", with: "''"))'}}]"
        )
        let step = try #require(section.steps.first?.value)
        var context = StepContext(schema: try table().schema, target: "r")
        context.table = try table()
        guard case .stateless(_, let transform) = step.preparation else { return [] }
        let schema = try step.schema(after: context)
        let made = try transform(context)
        let result = try made.apply(to: try table())
        #expect(result.schema["r"]?.type == schema["r"]?.type, "the type was predicted")
        // The state as a run keeps it does the same.
        let state = Preprocessing(entries: [Preprocessing.Entry(transform: made)], target: "r")
        let restored = try Preprocessing(json: try state.json()).apply(to: try table())
        #expect(texts(restored, "r") == texts(result, "r"))
        return texts(result, "r")
    }

    @Test(
        "functions of texts",
        arguments: [
            ("lower(kind)", ["aa", "bb", "aa", nil]), ("upper(kind)", ["AA", "BB", "AA", nil]),
            ("trim(name)", ["Braund, Mr. Owen", "Heikkinen, Miss. Laina", nil, "x"]),
            ("trim(split_part(split_part(name, ',', 2), '.', 1))", ["Mr", "Miss", nil, nil]),
            ("split_part(name, ' ', -1)", ["Owen", "Laina", nil, ""]),
            ("split_part(kind, '', 1)", ["Aa", "bB", "Aa", nil]),
            ("split_part(kind, 'a', 0)", [nil, nil, nil, nil]),
            ("replace(kind, 'a', 'oo')", ["Aoo", "bB", "Aoo", nil]),
            ("replace(kind, '', 'x')", ["Aa", "bB", "Aa", nil]),
            ("contains(name, 'Miss')", ["false", "true", nil, "false"]),
            ("starts_with(kind, 'A') or ends_with(kind, 'B')", ["true", "true", "true", nil]),
            ("length(name)", ["16.0", "22.0", nil, "3.0"]), ("length(kind) + n", ["3.0", "4.5", nil, nil]),
            ("substring(name, 1, 3)", ["Bra", "Hei", nil, " x "]),
            ("substring(kind, 2)", ["a", "B", "a", nil]),
            ("substring(kind, 0, 2)", ["A", "b", "A", nil]), ("substring(kind, 9, 2)", ["", "", "", nil]),
            ("concat(kind, '-', n, ok)", ["Aa-1true", "bB-2.5false", nil, nil]),
            ("text(n)", ["1", "2.5", nil, "4"]), ("number(price)", ["1.5", nil, "-20.0", nil]),
            ("number(ok) + 1", ["2.0", "1.0", nil, "2.0"]),
            ("coalesce(kind, 'none')", ["Aa", "bB", "Aa", "none"]),
            ("if(is_missing(name), 'no', lower(kind))", ["aa", "bb", "no", nil]),
            ("lower(kind) == 'aa'", ["true", "false", "true", nil]),
        ])
    func textFunctions(_ formula: String, _ expected: [String?]) throws {
        #expect(try derived(formula) == expected)
    }

    @Test(
        "parts of dates, in the form that is recognized or said",
        arguments: [
            ("year(d)", ["2023.0", "2024.0", nil, "2024.0"]), ("month(d)", ["12.0", "2.0", nil, "2.0"]),
            ("day(d, '%m/%d/%Y')", []), ("day(d, '%d/%m/%Y')", ["31.0", "1.0", nil, "1.0"]),
            ("hour(iso) + minute(iso) / 60", ["\(13 + 5.0 / 60)", "0.0", "0.0", nil]),
            ("weekday(iso)", ["3.0", "4.0", "0.0", nil]), ("quarter(iso)", ["1.0", "4.0", "1.0", nil]),
            ("week(d)", ["52.0", "5.0", nil, "5.0"]), ("day_of_year(d)", ["365.0", "32.0", nil, "32.0"]),
            ("days(d) - days('2023-12-30')", ["1.0", "33.0", nil, "33.0"]),
            ("second(iso)", ["9.0", "0.0", "0.0", nil]),
            ("year(concat(n, '/2024'), '%m/%Y') + 0 * n", []),
        ])
    func dates(_ formula: String, _ expected: [String?]) throws {
        guard !expected.isEmpty else {
            #expect(errorText { _ = try derived(formula) }.contains("is no date written as"))
            return
        }
        #expect(try derived(formula) == expected)
    }

    @Test(
        "mistakes are found at their place",
        arguments: [
            ("lower(n)", "'lower' takes text, found a number", 6..<7),
            ("contains(name, 3)", "'contains' takes text, found a number", 15..<16),
            ("name + 1", "'+' takes a number, found text", 0..<4),
            ("split_part(name, ',', 'x')", "'split_part' takes a number, found text", 22..<25),
            ("year(n)", "'year' takes text, found a number", 5..<6),
            ("year(d, kind)", "how dates are written is a text in single quotes", 8..<12),
            ("year(d, 'Y/m')", "'Y/m' is not a way to write dates", 8..<13),
            ("substring(name)", "'substring' takes 2 or 3 arguments, found 1", 0..<15),
            ("lower(name, kind)", "'lower' takes 1 argument, found 2", 0..<17),
            ("concat(name)", "'concat' takes 2 or more arguments, found 1", 0..<12),
            ("lowr(name)", "there is no function 'lowr'", 0..<4),
        ])
    func mistakes(_ formula: String, _ message: String, _ range: Range<Int>) throws {
        let span = SourceSpan(
            start: SourceLocation(file: "spec.yaml", line: 3, column: 11), length: formula.count + 2)
        do {
            let expression = try ColumnExpression(formula, origin: .file(span))
            let step = FieldReader.entriesStep(expression)
            _ = try step.schema(after: StepContext(schema: try table().schema, target: "x"))
            Issue.record("accepted: \(formula)")
        } catch let error as DataDiagnostics {
            #expect(error.all.first?.message == message)
            // The text stands in quotes at column 11, so its first character is at column 12.
            #expect(error.all.first?.origin.span?.start.column == 12 + range.lowerBound)
            #expect(error.all.first?.origin.span?.length == range.count)
        }
    }

    @Test("a filter by dates reads them as they are written; a doubt is refused")
    func filters() throws {
        let csv = "d,x,y\n31/12/2023,1,1\n1/2/2024,2,2\n3/4/2024,3,3\n"
        func rowIds(_ csv: String, _ condition: String) throws -> [Int]? {
            try TestData(csv: csv).prepare(
                """
                source: {csv: {path: data.csv, types: {d: text}}}
                target: y
                features: x
                steps:
                  - filter: \(condition)
                """)[split: "train"]?.rowIds.map { Int($0) }
        }
        #expect(try rowIds(csv, "year(d) >= 2024") == [1, 2])
        #expect(try rowIds(csv, "days(d) < days('2024-03-01')") == [0, 1])
        let doubt = errorText { _ = try rowIds("d,x,y\n1/2/2024,2,2\n3/4/2024,3,3\n", "month(d) == 2") }
        #expect(doubt.contains("may begin with the day or with the month"))
        #expect(try rowIds("d,x,y\n1/2/2024,2,2\n3/4/2024,3,3\n", "month(d, '%d/%m/%Y') == 2") == [0])
    }
}
