import Spec

/// Makes a program of an expression over the columns there are, once its types have been found to fit.
struct ExpressionCompiler {
    private let scope: ColumnScope
    /// How the dates of columns are written, by column.
    private let formats: [String: String]
    private var program = ExpressionProgram()

    /// - Errors: `DataDiagnostics` with every mistake: unknown columns, operands of the wrong type.
    ///
    /// - Parameter formats: how the dates of columns are written, where that is not year first
    static func compile(
        _ expression: ColumnExpression, for schema: TableSchema, formats: [String: String] = [:]
    ) throws -> ExpressionProgram {
        let scope = ColumnScope(schema: schema, text: expression.text)
        var check = ExpressionTypeCheck(scope)
        _ = check.type(of: expression.syntax)
        let errors = check.errors + expression.wrongFormats
        guard errors.isEmpty else {
            throw DataDiagnostics(errors.map { $0.diagnostic(in: expression.text, at: expression.origin) })
        }
        var compiler = ExpressionCompiler(scope: scope, formats)
        let result = compiler.compile(expression.syntax)
        // The result is the last register, also where its value was computed earlier.
        if result != compiler.program.instructions.count - 1 {
            compiler.program.instructions.append(compiler.program.instructions[result])
            compiler.program.types.append(compiler.program.types[result])
        }
        return compiler.program
    }

    private init(scope: ColumnScope, _ formats: [String: String]) {
        self.scope = scope
        self.formats = formats
    }

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
        case .call(let function, let arguments):
            if let part = function.datePart, let date = arguments.first {
                return program.append(.date(part, compile(date), format: format(arguments)), .number)
            }
            return call(function, arguments.map { compile($0) })
        }
    }

    /// What the second argument says, else what is known of the column.
    private func format(_ arguments: [ExpressionSyntax]) -> String? {
        if arguments.count > 1, case .string(let text) = arguments[1].form { return text }
        if case .column(let name)? = arguments.first?.form { return formats[name] }
        return nil
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
        case .concat, .lower, .replace, .splitPart, .substring, .text, .trim, .upper:
            program.append(.ofTexts(function, values), .text)
        case .contains, .endsWith, .startsWith: program.append(.ofTexts(function, values), .boolean)
        case .length, .number: program.append(.ofTexts(function, values), .number)
        // Compiled above, with how the date is written.
        case .year, .month, .day, .weekday, .week, .quarter, .hour, .minute, .second, .days, .dayOfYear:
            program.append(.constant(.nan), .number)
        }
    }
}
