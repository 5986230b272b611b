import Graph
import Kernels
import Spec

package struct DropoutLayer: Layer {
    package static let name = "dropout"
    package static let about = """
        Sets numbers to 0 at random while training.

            training:    y = x / (1 - p) where u ≥ p, else 0     u ~ U[0, 1) for each element and step
            evaluation:  y = x

        The others are scaled up, so that the mean stays. With a `schedule` p changes from step to step as a
        learning rate would, starting from `rate`.

        - Shapes: input […] → output the same
        - Limits: u is a function of seed, step, layer and element, so a resumed run draws what it would
          have drawn
        - Source: Srivastava et al., "Dropout: A simple way to prevent neural networks from overfitting",
          2014, with the scaling at training time, as PyTorch
        """
    package static let primaryField: String? = "rate"
    private let setting: DropoutFields

    package var rate: Double { setting.rate }

    package var isRandom: Bool { rate > 0 }

    package var programKey: String { setting.programKey }

    package init(reading fields: inout FieldReader) {
        setting = DropoutFields(
            reading: &fields, rateName: "rate", aliases: ["p"], default: 0.5, scheduleName: "schedule")
    }

    init(_ setting: DropoutFields) {
        self.setting = setting
    }

    package init(rate: Double, schedule: (any Schedule)? = nil) {
        setting = DropoutFields(rate: rate, schedule: schedule)
    }

    package func declare(_ input: Shape, in model: inout ModelDeclaration) throws -> Shape {
        if rate > 0 {
            model.number("rate", rate, schedule: setting.schedule)
            if setting.schedule == nil { model.number("scale", 1 / (1 - rate)) }
        }
        return input
    }

    package func forward(_ input: Tensor, in pass: ForwardPass) -> Tensor {
        guard rate > 0, let uniform = pass.uniform(like: input.shape) else { return input }
        let rank = input.shape.rank
        let share = pass.number("rate", rank: rank)
        let scale = setting.schedule == nil ? pass.number("scale", rank: rank) : 1 / (1 - share)
        return select(uniform .< share, 0, input * scale)
    }
}
