import Spec

/// Makes a program of an expression over the columns there are, once its types have been found to fit.
struct ExpressionCompiler {
    private let scope: ColumnScope
    private var program = ExpressionProgram()

    /// - Errors: `DataDiagnostics` with every mistake: unknown columns, operands of the wrong type.
    static func compile(_ expression: ColumnExpression, for schema: TableSchema) throws -> ExpressionProgram {
        let scope = ColumnScope(schema: schema, text: expression.text)
        var check = ExpressionTypeCheck(scope)
        _ = check.type(of: expression.syntax)
        guard check.errors.isEmpty else {
            throw DataDiagnostics(
                check.errors.map { $0.diagnostic(in: expression.text, at: expression.origin) })
        }
        var compiler = ExpressionCompiler(scope: scope)
        let result = compiler.compile(expression.syntax)
        // The result is the last register, also where its value was computed earlier.
        if result != compiler.program.instructions.count - 1 {
            compiler.program.instructions.append(compiler.program.instructions[result])
            compiler.program.types.append(compiler.program.types[result])
        }
        return compiler.program
    }

    private init(scope: ColumnScope) { self.scope = scope }

    /// The register of the value.
    private mutating func compile(_ node: ExpressionSyntax) -> Int {
        switch node.form {
        case .number(let value): return program.append(.constant(value), .number)
        case .boolean(let value): return program.append(.constant(value ? 1 : 0), .boolean)
        case .string(let text): return program.append(.text(text), .text)
        case .column(let name):
            return program.append(.column(name), (try? scope.type(of: name, at: node.range)) ?? .number)
        case .negation(let operand): return program.append(.negate(compile(operand)), .number)
        case .not(let operand): return program.append(.not(compile(operand)), .boolean)
        case .binary(let operation, let left, let right):
            if let (column, digits) = scope.wholeComparison(left, right) {
                return program.append(.wholeComparison(operation, compile(column), digits), .boolean)
            }
            if let (column, digits) = scope.wholeComparison(right, left) {
                return program.append(.wholeComparison(operation.mirrored, compile(column), digits), .boolean)
            }
            let isNumber = !operation.isComparison && !operation.isLogical
            return program.append(
                .binary(operation, compile(left), compile(right)), isNumber ? .number : .boolean)
        case .call(let function, let arguments): return call(function, arguments.map { compile($0) })
        }
    }

    private mutating func call(_ function: ExpressionFunction, _ values: [Int]) -> Int {
        switch function {
        case .if:
            program.append(
                .select(condition: values[0], values[1], values[2]), program.types[values[1]])
        case .isMissing: program.append(.isMissing(values[0]), .boolean)
        case .coalesce: program.append(.along(.coalesce, values), program.types[values[0]])
        case .max, .mean, .min, .std, .sum: program.append(.along(function, values), .number)
        case .pow: program.append(.binary(.power, values[0], values[1]), .number)
        case .abs, .ceil, .cos, .exp, .expm1, .floor, .log, .log10, .log1p, .log2, .round, .sign, .sin, .sqrt,
            .tan, .tanh:
            program.append(.unary(function, values[0]), .number)
        }
    }
}

/// The columns of a table as the names of an expression.
struct ColumnScope: ExpressionScope {
    let schema: TableSchema
    /// The text of the expression, in which whole numbers count digit by digit.
    let text: String

    var ordersText: Bool { false }

    func type(of name: String, at range: Range<Int>) throws(ExpressionError) -> ExpressionType? {
        switch schema[name]?.type {
        case .number: return .number
        case .boolean: return .boolean
        case .category, .text: return .text
        case .tensor:
            throw ExpressionError(
                code: "expression-type",
                message: "the column '\(name)' holds tensors, and formulas work on single values",
                range: range)
        case nil:
            let near = nearestName(to: name, in: schema.names)
            var help = near.map { "did you mean '\($0)'?" }
            if let near, near.contains(where: { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == ".") }) {
                help = "did you mean \"\(near)\", in double quotes?"
            }
            throw ExpressionError(
                code: "unknown-column", message: "there is no column '\(name)' here", range: range,
                help: help,
                notes: [ColumnSelector.columnsNote(schema)])
        }
    }

    func remark(on name: String) -> String? { schema[name]?.remark }

    func compares(_ left: ExpressionSyntax, _ right: ExpressionSyntax) -> Bool {
        wholeComparison(left, right) != nil || wholeComparison(right, left) != nil
    }

    func helpToCompare(_ left: ExpressionSyntax, _ right: ExpressionSyntax) -> String {
        holdsWholeNumbers(left) || holdsWholeNumbers(right)
            ? "it is compared with whole numbers only, digit by digit"
            : "put text in single quotes, numbers in none"
    }

    // MARK: Whole numbers that no double holds

    private func holdsWholeNumbers(_ node: ExpressionSyntax) -> Bool {
        if case .column(let name) = node.form { schema[name]?.holdsWholeNumbers ?? false } else { false }
    }

    /// A column of whole numbers that are kept as texts, compared with a whole number: exactly, digit by digit.
    func wholeComparison(
        _ column: ExpressionSyntax, _ number: ExpressionSyntax
    ) -> (column: ExpressionSyntax, digits: String)? {
        guard holdsWholeNumbers(column), case .number(let value) = number.form,
            let digits = wholeNumber(number, value)
        else { return nil }
        return (column, digits)
    }

    /// The digits of a number as they are written; nil for one with a fraction.
    private func wholeNumber(_ node: ExpressionSyntax, _ value: Double) -> String? {
        let written = text.dropFirst(node.range.lowerBound).prefix(node.range.count)
            .filter { !" ()".contains($0) }
        if WholeNumber.comparison(written, "0") != nil { return written }
        guard value == value.rounded(), abs(value) < 0x1p53 else { return nil }
        return "\(Int(value))"
    }
}

extension ExpressionOperator {
    /// The same comparison with its sides exchanged.
    fileprivate var mirrored: ExpressionOperator {
        switch self {
        case .less: .greater
        case .lessOrEqual: .greaterOrEqual
        case .greater: .less
        case .greaterOrEqual: .lessOrEqual
        default: self
        }
    }

    /// Whether the comparison holds, given how its sides compare: -1, 0 or 1.
    func holds(_ order: Int) -> Bool {
        switch self {
        case .equal: order == 0
        case .notEqual: order != 0
        case .less: order < 0
        case .lessOrEqual: order <= 0
        case .greater: order > 0
        case .greaterOrEqual: order >= 0
        default: false
        }
    }
}
