import Spec

/// The columns of a table as the names of an expression.
struct ColumnScope: ExpressionScope {
    let schema: TableSchema
    /// The text of the expression, in which whole numbers count digit by digit.
    let text: String

    var ordersText: Bool { false }
    var hasDates: Bool { true }

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
    var mirrored: ExpressionOperator {
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
