import Graph
import Spec

package struct ELULayer: ElementwiseLayer {
    package static let name = "elu"
    package static let about = """
        Negative numbers approach a floor smoothly.

            y = x where x > 0, else alpha · (exp(x) - 1)

        - Shapes: input […] → output the same
        - Limits: exact near 0 (exp(x) - 1 is one function); NaN stays NaN
        - Source: Clevert, Unterthiner and Hochreiter, "Fast and accurate deep network learning by
          exponential linear units", 2016, equation 15; PyTorch `ELU`
        """
    package static let primaryField: String? = "alpha"
    package let alpha: Double

    package var programKey: String { "elu \(alpha)" }

    package init(reading fields: inout FieldReader) {
        alpha = fields.double("alpha", default: 1, in: .positive, "Depth of the floor, which is at -alpha.")
    }

    package init(alpha: Double = 1) {
        self.alpha = alpha
    }

    package func apply(_ x: Tensor) -> Tensor { exponentialLinear(x, alpha: alpha) }
}
