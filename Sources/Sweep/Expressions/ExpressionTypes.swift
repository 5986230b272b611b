import Spec

/// The type of an expression over swept keys, found before any of them is drawn.
enum ExpressionType: Equatable {
    case number
    case text
    case boolean
    /// A key whose values are of several types: only known when it is drawn.
    case mixed

    var phrase: String {
        switch self {
        case .number: "a number"
        case .text: "text"
        case .boolean: "true or false"
        case .mixed: "values of several types"
        }
    }
}

extension SweepParameter {
    /// The type its values have in expressions.
    var expressionType: ExpressionType {
        let values: [SpecNode]
        switch domain {
        case .interval: return .number
        case .choice(let nodes, _), .levels(let nodes): values = nodes
        }
        let types = values.map { node -> ExpressionType in
            switch ExpressionValue(node.content) {
            case .number: .number
            case .text: .text
            case .boolean: .boolean
            case nil: .mixed
            }
        }
        guard let first = types.first, types.allSatisfy({ $0 == first }) else { return .mixed }
        return first
    }
}

/// Checks that every part of an expression gets values of the type it works on.
struct ExpressionTypeCheck {
    /// The type of a key by the name written; nil for a name that has been reported.
    let typeOfName: (String) -> ExpressionType?
    private(set) var errors: [ExpressionError] = []

    init(typeOfName: @escaping (String) -> ExpressionType?) { self.typeOfName = typeOfName }

    /// Reports what does not fit; the whole must be true or false.
    static func check(
        _ expression: SweepExpression, diagnostics: inout DiagnosticBag,
        typeOfName: @escaping (String) -> ExpressionType?
    ) {
        var check = ExpressionTypeCheck(typeOfName: typeOfName)
        check.require(expression.syntax, .boolean, "a condition")
        for error in check.errors {
            diagnostics.report(error.diagnostic(in: expression.text, at: expression.origin))
        }
    }

    /// The type of a part; nil after a report.
    private mutating func type(of node: ExpressionSyntax) -> ExpressionType? {
        switch node.form {
        case .number: return .number
        case .string: return .text
        case .boolean: return .boolean
        case .column(let name): return typeOfName(name)
        case .negation(let operand):
            require(operand, .number, "the sign")
            return .number
        case .not(let operand):
            require(operand, .boolean, "'not'")
            return .boolean
        case .binary(let operation, let left, let right):
            return binary(operation, left, right, node.range)
        case .call(let function, let arguments):
            return call(function, arguments)
        }
    }

    private mutating func require(_ node: ExpressionSyntax, _ expected: ExpressionType, _ user: String) {
        guard let found = type(of: node), found != expected, found != .mixed else { return }
        errors.append(
            ExpressionError(
                code: "expression-type", message: "\(user) takes \(expected.phrase), found \(found.phrase)",
                range: node.range))
    }

    private mutating func binary(
        _ operation: ExpressionOperator, _ left: ExpressionSyntax, _ right: ExpressionSyntax,
        _ range: Range<Int>
    ) -> ExpressionType? {
        let name = "'\(operation.rawValue)'"
        guard operation.isComparison else {
            let expected: ExpressionType = operation.isLogical ? .boolean : .number
            require(left, expected, name)
            require(right, expected, name)
            return expected
        }
        let first = type(of: left)
        let second = type(of: right)
        if let first, let second, first != second, first != .mixed, second != .mixed {
            errors.append(
                ExpressionError(
                    code: "expression-type",
                    message: "\(name) compares \(first.phrase) with \(second.phrase)", range: range))
        }
        return .boolean
    }

    private mutating func call(_ function: ExpressionFunction, _ arguments: [ExpressionSyntax])
        -> ExpressionType?
    {
        switch function {
        case .if:
            if let condition = arguments.first { require(condition, .boolean, "'if'") }
            let types = arguments.dropFirst().map { type(of: $0) }
            return types.first == types.last ? types.first ?? nil : .mixed
        case .coalesce:
            let types = arguments.map { type(of: $0) }
            return types.allSatisfy { $0 == types.first } ? types.first ?? nil : .mixed
        case .isMissing:
            for argument in arguments { _ = type(of: argument) }
            return .boolean
        default:
            for argument in arguments { require(argument, .number, "'\(function.rawValue)'") }
            return .number
        }
    }
}
