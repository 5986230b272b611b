import Spec

/// Checks types against the columns there are and makes a program; the first mistake of each operand is found.
struct ExpressionCompiler {
    private let schema: TableSchema
    private let text: String
    private var program = ExpressionProgram()
    private var errors: [ExpressionError] = []

    /// - Errors: `DataDiagnostics` with every mistake: unknown columns, operands of the wrong type.
    static func compile(_ expression: ColumnExpression, for schema: TableSchema) throws -> ExpressionProgram {
        var compiler = ExpressionCompiler(schema: schema, text: expression.text)
        let result = compiler.compile(expression.syntax)
        guard compiler.errors.isEmpty, let result else {
            let findings = compiler.errors.map {
                $0.diagnostic(in: expression.text, at: expression.origin)
            }
            throw DataDiagnostics(findings)
        }
        // The result is the last register, also where its value was computed earlier.
        if result != compiler.program.instructions.count - 1 {
            compiler.program.instructions.append(compiler.program.instructions[result])
            compiler.program.types.append(compiler.program.types[result])
        }
        return compiler.program
    }

    private init(schema: TableSchema, text: String) {
        self.schema = schema
        self.text = text
    }

    private func type(_ register: Int) -> ExpressionType { program.types[register] }

    /// The register of the value; `nil` after a mistake, which is reported then.
    private mutating func compile(_ node: ExpressionSyntax) -> Int? {
        switch node.form {
        case .number(let value): return program.append(.constant(value), .number)
        case .boolean(let value): return program.append(.constant(value ? 1 : 0), .boolean)
        case .string(let text): return program.append(.text(text), .string)
        case .column(let name): return column(name, node.range)
        case .negation(let operand):
            return compile(operand, as: .number, for: "the sign").map { program.append(.negate($0), .number) }
        case .not(let operand):
            return compile(operand, as: .boolean, for: "'not'").map { program.append(.not($0), .boolean) }
        case .binary(let operation, let left, let right): return binary(operation, left, right, node.range)
        case .call(let function, let arguments): return call(function, arguments, node.range)
        }
    }

