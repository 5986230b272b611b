import Foundation

/// One power transformation, its inverse, and the likeliest exponent for given values.
package struct PowerFunction: Codable, Sendable, Equatable {
    package enum Method: String, Codable, Sendable, CaseIterable {
        case yeoJohnson = "yeo_johnson"
        case boxCox = "box_cox"
    }

    package var method: Method
    package var exponent: Double

    package init(method: Method, exponent: Double) {
        self.method = method
        self.exponent = exponent
    }

    package func value(_ x: Double) -> Double {
        switch method {
        case .boxCox: return PowerFunction.power(log(x), exponent)
        case .yeoJohnson:
            return x >= 0
                ? PowerFunction.power(log1p(x), exponent) : -PowerFunction.power(log1p(-x), 2 - exponent)
        }
    }

    /// NaN where no value has this result.
    package func inverted(_ y: Double) -> Double {
        switch method {
        case .boxCox: return exp(PowerFunction.logarithm(y, exponent))
        case .yeoJohnson:
            return y >= 0
                ? expm1(PowerFunction.logarithm(y, exponent))
                : -expm1(PowerFunction.logarithm(-y, 2 - exponent))
        }
    }

    /// (e^(λ·u) − 1) / λ, without loss of digits near λ = 0.
    private static func power(_ u: Double, _ exponent: Double) -> Double {
        exponent == 0 ? u : expm1(exponent * u) / exponent
    }

    /// u such that (e^(λ·u) − 1) / λ is y.
    private static func logarithm(_ y: Double, _ exponent: Double) -> Double {
        exponent == 0 ? y : log1p(exponent * y) / exponent
    }

    /// Where the likeliest exponent is looked for.
    static let exponents = -20.0...20.0

    /// Where the slope of the log-likelihood is 0, within `exponents`, by bisection.
    static func likeliest(_ method: Method, _ values: [Double]) -> Double {
        func slope(_ exponent: Double) -> Double {
            PowerFunction(method: method, exponent: exponent).slope(values)
        }
        var (low, high) = (-1.0, 1.0)
        // The likelihood has one maximum: its slope is positive before and negative after it.
        while low > exponents.lowerBound, !(slope(low) > 0) { low -= 1 }
        while high < exponents.upperBound, !(slope(high) < 0) { high += 1 }
        for _ in 0..<200 {
            let middle = low / 2 + high / 2
            if middle == low || middle == high { break }
            if slope(middle) > 0 { low = middle } else { high = middle }
        }
        return low / 2 + high / 2
    }

    /// Derivative of the log-likelihood by the exponent:
    ///
    ///     Σ s − n · Σ (y − ȳ) · (dy/dλ) / Σ (y − ȳ)²      s = ± ln of the base, as in ln |dy/dx|
    private func slope(_ values: [Double]) -> Double {
        let statistics = ColumnStatistics(values.map(value))
        var sum = 0.0
        var product = 0.0
        for x in values {
            let (base, sign): (Double, Double)
            let by: Double
            switch method {
            case .boxCox: (base, sign, by) = (log(x), 1, PowerFunction.derivative(log(x), exponent))
            case .yeoJohnson where x >= 0:
                (base, sign, by) = (log1p(x), 1, PowerFunction.derivative(log1p(x), exponent))
            case .yeoJohnson:
                // d/dλ of −p(u, 2 − λ) is p's derivative, positive.
                (base, sign, by) = (log1p(-x), -1, PowerFunction.derivative(log1p(-x), 2 - exponent))
            }
            sum += sign * base
            product += (value(x) - statistics.mean) * by
        }
        return sum - Double(values.count) * product / statistics.squares
    }

    /// d/dλ of (e^(λ·u) − 1) / λ: (λ·u·e^(λu) − e^(λu) + 1) / λ²; by its series near 0, where digits cancel.
    private static func derivative(_ u: Double, _ exponent: Double) -> Double {
        let z = exponent * u
        if abs(z) < 0.05 {
            // u² · Σ z^k / (k! · (k + 2))
            var term = 1.0
            var sum = 0.5
            for k in 1..<12 {
                term *= z / Double(k)
                sum += term / Double(k + 2)
            }
            return u * u * sum
        }
        return (z * exp(z) - expm1(z)) / (exponent * exponent)
    }
}
