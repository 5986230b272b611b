import Spec

extension ExpressionType {
    var columnType: ColumnType {
        switch self {
        case .number: .number
        case .boolean: .boolean
        case .text: .category
        }
    }
}

/// An expression ready to run: a list of instructions, each of which writes the register of its own number.
///
/// Every register holds numbers: truth values as 0 and 1, text as a code into the pool of all texts that occur, a
/// missing value as NaN.
struct ExpressionProgram: Sendable {
    enum Instruction: Sendable, Equatable {
        case constant(Double)
        case text(String)
        case column(String)
        case unary(ExpressionFunction, Int)
        case negate(Int)
        case not(Int)
        case isMissing(Int)
        case binary(ExpressionOperator, Int, Int)
        case select(condition: Int, Int, Int)
        /// Texts that are whole numbers with a whole number, digit by digit.
        case wholeComparison(ExpressionOperator, Int, String)
        /// Along the row: min, max, mean, sum, std, coalesce.
        case along(ExpressionFunction, [Int])
        /// A function of texts.
        case ofTexts(ExpressionFunction, [Int])
        /// A part of a date, and how it is written; nil for year first.
        case date(DatePart, Int, format: String?)
    }

    var instructions: [Instruction] = []
    var types: [ExpressionType] = []

    var resultType: ExpressionType { types.last ?? .number }

    /// Appends an instruction and returns its register; one that is there already is used again.
    mutating func append(_ instruction: Instruction, _ type: ExpressionType) -> Int {
        if let known = instructions.firstIndex(of: instruction), types[known] == type { return known }
        instructions.append(instruction)
        types.append(type)
        return instructions.count - 1
    }
}
