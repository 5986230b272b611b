import Graph
import Kernels
import Spec

/// The sum of squared parameters: keeps them small.
///
///     cost = factor · Σ w²        its gradient 2 · factor · w is `sgd`'s with weight_decay = 2 · factor
///
/// - Fields: factor (≥ 0, required), parameters (patterns over names; default every array with at least two axes)
/// - Errors: `pattern-without-parameter` for a pattern that names nothing
/// - Source: Hoerl and Kennard, "Ridge regression", 1970; Keras `L2`
package struct L2Penalty: Penalty {
    package static let name = "l2"
    package static let summary = "The sum of squared parameters."
    package static let documentation = """
        factor · Σ w² over the chosen parameters; without patterns over every array with at least two axes, so \
        neither bias nor normalisation. With plain sgd it is the same as weight_decay = 2 · factor. Losses are \
        reported without it.
        """
    package static let primaryField: String? = "factor"
    private let fields: PenaltyFields

    package var selection: ParameterSelection { fields.selection }
    package var factor: Double { fields.factor }

    package var programKey: String { "\(Self.name) \(selection.patterns)" }

    package init(reading reader: inout FieldReader) {
        fields = PenaltyFields(reading: &reader)
    }

    package init(factor: Double, parameters: [String] = []) {
        fields = PenaltyFields(factor: factor, selection: ParameterSelection(patterns: parameters))
    }

    package func cost(of parameter: Tensor, in graph: Graph) throws -> Tensor {
        try fields.sum(graph.multiply(parameter, parameter), in: graph)
    }
}
