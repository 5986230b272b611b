import Graph
import Spec

package struct SoftplusLayer: ElementwiseLayer {
    package static let name = "softplus"
    package static let about = """
        A smooth ReLU.

            y = log(1 + exp(beta · x)) / beta

        - Shapes: input […] → output the same
        - Limits: computed without overflow, so PyTorch's `threshold`, above which it takes y = x, is not
          needed; the two differ by at most 2.1e-9 / beta
        - Source: PyTorch `Softplus`
        """
    package static let primaryField: String? = "beta"
    package let beta: Double

    package var programKey: String { "softplus \(beta)" }

    package init(reading fields: inout FieldReader) {
        beta = fields.double(
            "beta", default: 1, in: .positive, "Sharpness of the bend: the larger, the closer to a ReLU.")
    }

    package init(beta: Double = 1) {
        self.beta = beta
    }

    package func apply(_ x: Tensor) -> Tensor { beta == 1 ? softplus(x) : softplus(x * beta) / beta }
}
