/// A parsed expression: what it is, and which characters of the text it covers.
struct ExpressionSyntax: Sendable, Equatable {
    indirect enum Form: Sendable, Equatable {
        case number(Double)
        case string(String)
        case boolean(Bool)
        case column(String)
        case negation(ExpressionSyntax)
        case not(ExpressionSyntax)
        case binary(ExpressionOperator, ExpressionSyntax, ExpressionSyntax)
        case call(ExpressionFunction, [ExpressionSyntax])
    }

    var form: Form
    /// Characters counted from 0.
    var range: Range<Int>
}

/// Operators between two values, by their spelling.
enum ExpressionOperator: String, Sendable, CaseIterable {
    case or, and
    case equal = "=="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case remainder = "%"
    case power = "^"

    /// How tightly it binds; `not` stands between `and` and the comparisons, a sign between `*` and `^`.
    var precedence: Int {
        switch self {
        case .or: 1
        case .and: 2
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: 4
        case .add, .subtract: 5
        case .multiply, .divide, .remainder: 6
        case .power: 8
        }
    }

    var isComparison: Bool { precedence == 4 }
    var isLogical: Bool { precedence < 3 }

    static let notPrecedence = 3
    static let signPrecedence = 7
}

/// What went wrong in reading an expression, and where in its text.
struct ExpressionError: Error, Equatable {
    var code: String
    var message: String
    /// Characters counted from 0.
    var range: Range<Int>
    var help: String?
    var notes: [String] = []
}
