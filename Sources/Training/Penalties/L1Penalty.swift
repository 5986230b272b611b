import Graph
import Kernels
import Spec

package struct L1Penalty: NormPenalty {
    package static let name = "l1"
    package static let about = """
        The sum of absolute parameters.

            cost = factor · Σ |w|

        Drives parameters that help little to 0. Without patterns it is over every array with at least two
        axes, so neither biases nor normalization. Losses are reported without it.

        - Limits: the gradient at 0 is 0; plain descent steps around 0 rather than landing on it
        - Errors: `pattern-without-parameter` for a pattern that names nothing
        - Source: Tibshirani, "Regression shrinkage and selection via the lasso", 1996; Keras `L1`
        """
    package static let primaryField: String? = "factor"
    package static let example: String? = "{l1: 0.001}"
    package let fields: PenaltyFields

    package init(reading reader: inout FieldReader) {
        fields = PenaltyFields(reading: &reader)
    }

    package init(factor: Double, parameters: [String] = []) {
        fields = PenaltyFields(factor: factor, selection: ParameterSelection(patterns: parameters))
    }

    package func elements(of parameter: Tensor) -> Tensor { abs(parameter) }
}
