/// What an expression, or a part of one, yields.
package enum ExpressionType: String, Sendable {
    case number, boolean, text

    /// As part of a sentence.
    package var phrase: String {
        switch self {
        case .number: "a number"
        case .boolean: "true or false"
        case .text: "text"
        }
    }
}

/// What the names in an expression stand for: columns of a table, swept keys.
package protocol ExpressionScope {
    /// The type of a name's values; nil where only the values tell.
    ///
    /// - Errors: `ExpressionError` for a name that stands for nothing
    func type(of name: String, at range: Range<Int>) throws(ExpressionError) -> ExpressionType?
    /// Whether texts have an order.
    var ordersText: Bool { get }
    /// Whether there are dates to take apart.
    var hasDates: Bool { get }
    /// Why a name has the type it has, where that may surprise.
    func remark(on name: String) -> String?
    /// Whether two parts of different types are comparable all the same.
    func compares(_ left: ExpressionSyntax, _ right: ExpressionSyntax) -> Bool
    /// What to do about parts of different types that are compared.
    func helpToCompare(_ left: ExpressionSyntax, _ right: ExpressionSyntax) -> String
}

extension ExpressionScope {
    package var hasDates: Bool { false }
    package func remark(on name: String) -> String? { nil }
    package func compares(_ left: ExpressionSyntax, _ right: ExpressionSyntax) -> Bool { false }
    package func helpToCompare(_ left: ExpressionSyntax, _ right: ExpressionSyntax) -> String {
        "put text in single quotes, numbers in none"
    }
}

