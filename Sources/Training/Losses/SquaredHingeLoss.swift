import Graph
import Kernels
import Spec

package struct SquaredHingeLoss: MarginLoss {
    package static let name = "squared_hinge"
    package static let about = """
        The square of how far scores fall short of a margin of 1.

            one score for two classes:  loss = max(0, 1 - t z)²,   t = -1 for class 0, 1 for class 1
            K scores:                   loss = (1/K) Σ_{k ≠ class} max(0, 1 - z[class] + z[k])²
            the mean over the rows of the batch

        - Limits: smooth, unlike `hinge`; scores are not probabilities, and those shown (sigmoid or softmax
          of the scores) are not calibrated
        - Errors: `loss` for a real target, a width that fits neither form, or probabilities as scores
        - Source: PyTorch `MultiMarginLoss` with p = 2; scikit-learn `LinearSVC`
        """

    package init(reading fields: inout FieldReader) {}
    package init() {}

    package func costs(_ violations: Tensor) -> Tensor { square(violations) }
}
