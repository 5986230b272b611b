/// The functions of the expression language, by their spelling.
package enum ExpressionFunction: String, Sendable, CaseIterable {
    case abs, ceil, coalesce, cos, exp, expm1, floor, `if`, log, log10, log1p, log2, max, mean, min, pow,
        round,
        sign, sin, sqrt, std, sum, tan, tanh
    case isMissing = "is_missing"
    // Texts.
    case concat, contains, length, lower, number, replace, substring, text, trim, upper
    case startsWith = "starts_with"
    case endsWith = "ends_with"
    case splitPart = "split_part"
    // Dates.
    case year, month, day, weekday, week, quarter, hour, minute, second, days
    case dayOfYear = "day_of_year"

    /// How many arguments it takes; `nil` is any number from the lower bound on.
    package var argumentCount: (atLeast: Int, atMost: Int?) {
        switch self {
        case .abs, .ceil, .cos, .exp, .expm1, .floor, .log, .log10, .log1p, .log2, .round, .sign, .sin, .sqrt,
            .tan, .tanh, .isMissing, .length, .lower, .number, .text, .trim, .upper:
            (1, 1)
        case .pow, .contains, .startsWith, .endsWith: (2, 2)
        case .if, .replace, .splitPart: (3, 3)
        case .substring: (2, 3)
        case .year, .month, .day, .weekday, .week, .quarter, .hour, .minute, .second, .days, .dayOfYear:
            (1, 2)
        case .coalesce, .concat, .max, .mean, .min, .std, .sum: (2, nil)
        }
    }

    /// Whether it takes a date apart.
    package var isOfDates: Bool {
        switch self {
        case .year, .month, .day, .weekday, .week, .quarter, .hour, .minute, .second, .days, .dayOfYear: true
        default: false
        }
    }

    /// Whether one argument would be a statistic of a column, which is not meant here.
    var isStatistic: Bool {
        switch self {
        case .max, .mean, .min, .std, .sum: true
        default: false
        }
    }

    /// One line for the reference page.
    package var summary: String {
        if isOfDates { return dateSummary }
        return switch self {
        case .abs: "abs(x): the absolute value"
        case .ceil: "ceil(x): the next whole number up"
        case .concat: "concat(a, b, …): the texts one after another; numbers by their shortest text"
        case .contains: "contains(text, part): whether the part occurs"
        case .endsWith: "ends_with(text, part): whether the text ends so"
        case .length: "length(text): how many characters it has"
        case .lower: "lower(text): in small letters"
        case .number: "number(text): the number it is; missing where it is none"
        case .replace: "replace(text, old, new): every occurrence of the old part replaced"
        case .splitPart:
            "split_part(text, separator, n): the n-th part from 1, or from the end with -1"
        case .startsWith: "starts_with(text, part): whether the text begins so"
        case .substring: "substring(text, first, count): characters from the first on, counted from 1"
        case .text: "text(x): a number or truth value as text"
        case .trim: "trim(text): without blanks at both ends"
        case .upper: "upper(text): in capital letters"
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
        case .year, .month, .day, .weekday, .week, .quarter, .hour, .minute, .second, .days, .dayOfYear: ""
        }
    }

    /// A date may be followed by how it is written.
    private var dateSummary: String {
        let what =
            switch self {
            case .weekday: "0 for Monday"
            case .week: "the week of ISO 8601"
            case .days: "days since 1970-01-01, the time of day as fraction"
            case .dayOfYear: "counted from 1"
            default: "as a number"
            }
        return "\(rawValue)(date): \(what)"
    }
}
