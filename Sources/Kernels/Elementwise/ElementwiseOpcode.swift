/// One step of a fused elementwise region. Operands are called a, b, c in this order.
package enum ElementwiseOpcode: UInt8, Sendable, CaseIterable {
    // One operand
    case copy, negate, absolute, sign, exponential, exponentialMinusOne, logarithm, logarithmOfOnePlus
    case normalProbability
    case tanh, sigmoid, softplus, squareRoot, reciprocal, reciprocalSquareRoot, floor, relu, square, sine,
        cosine
    /// sigmoid(a), and log(1 + exp(a)) written to where operand b points: both share one exponential, which
    /// is what a logistic loss and its gradient need. Operand b is an output here, an array or a scratch
    /// block.
    case sigmoidAndSoftplus
    // Two operands
    case add, subtract, multiply, divide, maximum, minimum, power
    // Two operands, the result is 1 or 0
    case less, lessOrEqual, greater, greaterOrEqual, equal, notEqual
    // Three operands
    /// b where a ≠ 0, else c.
    case select
    /// a·b + c, rounded once.
    case multiplyAdd
    /// c − a·b, rounded once.
    case negativeMultiplyAdd
    /// a / (√b + c).
    case divideBySquareRoot
    /// a + b·(c − a): moves a towards c by the share b.
    case interpolate

    /// Number of operands that are read.
    package var operandCount: Int {
        switch self {
        case .copy, .negate, .absolute, .sign, .exponential, .exponentialMinusOne, .logarithm,
            .logarithmOfOnePlus, .normalProbability, .tanh, .sigmoid, .softplus, .sigmoidAndSoftplus,
            .squareRoot, .reciprocal,
            .reciprocalSquareRoot, .floor,
            .relu, .square, .sine, .cosine:
            1
        case .add, .subtract, .multiply, .divide, .maximum, .minimum, .power, .less, .lessOrEqual, .greater,
            .greaterOrEqual, .equal, .notEqual:
            2
        case .select, .multiplyAdd, .negativeMultiplyAdd, .divideBySquareRoot, .interpolate:
            3
        }
    }
}
