import Graph
import Kernels
import Spec

package struct DropoutLayer: Layer {
    package static let name = "dropout"
    package static let about = """
        Sets numbers to 0 at random while training.

            training:    y = x / (1 - p) where u ≥ p, else 0     u ~ U[0, 1) for each element and step
            evaluation:  y = x

        The others are scaled up, so that the mean stays.

        - Shapes: input […] → output the same
        - Limits: u is a function of seed, step, layer and element, so a resumed run draws what it would
          have drawn
        - Source: Srivastava et al., "Dropout: A simple way to prevent neural networks from overfitting",
          2014, with the scaling at training time, as PyTorch
        """
    package static let primaryField: String? = "rate"
    package let rate: Double

    package var isRandom: Bool { rate > 0 }

    package var programKey: String { "dropout \(isRandom)" }

    package init(reading fields: inout FieldReader) {
        rate = fields.double(
            "rate", aliases: ["p"], default: 0.5, in: .leftClosed(0, 1), "Share of the numbers set to 0.")
    }

    package init(rate: Double) {
        self.rate = rate
    }

    package func declare(_ input: Shape, in model: inout ModelDeclaration) throws -> Shape {
        if rate > 0 {
            model.number("rate", rate)
            model.number("scale", scale)
        }
        return input
    }

    private var scale: Double { 1 / (1 - rate) }

    package func forward(_ input: Tensor, in pass: ForwardPass) -> Tensor {
        guard rate > 0, let uniform = pass.uniform(like: input.shape) else { return input }
        let rank = input.shape.rank
        let isDropped = uniform .< pass.number("rate", rank: rank)
        return select(isDropped, 0, input * pass.number("scale", rank: rank))
    }
}
