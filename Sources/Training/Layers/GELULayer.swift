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

    package func apply(_ x: Tensor, in graph: Graph) throws -> Tensor {
        switch approximation {
        case .none:
            return try graph.multiply(x, graph.normalProbability(x))
        case .tanh:
            let cube = try graph.multiply(x, graph.square(x))
            let inner = try graph.add(x, graph.multiply(cube, graph.constant(0.044715)))
            let bent = try graph.tanh(graph.multiply(inner, graph.constant((2 / Double.pi).squareRoot())))
            let share = try graph.add(bent, graph.constant(1))
            return try graph.multiply(graph.multiply(x, graph.constant(0.5)), share)
        }
    }
}
