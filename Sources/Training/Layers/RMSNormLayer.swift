import Graph
import Kernels
import Spec

package struct RMSNormLayer: Layer {
    package static let name = "rms_norm"
    package static let about = """
        Divides the numbers of each row by their root mean square.

            y = x / √(mean x² + eps) · weight,   the mean over the last axes of the row

        PyTorch's `normalized_shape` are the sizes of the last axes.

        - Shapes: input [d₁, …, d_r] → output the same; `weight` [the last `axes` sizes]
        - Errors: `layer-shape` when the row has fewer axes
        - Source: Zhang and Sennrich, "Root mean square layer normalization", 2019, equation 4; PyTorch
          `RMSNorm`
        """
    package let axes: Int
    package let epsilon: Double?
    package let affine: NormAffine

    package var programKey: String {
        "rms_norm \(axes) \(epsilon.map { "\($0)" } ?? "") \(affine.programKey)"
    }

    package init(reading fields: inout FieldReader) {
        axes = fields.int(
            "axes", default: 1, in: .closed(1, 6), "How many of the last axes are normalized together.")
        epsilon = fields.optionalDouble(
            "eps", in: .positive,
            "Added to the mean square; default the spacing of numbers at 1 in the run's element type, as in PyTorch."
        )
        affine = NormAffine(reading: &fields, withBias: false)
    }

    package init(axes: Int = 1, epsilon: Double? = nil, hasWeight: Bool = true) {
        self.axes = axes
        self.epsilon = epsilon
        affine = NormAffine(hasWeight: hasWeight, hasBias: false)
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
        let meanSquare = square(input).mean(axes: Array((rank - axes)..<rank), keepDimensions: true)
        let spacing = input.elementType == .float64 ? Double.ulpOfOne : Double(Float.ulpOfOne)
        let ones = [Int](repeating: 1, count: rank - axes - 1)
        return affine.apply(
            input, times: 1 / sqrt(meanSquare + (epsilon ?? spacing)),
            shape: ones + input.shape.dimensions.suffix(axes), in: pass)
    }
}
