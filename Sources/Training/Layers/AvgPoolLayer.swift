import Graph
import Kernels
import Spec

package struct AvgPoolLayer: Layer {
    package static let name = "avg_pool"
    package static let about = """
        The mean of each window, channel by channel.

            y[c, w] = Σ over the taps k of window w of x[c, k] / n

        With `count_include_pad`, n is the size of the window, padding included as zeros; without, the
        number of pixels that exist.

        - Shapes: input [channels, height, width] or [channels, length] → output [channels, windows…],
          windows = (size + 2 · padding - kernel_size) / stride + 1, rounded down
        - Errors: `layer-shape` for other numbers of axes, windows larger than the image, padding above half
          a window
        - Source: PyTorch `AvgPool2d`, `AvgPool1d` (without `ceil_mode`)
        """
    package static let primaryField: String? = "kernel_size"
    package let field: PoolField
    package let countsPadding: Bool

    package var programKey: String { "avg_pool \(field) \(countsPadding)" }

    package init(reading fields: inout FieldReader) {
        field = PoolField(reading: &fields)
        countsPadding = fields.bool(
            "count_include_pad", default: true, "Whether the padding counts, as zeros.")
    }

    package init(_ field: PoolField, countsPadding: Bool = true) {
        self.field = field
        self.countsPadding = countsPadding
    }

    package func declare(_ input: Shape, in model: inout ModelDeclaration) throws -> Shape {
        try field.output(input)
    }

    package func forward(_ input: Tensor, in pass: ForwardPass) throws -> Tensor {
        try field.apply(to: input) { image, geometry in
            let sums = image.sumOfWindows(geometry)
            guard !countsPadding else { return sums * (1 / Double(geometry.taps)) }
            let ones = pass.graph.constant(1, [1, 1, 1, geometry.height.size, geometry.width.size])
            return sums / ones.sumOfWindows(geometry)
        }
    }
}
