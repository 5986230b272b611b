import Graph
import Kernels
import Spec

package struct LayerNormLayer: Layer {
    package static let name = "layer_norm"
    package static let about = """
        Normalizes the numbers of each row over the last axes.

            y = (x - m) / √(v + eps) · weight + bias,   m, v over the last axes of the row

        The variance v has the divisor n. PyTorch's `normalized_shape` are the sizes of the last axes.

        - Shapes: input [d₁, …, d_r] → output the same; `weight`, `bias` [the last `axes` sizes]
        - Limits: rows of equal numbers give `bias`
        - Errors: `layer-shape` when the row has fewer axes
        - Source: Ba, Kiros and Hinton, "Layer normalization", 2016, equation 4; PyTorch `LayerNorm`
        """
    package let axes: Int
    package let epsilon: Double
    package let affine: NormAffine

    package var programKey: String { "layer_norm \(axes) \(epsilon) \(affine.programKey)" }

    package init(reading fields: inout FieldReader) {
        axes = fields.int(
            "axes", default: 1, in: .closed(1, 6), "How many of the last axes are normalized together.")
        epsilon = fields.double("eps", default: 1e-5, in: .positive, "Added to the variance.")
        let hasBias = fields.bool("bias", default: true, "Whether the normalized numbers are shifted.")
        var affine = NormAffine(reading: &fields)
        affine.hasBias = affine.hasBias && hasBias
        self.affine = affine
    }

    package init(axes: Int = 1, epsilon: Double = 1e-5, affine: NormAffine = NormAffine()) {
        self.axes = axes
        self.epsilon = epsilon
        self.affine = affine
    }

    package func declare(_ input: Shape, in model: inout ModelDeclaration) throws -> Shape {
        guard input.rank >= axes else {
            throw LayerProblem("normalizes over \(axes) axes, but the row has \(input.rank)")
        }
        try affine.declare(Array(input.dimensions.suffix(axes)), in: &model)
        return input
    }

    package func forward(_ input: Tensor, in pass: ForwardPass) -> Tensor {
        let rank = input.shape.rank
        let last = Array((rank - axes)..<rank)
        let distance = input - input.mean(axes: last, keepDimensions: true)
        let variance = square(distance).mean(axes: last, keepDimensions: true)
        let ones = [Int](repeating: 1, count: rank - axes - 1)
        return affine.apply(
            distance, times: 1 / sqrt(variance + epsilon),
            shape: ones + input.shape.dimensions.suffix(axes), in: pass)
    }
}