    private mutating func column(_ name: String, _ range: Range<Int>) -> Int? {
        guard let column = schema[name] else {
            let near = nearestName(to: name, in: schema.names)
            var help = near.map { "did you mean '\($0)'?" }
            if let near, near.contains(where: { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == ".") }) {
                help = "did you mean \"\(near)\", in double quotes?"
            }
            errors.append(
                ExpressionError(
                    code: "unknown-column", message: "there is no column '\(name)' here", range: range,
                    help: help, notes: [ColumnSelector.columnsNote(schema)]))
            return nil
        }
        let type: ExpressionType
        switch column.type {
        case .number: type = .number
        case .boolean: type = .boolean
        case .category, .text: type = .string
        case .tensor:
            errors.append(
                ExpressionError(
                    code: "expression-type",
                    message: "the column '\(name)' holds tensors, and formulas work on single values",
                    range: range, help: nil, notes: []))
            return nil
        }
        return program.append(.column(name), type)
    }

    private mutating func compile(
        _ node: ExpressionSyntax, as expected: ExpressionType, for user: String
    ) -> Int? {
        guard let register = compile(node) else { return nil }
        guard type(register) == expected else {
            errors.append(mismatch(node, register, expected, user))
            return nil
        }
        return register
    }

    private func mismatch(
        _ node: ExpressionSyntax, _ register: Int, _ expected: ExpressionType, _ user: String
    ) -> ExpressionError {
        var help: String?
        var notes: [String] = []
        let found = type(register)
        if found == .boolean && expected == .number { help = "write if(…, 1, 0) to count truth values" }
        if case .column(let name) = node.form, let remark = schema[name]?.remark { notes = [remark] }
        if found == .number && expected == .boolean { help = "compare it with something: x != 0" }
        return ExpressionError(
            code: "expression-type", message: "\(user) takes \(expected.phrase), found \(found.phrase)",
            range: node.range, help: help, notes: notes)
    }

    private mutating func binary(
        _ operation: ExpressionOperator, _ left: ExpressionSyntax, _ right: ExpressionSyntax,
        _ range: Range<Int>
    ) -> Int? {
        let name = "'\(operation.rawValue)'"
        if operation.isComparison { return comparison(operation, left, right, range) }
        let operands: ExpressionType = operation.isLogical ? .boolean : .number
        let first = compile(left, as: operands, for: name)
        let second = compile(right, as: operands, for: name)
        guard let first, let second else { return nil }
        return program.append(.binary(operation, first, second), operands)
    }

    private mutating func comparison(
        _ operation: ExpressionOperator, _ left: ExpressionSyntax, _ right: ExpressionSyntax,
        _ range: Range<Int>
    ) -> Int? {
        if let register = wholeComparison(operation, left, right)
            ?? wholeComparison(operation.mirrored, right, left)
        {
            return register
        }
        let first = compile(left)
        let second = compile(right)
        guard let first, let second else { return nil }
        let isEquality = operation == .equal || operation == .notEqual
        guard type(first) == type(second) else {
            let isWhole = [left, right].contains { side in
                if case .column(let name) = side.form {
                    schema[name]?.holdsWholeNumbers ?? false
                } else {
                    false
                }
            }
            let help =
                isWhole
                ? "it is compared with whole numbers only, digit by digit"
                : "put text in single quotes, numbers in none"
            errors.append(
                ExpressionError(
                    code: "expression-type",
                    message:
                        "'\(operation.rawValue)' compares \(type(first).phrase) with \(type(second).phrase)",
                    range: range, help: help))
            return nil
        }
        guard isEquality || type(first) == .number else {
            errors.append(
                ExpressionError(
                    code: "expression-type",
                    message: "'\(operation.rawValue)' takes numbers, found \(type(first).phrase)",
                    range: range,
                    help: "only == and != compare text and truth values"))
            return nil
        }
        return program.append(.binary(operation, first, second), .boolean)
    }

    private mutating func call(
        _ function: ExpressionFunction, _ arguments: [ExpressionSyntax], _ range: Range<Int>
    ) -> Int? {
        let name = "'\(function.rawValue)'"
        switch function {
        case .if:
            let condition = compile(arguments[0], as: .boolean, for: "the condition of 'if'")
            let branches = sameType(Array(arguments.dropFirst()), name, range)
            guard let condition, let branches else { return nil }
            let instruction = ExpressionProgram.Instruction.select(
                condition: condition, branches[0], branches[1])
            return program.append(instruction, type(branches[0]))
        case .isMissing:
            return compile(arguments[0]).map { program.append(.isMissing($0), .boolean) }
        case .coalesce:
            guard let registers = sameType(arguments, name, range) else { return nil }
            return program.append(.along(.coalesce, registers), type(registers[0]))
        case .max, .mean, .min, .std, .sum:
            let registers = arguments.map { compile($0, as: .number, for: name) }
            guard !registers.contains(nil) else { return nil }
            return program.append(.along(function, registers.compactMap { $0 }), .number)
        case .pow:
            let registers = arguments.map { compile($0, as: .number, for: name) }
            guard let base = registers[0], let exponent = registers[1] else { return nil }
            return program.append(.binary(.power, base, exponent), .number)
        case .abs, .ceil, .cos, .exp, .expm1, .floor, .log, .log10, .log1p, .log2, .round, .sign, .sin, .sqrt,
            .tan, .tanh:
            let register = compile(arguments[0], as: .number, for: name)
            return register.map { program.append(.unary(function, $0), .number) }
        }
    }

    private mutating func sameType(
        _ arguments: [ExpressionSyntax], _ name: String, _ range: Range<Int>
    ) -> [Int]? {
        let registers = arguments.map { compile($0) }
        guard !registers.contains(nil) else { return nil }
        let found = registers.compactMap { $0 }
        guard let first = found.first else { return nil }
        if let other = found.first(where: { type($0) != type(first) }) {
            errors.append(
                ExpressionError(
                    code: "expression-type",
                    message: "the values of \(name) differ: \(type(first).phrase) and \(type(other).phrase)",
                    range: range))
            return nil
        }
        return found
    }
}

// MARK: - Whole numbers that no double holds

extension ExpressionCompiler {
    /// A column of whole numbers that are kept as texts, compared with a whole number: exactly, digit by digit.
    private mutating func wholeComparison(
        _ operation: ExpressionOperator, _ column: ExpressionSyntax, _ number: ExpressionSyntax
    ) -> Int? {
        guard case .column(let name) = column.form, case .number(let value) = number.form,
            schema[name]?.holdsWholeNumbers ?? false, let digits = wholeNumber(number, value),
            let register = compile(column)
        else { return nil }
        return program.append(.wholeComparison(operation, register, digits), .boolean)
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