/// Finds the type of an expression and every part of it that gets a value of another type than it works on.
package struct ExpressionTypeCheck<Scope: ExpressionScope> {
    private let scope: Scope
    package private(set) var errors: [ExpressionError] = []

    package init(_ scope: Scope) { self.scope = scope }

    /// The type of a part; nil after a mistake, which is reported, and where only the values tell.
    package mutating func type(of node: ExpressionSyntax) -> ExpressionType? {
        switch node.form {
        case .number: return .number
        case .string: return .text
        case .boolean: return .boolean
        case .column(let name):
            do {
                return try scope.type(of: name, at: node.range)
            } catch {
                errors.append(error)
                return nil
            }
        case .negation(let operand): return require(operand, .number, for: "the sign") ? .number : nil
        case .not(let operand): return require(operand, .boolean, for: "'not'") ? .boolean : nil
        case .binary(let operation, let left, let right):
            if operation.isComparison { return comparison(operation, left, right, node.range) }
            let operands: ExpressionType = operation.isLogical ? .boolean : .number
            return require([left, right], operands, for: "'\(operation.rawValue)'") ? operands : nil
        case .call(let function, let arguments): return call(function, arguments, node.range)
        }
    }

    /// Whether a part may have a type; a report where it has another one.
    @discardableResult
    package mutating func require(
        _ node: ExpressionSyntax, _ expected: ExpressionType, for user: String
    ) -> Bool {
        let before = errors.count
        guard let found = type(of: node), found != expected else { return errors.count == before }
        var notes: [String] = []
        if case .column(let name) = node.form, let remark = scope.remark(on: name) { notes = [remark] }
        let help: String? =
            switch (found, expected) {
            case (.boolean, .number): "write if(…, 1, 0) to count truth values"
            case (.number, .boolean): "compare it with something: x != 0"
            case (.text, .number): "write number(…) for texts that are numbers"
            case (.number, .text), (.boolean, .text): "write text(…), and put text in single quotes"
            default: nil
            }
        report(
            "\(user) takes \(expected.phrase), found \(found.phrase)", at: node.range, help: help,
            notes: notes)
        return false
    }

    private mutating func require(
        _ nodes: [ExpressionSyntax], _ expected: ExpressionType, for user: String
    ) -> Bool {
        nodes.reduce(true) { areGood, node in require(node, expected, for: user) && areGood }
    }

    private mutating func report(
        _ message: String, at range: Range<Int>, help: String? = nil, notes: [String] = []
    ) {
        errors.append(
            ExpressionError(
                code: "expression-type", message: message, range: range, help: help, notes: notes))
    }

    private mutating func comparison(
        _ operation: ExpressionOperator, _ left: ExpressionSyntax, _ right: ExpressionSyntax,
        _ range: Range<Int>
    ) -> ExpressionType? {
        if scope.compares(left, right) { return .boolean }
        let before = errors.count
        let (first, second) = (type(of: left), type(of: right))
        guard let first, let second else { return errors.count == before ? .boolean : nil }
        let name = "'\(operation.rawValue)'"
        guard first == second else {
            report(
                "\(name) compares \(first.phrase) with \(second.phrase)", at: range,
                help: scope.helpToCompare(left, right))
            return nil
        }
        let isOrdered = first == .number || (first == .text && scope.ordersText)
        guard isOrdered || operation == .equal || operation == .notEqual else {
            report(
                "\(name) takes numbers, found \(first.phrase)", at: range,
                help: "only == and != compare \(scope.ordersText ? "" : "text and ")truth values")
            return nil
        }
        return .boolean
    }

    private mutating func call(
        _ function: ExpressionFunction, _ arguments: [ExpressionSyntax], _ range: Range<Int>
    ) -> ExpressionType? {
        let name = "'\(function.rawValue)'"
        switch function {
        case .if:
            let holds = require(Array(arguments.prefix(1)), .boolean, for: "the condition of 'if'")
            let type = common(Array(arguments.dropFirst()), name, range)
            return holds ? type : nil
        case .coalesce: return common(arguments, name, range)
        case .isMissing:
            let before = errors.count
            for argument in arguments { _ = type(of: argument) }
            return errors.count == before ? .boolean : nil
        case .concat, .text, .number:
            let before = errors.count
            for argument in arguments { _ = type(of: argument) }
            return errors.count == before ? (function == .number ? .number : .text) : nil
        case .lower, .upper, .trim, .replace: return require(arguments, .text, for: name) ? .text : nil
        case .contains, .startsWith, .endsWith: return require(arguments, .text, for: name) ? .boolean : nil
        case .length: return require(arguments, .text, for: name) ? .number : nil
        case .substring:
            let isText = require(Array(arguments.prefix(1)), .text, for: name)
            return require(Array(arguments.dropFirst()), .number, for: name) && isText ? .text : nil
        case .splitPart:
            let areTexts = require(Array(arguments.prefix(2)), .text, for: name)
            return require(Array(arguments.dropFirst(2)), .number, for: name) && areTexts ? .text : nil
        default:
            if function.isOfDates { return date(function, arguments, range) }
            return require(arguments, .number, for: name) ? .number : nil
        }
    }

    /// A part of a date; how it is written has to be known before any row is.
    private mutating func date(
        _ function: ExpressionFunction, _ arguments: [ExpressionSyntax], _ range: Range<Int>
    ) -> ExpressionType? {
        let name = "'\(function.rawValue)'"
        guard scope.hasDates else {
            report("\(name) takes dates apart, and there are none here", at: range)
            return nil
        }
        let isGood = require(arguments, .text, for: name)
        if arguments.count > 1, isGood {
            guard case .string = arguments[1].form else {
                report(
                    "how dates are written is a text in single quotes", at: arguments[1].range,
                    help: "write it as in year(date, '%d/%m/%Y')")
                return nil
            }
        }
        return isGood ? .number : nil
    }

    /// The type that values have in common.
    private mutating func common(
        _ nodes: [ExpressionSyntax], _ name: String, _ range: Range<Int>
    ) -> ExpressionType? {
        let types = nodes.map { type(of: $0) }
        let known = types.compactMap(\.self)
        guard known.count == types.count, let first = known.first else { return nil }
        if let other = known.first(where: { $0 != first }) {
            report("the values of \(name) differ: \(first.phrase) and \(other.phrase)", at: range)
            return nil
        }
        return first
    }
}
