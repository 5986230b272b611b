import Graph
import Kernels
import Spec

package struct GroupNormLayer: Layer {
    package static let name = "group_norm"
    package static let about = """
        Normalizes each row over groups of its channels.

            y = (x - m) / √(v + eps) · weight + bias,   m, v over a group of channels, all pixels

        The variance v has the divisor n. Weight and bias are one number per channel.

        - Shapes: input [channels, …] → output the same; `weight`, `bias` [channels]
        - Errors: `layer-shape` when the groups do not divide the channels
        - Source: Wu and He, "Group normalization", 2018, equations 1 and 7; PyTorch `GroupNorm`
        """
    package static let primaryField: String? = "groups"
    package static let example: String? = "{group_norm: 2}"
    package let groups: Int
    package let epsilon: Double
    package let affine: NormAffine

    package var programKey: String { "group_norm \(groups) \(epsilon) \(affine.programKey)" }

    package init(reading fields: inout FieldReader) {
        groups = fields.requiredInt(
            "groups", in: .closed(1, 1e9), "Groups the channels are cut into, all of the same size.")
        epsilon = fields.double("eps", default: 1e-5, in: .positive, "Added to the variance.")
        affine = NormAffine(reading: &fields)
    }

    package init(groups: Int, epsilon: Double = 1e-5, affine: NormAffine = NormAffine()) {
        self.groups = groups
        self.epsilon = epsilon
        self.affine = affine
    }

    package func declare(_ input: Shape, in model: inout ModelDeclaration) throws -> Shape {
        guard let channels = input.dimensions.first, channels % groups == 0 else {
            let channels = input.dimensions.first ?? 0
            throw LayerProblem("cuts \(channels) channels into \(groups) groups, which leaves a rest")
        }
        try affine.declare([channels], in: &model)
        return input
    }

    package func forward(_ input: Tensor, in pass: ForwardPass) -> Tensor {
        let dimensions = input.shape.dimensions
        let size = dimensions.dropFirst(2).reduce(1, *) / groups
        let grouped = input.reshaped(to: [dimensions[0], dimensions[1], groups, size])
        let distance = grouped - grouped.mean(axes: [3], keepDimensions: true)
        let variance = square(distance).mean(axes: [3], keepDimensions: true)
        let normal = (distance * (1 / sqrt(variance + epsilon))).reshaped(to: input.shape)
        let ones = [Int](repeating: 1, count: dimensions.count - 3)
        return affine.apply(normal, shape: [1, dimensions[2]] + ones, in: pass)
    }
}
