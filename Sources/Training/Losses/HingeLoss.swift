import Graph
import Kernels
import Spec

package struct HingeLoss: Loss {
    package static let name = "hinge"
    package static let about = """
        How far scores fall short of a margin of 1.

            one score for two classes:  loss = max(0, 1 - t z),   t = -1 for class 0, 1 for class 1
            K scores:                   loss = (1/K) Σ_{k ≠ class} max(0, 1 - z[class] + z[k])
            the mean over the rows of the batch

        The loss of the support vector machine.

        - Limits: scores are not probabilities; those shown (sigmoid or softmax of the scores) are not
          calibrated
        - Errors: `loss` for a real target, a width that fits neither form, or probabilities as scores
        - Source: Cortes and Vapnik, "Support-vector networks", 1995; Weston and Watkins, 1999; PyTorch
          `MultiMarginLoss`
        """
    package let targets: LossTargets = .classes

    package init(reading fields: inout FieldReader) {}
    package init() {}

    package func task(target: TargetForm, output: ModelOutput) throws -> PredictionTask {
        try Margin.task(target: target, output: output)
    }

    package func rowLosses(outputs: Tensor, targets: Tensor) -> Tensor {
        Margin.violations(outputs: outputs, targets: targets).meanOverColumns()
    }

    package func outputs(for predictions: [Double]) -> [Double]? { Margin.outputs(for: predictions) }

    package func predictions(outputs: Tensor) -> Tensor { Margin.predictions(outputs: outputs) }
}
