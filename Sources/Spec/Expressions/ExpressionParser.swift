/// Reads tokens into a tree, by precedence climbing.
///
///     or < and < not < comparisons < + - < * / % < sign < ^        ^ groups from the right, the others from the left
package struct ExpressionParser {
    private let tokens: [ExpressionToken]
    private let statisticHelp: String?
    private var position = 0
    private var depth = 0

    /// Deeper expressions are refused: they cannot be meant, and would need the stack.
    private static let deepest = 200

    /// Longer ones are refused: a sum is as deep as it is long.
    private static let mostTokens = 4_000

    /// `statisticHelp` is what to say about `mean(x)` and the like with one argument only.
    ///
    /// - Errors: `ExpressionError`
    package static func parse(_ text: String, statisticHelp: String? = nil) throws -> ExpressionSyntax {
        var parser = ExpressionParser(tokens: try ExpressionLexer.tokens(of: text), statisticHelp)
        guard parser.tokens.count <= mostTokens else {
            throw ExpressionError(
                code: "expression-syntax",
                message:
                    "the expression has \(parser.tokens.count - 1) words, numbers and signs, more than \(mostTokens)",
                range: parser.tokens[mostTokens].range, help: "take it apart into several")
        }
        if case .end = parser.current.kind {
            throw ExpressionError(code: "expression-syntax", message: "the expression is empty", range: 0..<1)
        }
        let result = try parser.expression(above: 0)
        guard case .end = parser.current.kind else { throw parser.unexpected(expected: "an operator") }
        return result
    }

    private init(tokens: [ExpressionToken], _ statisticHelp: String?) {
        self.tokens = tokens
        self.statisticHelp = statisticHelp
    }

    private var current: ExpressionToken { tokens[min(position, tokens.count - 1)] }

    private func isSymbol(_ text: String) -> Bool { current.kind == .symbol(text) }

    private var currentOperator: ExpressionOperator? {
        switch current.kind {
        case .symbol(let text): ExpressionOperator(rawValue: text)
        case .name("and"): .and
        case .name("or"): .or
        default: nil
        }
    }

    private mutating func expression(above limit: Int) throws -> ExpressionSyntax {
        depth += 1
        defer { depth -= 1 }
        guard depth < ExpressionParser.deepest else {
            throw ExpressionError(
                code: "expression-syntax", message: "the expression is nested too deeply",
                range: current.range)
        }
        var left = try prefix()
        while let operation = currentOperator, operation.precedence > limit {
            if operation.isComparison, case .binary(let earlier, _, _) = left.form, earlier.isComparison,
                tokens[max(0, position - 1)].kind != .symbol(")")
            {
                throw ExpressionError(
                    code: "expression-syntax", message: "comparisons cannot be chained", range: current.range,
                    help: "write 'a < b and b < c'")
            }
            position += 1
            let rightLimit = operation == .power ? operation.precedence - 1 : operation.precedence
            let right = try expression(above: rightLimit)
            left = ExpressionSyntax(
                form: .binary(operation, left, right),
                range: left.range.lowerBound..<right.range.upperBound)
        }
        return left
    }

    private mutating func prefix() throws -> ExpressionSyntax {
        let start = current.range.lowerBound
        if isSymbol("-") {
            position += 1
            let operand = try expression(above: ExpressionOperator.signPrecedence - 1)
            if case .number(let value) = operand.form {
                return ExpressionSyntax(form: .number(-value), range: start..<operand.range.upperBound)
            }
            return ExpressionSyntax(form: .negation(operand), range: start..<operand.range.upperBound)
        }
        if current.kind == .name("not") {
            position += 1
            let operand = try expression(above: ExpressionOperator.notPrecedence - 1)
            return ExpressionSyntax(form: .not(operand), range: start..<operand.range.upperBound)
        }
        return try primary()
    }

    private mutating func primary() throws -> ExpressionSyntax {
        let token = current
        func leaf(_ form: ExpressionSyntax.Form) -> ExpressionSyntax {
            ExpressionSyntax(form: form, range: token.range)
        }
        switch token.kind {
        case .number(let value):
            position += 1
            return leaf(.number(value))
        case .string(let text):
            position += 1
            return leaf(.string(text))
        case .quotedName(let name):
            position += 1
            return leaf(.column(name))
        case .name(let name) where name == "and" || name == "or":
            throw unexpected(expected: "a value")
        case .name(let name):
            position += 1
            if isSymbol("(") { return try call(name, token) }
            if name == "true" || name == "false" { return leaf(.boolean(name == "true")) }
            return leaf(.column(name))
        case .symbol("("):
            position += 1
            var inner = try expression(above: 0)
            guard isSymbol(")") else { throw unexpected(expected: "')'") }
            inner.range = token.range.lowerBound..<current.range.upperBound
            position += 1
            return inner
        case .symbol, .end: throw unexpected(expected: "a value")
        }
    }

    private mutating func call(_ name: String, _ token: ExpressionToken) throws -> ExpressionSyntax {
        guard let function = ExpressionFunction(rawValue: name) else {
            let names = ExpressionFunction.allCases.map(\.rawValue).sorted()
            throw ExpressionError(
                code: "unknown-function", message: "there is no function '\(name)'", range: token.range,
                help: (ForeignWords.function(for: name) ?? nearestName(to: name, in: names))
                    .map { "did you mean '\($0)'?" },
                notes: ["functions: " + names.joined(separator: ", ")])
        }
        position += 1
        var arguments: [ExpressionSyntax] = []
        while !isSymbol(")") {
            if !arguments.isEmpty {
                guard isSymbol(",") else { throw unexpected(expected: "',' or ')'") }
                position += 1
            }
            arguments.append(try expression(above: 0))
        }
        let range = token.range.lowerBound..<current.range.upperBound
        position += 1
        try checkCount(arguments.count, of: function, range)
        return ExpressionSyntax(form: .call(function, arguments), range: range)
    }

    private func checkCount(_ count: Int, of function: ExpressionFunction, _ range: Range<Int>) throws {
        let (least, most) = function.argumentCount
        if count >= least, count <= most ?? .max { return }
        let isStatistic = count == 1 && function.isStatistic
        let expected =
            switch most {
            case nil: "\(least) or more arguments"
            case least?: "\(least) argument\(least == 1 ? "" : "s")"
            case let most?: "\(least) or \(most) arguments"
            }
        throw ExpressionError(
            code: "expression-syntax",
            message: "'\(function.rawValue)' takes \(expected), found \(count)", range: range,
            help: isStatistic ? statisticHelp : nil,
            notes: [function.summary])
    }

    private func unexpected(expected: String) -> ExpressionError {
        var range = current.range
        if range.isEmpty { range = max(0, range.lowerBound - 1)..<max(1, range.upperBound) }
        let found: String
        switch current.kind {
        case .end: found = "the end"
        case .number: found = "a number"
        case .string(let text): found = "the text '\(text)'"
        case .name(let name), .quotedName(let name): found = "'\(name)'"
        case .symbol(let text): found = "'\(text)'"
        }
        return ExpressionError(
            code: "expression-syntax", message: "expected \(expected), found \(found)", range: range)
    }
}
