import Graph
import Spec

package struct SELULayer: ElementwiseLayer {
    package static let name = "selu"
    package static let about = """
        An ELU scaled so that mean 0 and variance 1 stay.

            y = λ · x where x > 0, else λ · α · (exp(x) - 1)
            λ = 1.0507009873554804934193349852946, α = 1.6732632423543772848170429916717

        - Shapes: input […] → output the same
        - Limits: the variance stays only with weights of variance 1 / inputs (`lecun_normal`); NaN stays
          NaN
        - Source: Klambauer et al., "Self-normalizing neural networks", 2017, equation 2 and page 3; PyTorch
          `SELU`
        """

    private static let scale = 1.050_700_987_355_480_493_419_334_985_294_6
    private static let alpha = 1.673_263_242_354_377_284_817_042_991_671_7

    package var programKey: String { Self.name }

    package init(reading fields: inout FieldReader) {}
    package init() {}

    package func apply(_ x: Tensor) -> Tensor { exponentialLinear(x, alpha: Self.alpha) * Self.scale }
}
