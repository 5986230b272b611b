import Graph
import Kernels
import Spec

/// How far scores fall short of a margin of 1: the support vector machine's loss.
///
///     one score for two classes:  loss = max(0, 1 - t z),   t = ±1
///     K scores:                   loss = (1/K) Σ_{k ≠ class} max(0, 1 - z[class] + z[k])
///     the mean over the rows of the batch
///
/// - Limits: scores are no probabilities; those shown (sigmoid, softmax of the scores) are not calibrated
/// - Errors: `loss` for a real target, a width that fits neither form, or probabilities as scores
/// - Source: Cortes and Vapnik, "Support-vector networks", 1995; Weston and Watkins, 1999; PyTorch
///   `MultiMarginLoss`
package struct HingeLoss: Loss {
    package static let name = "hinge"
    package static let summary = "How far scores fall short of a margin of 1."
    package static let documentation = """
        One score for two classes: max(0, 1 - t z), t = -1 for class 0 and 1 for class 1. K scores: the mean \
        over the K classes of max(0, 1 - z[class] + z[k]), k other than the class. The mean over the rows of \
        the batch. Probabilities shown are sigmoid or softmax of the scores and not calibrated.
        """
    package let targets: LossTargets = .classes

    package init(reading fields: inout FieldReader) {}
    package init() {}

    package func task(target: TargetForm, output: ModelOutput) throws -> PredictionTask {
        try Margin.task(target: target, output: output)
    }

    package func rowLosses(outputs: Tensor, targets: Tensor, in graph: Graph) throws -> Tensor {
        try graph.meanOverColumns(Margin.violations(outputs: outputs, targets: targets, in: graph))
    }

    package func outputs(for predictions: [Double]) -> [Double]? { Margin.outputs(for: predictions) }

    package func predictions(outputs: Tensor, in graph: Graph) throws -> Tensor {
        try Margin.predictions(outputs: outputs, in: graph)
    }
}
