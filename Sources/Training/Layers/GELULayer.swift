import Graph
import Spec

package struct GELULayer: ElementwiseLayer {
    package static let name = "gelu"
    package static let about = """
        Each number times the probability that a normal one is below it.

            none:  y = x · Φ(x),  Φ the normal distribution function
            tanh:  y = x/2 · (1 + tanh(√(2/π) · (x + 0.044715 x³)))

        - Shapes: input […] → output the same
        - Limits: the exact form keeps its relative accuracy for negative x; NaN stays NaN
        - Source: Hendrycks and Gimpel, "Gaussian error linear units", 2016, section 2; PyTorch `GELU`
        """
    package static let primaryField: String? = "approximate"
    package enum Approximation: String, CaseIterable, Sendable {
        case none
        case tanh
    }

    package let approximation: Approximation

    package var programKey: String { "gelu \(approximation)" }

    package init(reading fields: inout FieldReader) {
        approximation = fields.choice(
            "approximate", default: Approximation.none,
            "The exact form (none) or the one by tanh, which differs by up to 5e-4.")
    }

    package init(approximate: Approximation = .none) {
        approximation = approximate
    }

    package func apply(_ x: Tensor) -> Tensor {
        switch approximation {
        case .none: return x * normalProbability(x)
        case .tanh:
            let bent = tanh((x + x * square(x) * 0.044715) * (2 / Double.pi).squareRoot())
            return x * 0.5 * (bent + 1)
        }
    }
}
