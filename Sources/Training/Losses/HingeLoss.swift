import Graph
import Kernels
import Spec

package struct HingeLoss: MarginLoss {
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

    package init(reading fields: inout FieldReader) {}
    package init() {}

    package func costs(_ violations: Tensor) -> Tensor { violations }
}
