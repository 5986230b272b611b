import Graph
import Kernels
import Spec

package struct Conv2dLayer: Layer {
    package static let name = "conv2d"
    package static let about = """
        Filters that slide over images.

            y[o, w] = bias[o] + Σ over channels c, taps k of weight[o, c, k] · x[c, tap k of window w]

        `reshape: [1, 28, 28]` makes an image of 784 numbers. Sizes are one number or [down, across].
        Weights and bias start uniform in ±1/√(inputs of one output), as in PyTorch.

        - Shapes: input [channels, height, width] → output [filters, (height + 2 · padding - reach) / stride
          + 1, …], reach = dilation · (kernel_size - 1) + 1; `weight` [filters, channels / groups, kernel
          height, kernel width], `bias` [filters]
        - Errors: `layer-shape` for other than three axes, for windows larger than the image, for groups
          that leave a rest
        - Source: PyTorch `Conv2d` (padding with zeros; its other padding modes are not available)
        """
    package static let primaryField: String? = "filters"
    package static let example: String? = "{conv2d: {filters: 8, padding: same}}"
    package let filters: ConvolutionFilters
    package let field: WindowField

    package var programKey: String { "conv2d \(filters.programKey) \(field)" }

    package init(reading fields: inout FieldReader) {
        filters = ConvolutionFilters(reading: &fields)
        field = WindowField(
            fields.value("kernel_size", default: WindowPair(3), "Taps of a window: one number or two."),
            stride: fields.value("stride", default: WindowPair(1), "Pixels from window to window."),
            padding: fields.value(
                "padding", default: .pixels(WindowPair(0)), "Zeros on each side, or 'same' to keep the size."),
            dilation: fields.value("dilation", default: WindowPair(1), "Pixels from tap to tap."))
    }

    package init(_ filters: ConvolutionFilters, _ field: WindowField) {
        self.filters = filters
        self.field = field
    }

    package func declare(_ input: Shape, in model: inout ModelDeclaration) throws -> Shape {
        let geometry = try field.geometry(input.imageSize())
        let shape = try filters.declare(
            channels: input[0], geometry: geometry, window: [field.window.down, field.window.across],
            in: &model)
        return Shape(shape.resultDimensions)
    }

    package func forward(_ input: Tensor, in pass: ForwardPass) throws -> Tensor {
        let geometry = try field.geometry(WindowPair(input.shape[3], input.shape[4]))
        return filters.apply(to: input, geometry, in: pass)
    }
}
