import Graph
import Kernels
import Spec

package struct L2Penalty: NormPenalty {
    package static let name = "l2"
    package static let about = """
        The sum of squared parameters.

            cost = factor · Σ w²

        Keeps parameters small. Its gradient 2 · factor · w is that of `sgd` with `weight_decay` 2 · factor.
        Without patterns it is over every array with at least two axes, so neither biases nor normalization.
        Losses are reported without it.

        - Errors: `pattern-without-parameter` for a pattern that names nothing
        - Source: Hoerl and Kennard, "Ridge regression", 1970; Keras `L2`
        """
    package static let primaryField: String? = "factor"
    package static let example: String? = "{l2: 0.001}"
    package let fields: PenaltyFields

    package init(reading reader: inout FieldReader) {
        fields = PenaltyFields(reading: &reader)
    }

    package init(factor: Double, parameters: [String] = []) {
        fields = PenaltyFields(factor: factor, selection: ParameterSelection(patterns: parameters))
    }

    package func elements(of parameter: Tensor) -> Tensor { square(parameter) }
}
