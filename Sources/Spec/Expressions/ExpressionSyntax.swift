/// A parsed expression: what it is, and which characters of the text it covers.
package struct ExpressionSyntax: Sendable, Equatable {
    package indirect enum Form: Sendable, Equatable {
        case number(Double)
        case string(String)
        case boolean(Bool)
        /// A name: of a column in a step, of a swept key in a sweep.
        case column(String)
        case negation(ExpressionSyntax)
        case not(ExpressionSyntax)
        case binary(ExpressionOperator, ExpressionSyntax, ExpressionSyntax)
        case call(ExpressionFunction, [ExpressionSyntax])
    }

    package var form: Form
    /// Characters counted from 0.
    package var range: Range<Int>

    package init(form: Form, range: Range<Int>) {
        self.form = form
        self.range = range
    }
}

extension ExpressionSyntax {
    /// The names it reads, in the order of their first appearance.
    package var names: [String] {
        var names: [String] = []
        visit { node in
            if case .column(let name) = node.form, !names.contains(name) { names.append(name) }
        }
        return names
    }

    /// Every part, from left to right, itself first.
    package func visit(_ body: (ExpressionSyntax) -> Void) {
        body(self)
        switch form {
        case .number, .string, .boolean, .column: break
        case .negation(let operand), .not(let operand): operand.visit(body)
        case .binary(_, let left, let right):
            left.visit(body)
            right.visit(body)
        case .call(_, let arguments):
            for argument in arguments { argument.visit(body) }
        }
    }
}

/// Operators between two values, by their spelling.
package enum ExpressionOperator: String, Sendable, CaseIterable {
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
    package var precedence: Int {
        switch self {
        case .or: 1
        case .and: 2
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: 4
        case .add, .subtract: 5
        case .multiply, .divide, .remainder: 6
        case .power: 8
        }
    }

    package var isComparison: Bool { precedence == 4 }
    package var isLogical: Bool { precedence < 3 }

    static let notPrecedence = 3
    static let signPrecedence = 7
}

/// What went wrong in reading an expression, and where in its text.
package struct ExpressionError: Error, Equatable {
    package var code: String
    package var message: String
    /// Characters counted from 0.
    package var range: Range<Int>
    package var help: String?
    package var notes: [String]

    package init(code: String, message: String, range: Range<Int>, help: String? = nil, notes: [String] = [])
    {
        self.code = code
        self.message = message
        self.range = range
        self.help = help
        self.notes = notes
    }

    /// The finding, placed in the text of the expression, which stands at `origin`.
    package func diagnostic(in text: String, at origin: Origin) -> Diagnostic {
        let place = origin.narrowed(to: range, of: text)
        return Diagnostic(code, message, at: place, help: help, notes: notes)
    }
}
