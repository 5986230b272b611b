import Spec
import Testing

/// The language of expressions by itself: what it groups, and where it stops.
@Suite struct ExpressionParserTests {
    /// Expressions and the same with every group in brackets.
    static let groups: [(String, String)] = [
        ("a + b * c", "(a + (b * c))"), ("a - b - c", "((a - b) - c)"), ("a ^ b ^ c", "(a ^ (b ^ c))"),
        ("-a ^ 2", "(-(a ^ 2))"), ("not a == b and c", "((not (a == b)) and c)"),
        ("a or b and c", "(a or (b and c))"), ("(a + b) * c", "((a + b) * c)"), ("2 ** 3", "(2 ^ 3)"),
        ("optimizer.lr < 1.", "(optimizer.lr < 1)"), ("x > .5e-1", "(x > 0.05)"),
        ("\"a b\" == 'it''s'", "(a b == 'it''s')"), ("if(a, max(1, b), c)", "if(a, max(1, b), c)"),
    ]

    @Test(arguments: groups.map(\.0))
    func grouping(text: String) throws {
        let expected = try #require(Self.groups.first { $0.0 == text }?.1)
        #expect(Self.text(try ExpressionParser.parse(text)) == expected)
    }

    /// Mistakes, and the characters they point to.
    static let mistakes: [(String, String)] = [
        ("a +", "+"), ("a =! b", "!"), ("a < b < c", "<"), ("3x", "3"), ("'abc", "'abc"),
        ("max(a)", "max(a)"),
        ("maxx(a, b)", "maxx"), ("a && b", "&&"), ("(a", "a"), ("", ""),
    ]

    @Test(arguments: mistakes.map(\.0))
    func mistake(text: String) throws {
        let expected = try #require(Self.mistakes.first { $0.0 == text }?.1)
        do {
            _ = try ExpressionParser.parse(text)
            Issue.record("no mistake found")
        } catch let error as ExpressionError {
            let lower = text.index(text.startIndex, offsetBy: error.range.lowerBound)
            let upper =
                text.index(lower, offsetBy: error.range.count, limitedBy: text.endIndex) ?? text.endIndex
            #expect(text[lower..<upper] == expected)
        }
    }

    @Test func oneSignOfEqualityMeansTwo() throws {
        #expect(
            Self.text(try ExpressionParser.parse("a = b")) == Self.text(try ExpressionParser.parse("a == b")))
    }

    @Test func namesInTheOrderOfTheirFirstAppearance() throws {
        #expect(try ExpressionParser.parse("b + a * b - max(c, a)").names == ["b", "a", "c"])
    }

    private static func text(_ node: ExpressionSyntax) -> String {
        switch node.form {
        case .number(let value): return value == value.rounded() ? "\(Int(value))" : "\(value)"
        case .string(let text): return "'" + text.replacing("'", with: "''") + "'"
        case .boolean(let value): return "\(value)"
        case .column(let name): return name
        case .negation(let operand): return "(-" + text(operand) + ")"
        case .not(let operand): return "(not " + text(operand) + ")"
        case .binary(let operation, let left, let right):
            return "(" + text(left) + " " + operation.rawValue + " " + text(right) + ")"
        case .call(let function, let arguments):
            return function.rawValue + "(" + arguments.map { text($0) }.joined(separator: ", ") + ")"
        }
    }
}
