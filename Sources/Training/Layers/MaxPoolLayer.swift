import Graph
import Kernels
import Spec

package struct MaxPoolLayer: Layer {
    package static let name = "max_pool"
    package static let about = """
        The largest number of each window, channel by channel.

            y[c, w] = max over the taps k of window w of x[c, k]

        Pixels of the padding are never the largest.

        - Shapes: input [channels, height, width] or [channels, length] → output [channels, windows…],
          windows = (size + 2 · padding - kernel_size) / stride + 1, rounded down
        - Limits: the gradient goes to the first of equal largest numbers; NaN counts as largest
        - Errors: `layer-shape` for other numbers of axes, windows larger than the image, padding above half
          a window
        - Source: PyTorch `MaxPool2d`, `MaxPool1d` (without `ceil_mode`)
        """
    package static let primaryField: String? = "kernel_size"
    package let field: PoolField

    package var programKey: String { "max_pool \(field)" }

    package init(reading fields: inout FieldReader) {
        field = PoolField(reading: &fields)
    }

    package init(_ field: PoolField) {
        self.field = field
    }

    package func declare(_ input: Shape, in model: inout ModelDeclaration) throws -> Shape {
        try field.output(input)
    }

    package func forward(_ input: Tensor, in pass: ForwardPass) throws -> Tensor {
        try field.apply(to: input) { $0.largestOfWindows($1) }
    }
}
