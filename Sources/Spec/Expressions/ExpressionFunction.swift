/// The functions of the expression language, by their spelling.
package enum ExpressionFunction: String, Sendable, CaseIterable {
    case abs, ceil, coalesce, cos, exp, expm1, floor, `if`, log, log10, log1p, log2, max, mean, min, pow,
        round,
        sign, sin, sqrt, std, sum, tan, tanh
    case isMissing = "is_missing"

    /// How many arguments it takes; `nil` is any number from the lower bound on.
    package var argumentCount: (atLeast: Int, atMost: Int?) {
        switch self {
        case .abs, .ceil, .cos, .exp, .expm1, .floor, .log, .log10, .log1p, .log2, .round, .sign, .sin, .sqrt,
            .tan,
            .tanh, .isMissing:
            (1, 1)
        case .pow: (2, 2)
        case .if: (3, 3)
        case .coalesce, .max, .mean, .min, .std, .sum: (2, nil)
        }
    }

    /// One line for the reference page.
    package var summary: String {
        switch self {
        case .abs: "abs(x): the absolute value"
        case .ceil: "ceil(x): the next whole number up"
        case .coalesce: "coalesce(a, b, …): the first value that is not missing"
        case .cos: "cos(x), x in radians"
        case .exp: "exp(x): e to the power x"
        case .expm1: "expm1(x): exp(x) - 1, exact for small x"
        case .floor: "floor(x): the next whole number down"
        case .if: "if(condition, a, b): a where the condition holds, else b"
        case .isMissing: "is_missing(x): true where x is missing"
        case .log: "log(x): the natural logarithm"
        case .log10: "log10(x): the logarithm to base 10"
        case .log1p: "log1p(x): log(1 + x), exact for small x"
        case .log2: "log2(x): the logarithm to base 2"
        case .max: "max(a, b, …): the largest value of the row"
        case .mean: "mean(a, b, …): the mean value of the row"
        case .min: "min(a, b, …): the smallest value of the row"
        case .pow: "pow(x, y): x to the power y, like x ^ y"
        case .round: "round(x): the nearest whole number, halves away from 0"
        case .sign: "sign(x): -1, 0 or 1"
        case .sin: "sin(x), x in radians"
        case .sqrt: "sqrt(x): the square root"
        case .std: "std(a, b, …): the standard deviation of the row's values (divisor n)"
        case .sum: "sum(a, b, …): the sum of the row's values"
        case .tan: "tan(x), x in radians"
        case .tanh: "tanh(x): the hyperbolic tangent"
        }
    }
}
