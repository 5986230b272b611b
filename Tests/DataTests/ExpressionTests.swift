import Data
import Foundation
import Spec
import TestSupport
import Testing

@Suite("Expressions")
struct ExpressionTests {
    private func table() throws -> Table {
        try Table([
            ("x", .numbers(NumberColumn([1, 4, nil, -2]))), ("y", .numbers(NumberColumn([2, 2, 2, 2]))),
            ("Run1 (ms)", .numbers(NumberColumn([10, 20, 30, 40]))),
            ("kind", .categories(CategoryColumn(["a", "b", nil, "a"]))),
            ("name", .text(TextColumn(["n1", "n2", "n1", nil]))),
            ("ok", .booleans(BooleanColumn([true, false, nil, true]))),
        ])
    }

    private func derived(_ formula: String) throws -> [String?] {
        let section = try dataSection(
            "source: {csv: x.csv}\ntarget: r\nsteps: [{derive: {r: '\(formula.replacing("'", with: "''"))'}}]"
        )
        let step = try #require(section.steps.first?.value)
        let context = StepContext(schema: try table().schema, target: "r")
        guard case .stateless(_, let transform) = step.preparation else { return [] }
        let schema = try step.schema(after: context)
        let result = try transform(context).apply(to: try table())
        #expect(result.schema["r"]?.type == schema["r"]?.type, "the type was predicted")
        return texts(result, "r")
    }

    // Every expected value below is hand arithmetic on x = 1 4 - -2, y = 2 2 2 2.
    @Test(
        "arithmetic, and missing values that stay missing",
        arguments: [
            ("x + y * 2", ["5.0", "8.0", nil, "2.0"]), ("(x + y) * 2", ["6.0", "12.0", nil, "0.0"]),
            ("-x ^ 2", ["-1.0", "-16.0", nil, "-4.0"]),
            ("2 ^ 3 ^ 2 + 0 * y", ["512.0", "512.0", "512.0", "512.0"]),
            ("2 ** -1 + 0 * y", ["0.5", "0.5", "0.5", "0.5"]), ("x - y - 1", ["-2.0", "1.0", nil, "-5.0"]),
            ("8 / y / 2", ["2.0", "2.0", "2.0", "2.0"]), ("x % 3", ["1.0", "1.0", nil, "1.0"]),
            ("x / 0", ["inf", "inf", nil, "-inf"]), ("(x - x) / 0", [nil, nil, nil, nil]),
            ("sqrt(x)", ["1.0", "2.0", nil, nil]), ("abs(x) + sign(x)", ["2.0", "5.0", nil, "1.0"]),
            ("pow(x, 0)", ["1.0", "1.0", nil, "1.0"]), ("log2(abs(x))", ["0.0", "2.0", nil, "1.0"]),
            ("floor(x / y) + ceil(x / y)", ["1.0", "4.0", nil, "-2.0"]),
            ("round(x / y)", ["1.0", "2.0", nil, "-1.0"]),
            ("mean(x, y, \"Run1 (ms)\")", ["\(13.0 / 3)", "\(26.0 / 3)", nil, "\(40.0 / 3)"]),
            ("sum(x, y)", ["3.0", "6.0", nil, "0.0"]), ("max(x, y, 3)", ["3.0", "4.0", nil, "3.0"]),
            ("min(x, y)", ["1.0", "2.0", nil, "-2.0"]), ("std(x, y)", ["0.5", "1.0", nil, "2.0"]),
            ("coalesce(x, y)", ["1.0", "4.0", "2.0", "-2.0"]),
            ("1e1 + .5 + 0 * y", ["10.5", "10.5", "10.5", "10.5"]),
        ])
    func arithmetic(_ formula: String, _ expected: [String?]) throws {
        #expect(try derived(formula) == expected)
    }

    @Test(
        "conditions in three-valued logic",
        arguments: [
            ("x > 1", ["false", "true", nil, "false"]), ("x <= y and ok", ["true", "false", nil, "true"]),
            ("ok or y == 2", ["true", "true", "true", "true"]),
            ("ok and y == 3", ["false", "false", "false", "false"]),
            ("not ok", ["false", "true", nil, "false"]), ("not x > 1 or ok", ["true", "false", nil, "true"]),
            ("is_missing(x)", ["false", "false", "true", "false"]),
            ("kind == 'a'", ["true", "false", nil, "true"]),
            // One sign of equality, as in the filters of listings.
            ("kind = 'a'", ["true", "false", nil, "true"]),
            ("kind != 'zzz'", ["true", "true", nil, "true"]),
            ("name == 'n1'", ["true", "false", "true", nil]),
            ("ok == true", ["true", "false", nil, "true"]),
            ("x >= 1 and x < 4", ["true", "false", nil, "false"]),
        ])
    func conditions(_ formula: String, _ expected: [String?]) throws {
        #expect(try derived(formula) == expected)
    }

    @Test(
        "choices between numbers and between texts",
        arguments: [
            ("if(ok, x, 0)", ["1.0", "0.0", nil, "-2.0"]),
            ("if(y == 2, 7, x)", ["7.0", "7.0", "7.0", "7.0"]),
            ("if(x > 1, 'big', kind)", ["a", "big", nil, "a"]),
            ("coalesce(kind, 'none')", ["a", "b", "none", "a"]),
        ])
    func choices(_ formula: String, _ expected: [String?]) throws {
        #expect(try derived(formula) == expected)
    }

    @Test("more rows than a block, and a formula that uses a value twice")
    func blocks() throws {
        let values = (0..<3_000).map { Double($0) }
        let big = try Table([("v", .numbers(NumberColumn(values.map { $0 })))])
        let section = try dataSection(
            "source: {csv: x.csv}\ntarget: r\nsteps: [{derive: {r: (v + 1) * (v + 1)}}]")
        guard case .stateless(_, let transform)? = section.steps.first?.value.preparation else { return }
        let result = try transform(StepContext(schema: big.schema, target: "r")).apply(to: big)
        #expect(numbers(result, "r") == values.map { ($0 + 1) * ($0 + 1) })
    }

    @Test(
        "mistakes are reported with their place in the formula",
        arguments: [
            ("x +", "expected a value, found the end", 3), ("x + * y", "expected a value, found '*'", 5),
            ("lgo(x)", "there is no function 'lgo'", 1),
            ("mean(x)", "'mean' takes 2 or more arguments, found 1", 1),
            ("log(x, y)", "'log' takes 1 argument, found 2", 1),
            ("x && y", "'&&' means nothing in an expression", 3),
            ("x =! y", "'!' means nothing in an expression", 4),
            ("1 < x < 3", "comparisons cannot be chained", 7),
            ("(x + y", "expected ')', found the end", 6), ("x y", "expected an operator, found 'y'", 3),
            ("x + z", "there is no column 'z' here", 5),
            ("x + ok", "'+' takes a number, found true or false", 5),
            ("kind + 1", "'+' takes a number, found text", 1),
            ("kind < 'b'", "'<' takes numbers, found text", 1),
            ("kind == 1", "'==' compares text with a number", 1),
            ("if(x, 1, 2)", "the condition of 'if' takes true or false, found a number", 4),
            ("if(ok, 1, 'a')", "the values of 'if' differ: a number and text", 1),
            ("\"x", "the quote is never closed", 1),
            ("3abc", "'3' is not a number here", 1), ("", "the expression is empty", 1),
        ])
    func mistakes(_ formula: String, _ message: String, _ column: Int) throws {
        let origin = Origin.file(
            SourceSpan(
                start: SourceLocation(file: "spec.yaml", line: 3, column: 11), length: formula.count + 2))
        do {
            let expression = try ColumnExpression(formula, origin: origin)
            let step = FieldReader.entriesStep(expression)
            _ = try step.schema(after: StepContext(schema: try table().schema, target: "x"))
            Issue.record("nothing was found")
        } catch let error as DataDiagnostics {
            #expect(error.all.first?.message == message)
            // The text stands in quotes at column 11, so its first character is at column 12.
            #expect(error.all.first?.origin.span?.start.column == 11 + column)
        }
    }

    @Test("deep nesting is refused")
    func nesting() {
        for (count, message) in [(1_000, "nested too deeply"), (100_000, "more than 4000")] {
            let deep = String(repeating: "(", count: count) + "1" + String(repeating: ")", count: count)
            #expect(errorText { _ = try ColumnExpression(deep) }.contains(message))
            let signs = String(repeating: "-", count: count) + "1"
            #expect(errorText { _ = try ColumnExpression(signs) }.contains(message))
        }
    }
}

extension FieldReader {
    /// A derive step with one formula that already knows its place.
    static func entriesStep(_ expression: ColumnExpression) -> any Step {
        let node = SpecNode(.string(expression.text), origin: expression.origin)
        let entry = SpecEntry(key: "r", keyOrigin: .defaultValue, value: node)
        let body = SpecEntry(
            key: "expressions", keyOrigin: .defaultValue,
            value: SpecNode(.map([entry]), origin: .defaultValue))
        var reader = FieldReader(subject: "step 'derive'", entries: [body], place: .defaultValue)
        return DeriveStep(reading: &reader)
    }
}
