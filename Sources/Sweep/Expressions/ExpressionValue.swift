import Foundation
import Spec

/// What a part of an expression over swept keys comes to.
enum ExpressionValue: Equatable {
    case number(Double)
    case text(String)
    case boolean(Bool)

    /// The value of a key: a number, a truth value, a text, a component by its name; nil for null and lists.
    init?(_ content: SpecContent) {
        if let number = SweptValue.number(content) {
            self = .number(number)
        } else if case .bool(let truth) = content {
            self = .boolean(truth)
        } else if let name = SweptValue.componentName(of: content) {
            self = .text(name)
        } else {
            return nil
        }
    }

    var type: ExpressionType {
        switch self {
        case .number: .number
        case .text: .text
        case .boolean: .boolean
        }
    }

    init(_ scalar: ExpressionScalar) {
        switch scalar {
        case .number(let value): self = .number(value)
        case .text(let text): self = .text(text)
        case .boolean(let truth): self = .boolean(truth)
        }
    }

    var scalar: ExpressionScalar {
        switch self {
        case .number(let value): .number(value)
        case .text(let text): .text(text)
        case .boolean(let truth): .boolean(truth)
        }
    }

    var number: Double? { if case .number(let value) = self { value } else { nil } }
    var boolean: Bool? { if case .boolean(let value) = self { value } else { nil } }

    /// The value of a tree; nil is missing, and so is a number that is none, such as 0/0.
    static func evaluate(_ node: ExpressionSyntax, _ value: (String) -> SpecContent?) -> ExpressionValue? {
        switch node.form {
        case .number(let number):
            return .number(number)
        case .string(let text):
            return .text(text)
        case .boolean(let truth):
            return .boolean(truth)
        case .column(let name):
            return value(name).flatMap { ExpressionValue($0) }
        case .negation(let operand):
            return evaluate(operand, value)?.number.map { .number(-$0) }
        case .not(let operand):
            return evaluate(operand, value)?.boolean.map { .boolean(!$0) }
        case .binary(let operation, let left, let right):
            return binary(operation, evaluate(left, value), evaluate(right, value))
        case .call(let function, let arguments):
            return call(function, arguments, value)
        }
    }

    private static func binary(
        _ operation: ExpressionOperator, _ left: ExpressionValue?, _ right: ExpressionValue?
    ) -> ExpressionValue? {
        switch operation {
        case .and:
            if left == .boolean(false) || right == .boolean(false) { return .boolean(false) }
            return left?.boolean == true && right?.boolean == true ? .boolean(true) : nil
        case .or:
            if left == .boolean(true) || right == .boolean(true) { return .boolean(true) }
            return left?.boolean == false && right?.boolean == false ? .boolean(false) : nil
        case .equal, .notEqual:
            guard let left, let right else { return nil }
            return .boolean((left == right) == (operation == .equal))
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            return ordered(operation, left, right)
        case .add, .subtract, .multiply, .divide, .remainder, .power:
            guard let left = left?.number, let right = right?.number else { return nil }
            return finite(arithmetic(operation, left, right))
        }
    }

    private static func ordered(
        _ operation: ExpressionOperator, _ left: ExpressionValue?, _ right: ExpressionValue?
    ) -> ExpressionValue? {
        let isLess: Bool
        let isEqual = left == right
        switch (left, right) {
        case (.number(let first), .number(let second)): isLess = first < second
        case (.text(let first), .text(let second)): isLess = first < second
        default: return nil
        }
        switch operation {
        case .less: return .boolean(isLess)
        case .lessOrEqual: return .boolean(isLess || isEqual)
        case .greater: return .boolean(!isLess && !isEqual)
        default: return .boolean(!isLess)
        }
    }

    private static func arithmetic(_ operation: ExpressionOperator, _ left: Double, _ right: Double) -> Double
    {
        switch operation {
        case .add: left + right
        case .subtract: left - right
        case .multiply: left * right
        case .divide: left / right
        case .remainder: left - right * (left / right).rounded(.down)
        case .power: pow(left, right)
        case .and, .or, .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: .nan
        }
    }

    private static func finite(_ number: Double) -> ExpressionValue? {
        number.isNaN ? nil : .number(number)
    }

    // MARK: Functions

    private static func call(
        _ function: ExpressionFunction, _ arguments: [ExpressionSyntax], _ value: (String) -> SpecContent?
    ) -> ExpressionValue? {
        let values = arguments.map { evaluate($0, value) }
        switch function {
        case .if:
            guard let truth = values.first??.boolean, values.count == 3 else { return nil }
            return truth ? values[1] : values[2]
        case .coalesce:
            return values.compactMap(\.self).first
        case .isMissing:
            return .boolean(values.allSatisfy { $0 == nil })
        case .concat, .contains, .endsWith, .length, .lower, .number, .replace, .splitPart, .startsWith,
            .substring, .text, .trim, .upper:
            let scalars = values.compactMap { $0?.scalar }
            return scalars.count == values.count
                ? function.ofTexts(scalars).map { ExpressionValue($0) } : nil
        default:
            let numbers = values.compactMap { $0?.number }
            guard numbers.count == values.count, let first = numbers.first else { return nil }
            if numbers.count == 1, let result = unary(function, first) { return finite(result) }
            return statistic(function, numbers).flatMap { finite($0) }
        }
    }

    private static func unary(_ function: ExpressionFunction, _ x: Double) -> Double? {
        switch function {
        case .abs: abs(x)
        case .ceil: x.rounded(.up)
        case .cos: cos(x)
        case .exp: exp(x)
        case .expm1: expm1(x)
        case .floor: x.rounded(.down)
        case .log: log(x)
        case .log10: log10(x)
        case .log1p: log1p(x)
        case .log2: log2(x)
        case .round: x.rounded(.toNearestOrAwayFromZero)
        case .sign: x > 0 ? 1 : x < 0 ? -1 : x
        case .sin: sin(x)
        case .sqrt: x.squareRoot()
        case .tan: tan(x)
        case .tanh: tanh(x)
        default: nil
        }
    }

    private static func statistic(_ function: ExpressionFunction, _ numbers: [Double]) -> Double? {
        let count = Double(numbers.count)
        let mean = numbers.reduce(0, +) / count
        switch function {
        case .max: return numbers.max()
        case .mean: return mean
        case .min: return numbers.min()
        case .pow: return numbers.count == 2 ? pow(numbers[0], numbers[1]) : nil
        case .std: return (numbers.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / count).squareRoot()
        case .sum: return numbers.reduce(0, +)
        default: return nil
        }
    }
}
