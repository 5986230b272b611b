import Graph
import Kernels
import Spec

package struct Conv1dLayer: Layer {
    package static let name = "conv1d"
    package static let about = """
        Filters that slide along series.

            y[o, w] = bias[o] + Σ over channels c and taps k of
                      weight[o, c, k] · x[c, w · stride + k · dilation - padding]

        Weights and bias start uniform in ±1/√(inputs of one output), as in PyTorch.

        - Shapes: input [channels, length] → output [filters, (length + 2 · padding - reach) / stride + 1],
          reach = dilation · (kernel_size - 1) + 1; `weight` [filters, channels / groups, kernel_size],
          `bias` [filters]
        - Errors: `layer-shape` for other than two axes, for windows longer than the series, for groups that
          leave a rest
        - Source: PyTorch `Conv1d` (padding with zeros)
        """
    package static let primaryField: String? = "filters"
    package static let example: String? = "{conv1d: {filters: 8, kernel_size: 3}}"
    package let filters: ConvolutionFilters
    package let field: WindowField

    package var programKey: String { "conv1d \(filters.programKey) \(field)" }

    package init(reading fields: inout FieldReader) {
        filters = ConvolutionFilters(reading: &fields)
        let range = NumberRange.closed(1, 1e6)
        let window = fields.int("kernel_size", default: 3, in: range, "Taps of a window.")
        let stride = fields.int("stride", default: 1, in: range, "Numbers from window to window.")
        let padding: SeriesPadding = fields.value(
            "padding", default: .count(0), "Zeros on each side, or 'same' to keep the length.")
        let dilation = fields.int("dilation", default: 1, in: range, "Numbers from tap to tap.")
        field = WindowField(
            WindowPair(1, window), stride: WindowPair(1, stride), padding: padding.window,
            dilation: WindowPair(1, dilation))
    }

    package init(_ filters: ConvolutionFilters, _ field: WindowField) {
        self.filters = filters
        self.field = field
    }

    package func declare(_ input: Shape, in model: inout ModelDeclaration) throws -> Shape {
        let geometry = try field.geometry(input.seriesSize())
        let shape = try filters.declare(
            channels: input[0], geometry: geometry, window: [field.window.across], in: &model)
        return [shape.outputs, geometry.width.count]
    }

    package func forward(_ input: Tensor, in pass: ForwardPass) throws -> Tensor {
        let dimensions = input.shape.dimensions
        let geometry = try field.geometry(WindowPair(1, dimensions[3]))
        let image = input.reshaped(to: Shape(dimensions.prefix(3) + [1, dimensions[3]]))
        let output = filters.apply(to: image, geometry, in: pass)
        let shape = output.shape
        return output.reshaped(to: [shape[0], shape[1], shape[2], shape[4]])
    }
}
