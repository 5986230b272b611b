import Graph
import Kernels
import Spec

/// The mean of each window, channel by channel.
///
///     y[c, w] = Σ over the taps k of window w of x[c, k] / n
///
/// - Shapes: input [channels, height, width] or [channels, length] → output [channels, windows…],
///   windows = (size + 2 · padding - kernel_size) / stride + 1, rounded down
/// - Fields: kernel_size (default 2), stride (default the kernel_size), padding (default 0), count_include_pad
///   (n is the whole window, padding included as zeros, default true; false: the pixels that exist)
/// - Errors: `layer-shape` for other numbers of axes, windows larger than the image, padding above half a window
/// - Source: PyTorch `AvgPool2d`, `AvgPool1d` (without `ceil_mode`)
package struct AvgPoolLayer: Layer {
    package static let name = "avg_pool"
    package static let summary = "The mean of each window, channel by channel."
    package static let documentation = """
        Windows of kernel_size slide by stride (default: kernel_size) over [channels, height, width] or \
        [channels, length]; each gives its mean. With padding the zeros around the image count unless \
        count_include_pad is false.
        """
    package static let primaryField: String? = "kernel_size"
    package let field: PoolField
    package let countsPadding: Bool

    package var programKey: String { "avg_pool \(field) \(countsPadding)" }

    package init(reading fields: inout FieldReader) {
        field = PoolField(reading: &fields)
        countsPadding = fields.bool("count_include_pad", default: true, "Count the padding as zeros.")
    }

    package init(_ field: PoolField, countsPadding: Bool = true) {
        self.field = field
        self.countsPadding = countsPadding
    }

    package func declare(_ input: Shape, in model: inout ModelDeclaration) throws -> Shape {
        try field.output(input)
    }

    package func forward(_ input: Tensor, in pass: ForwardPass) throws -> Tensor {
        let graph = pass.graph
        return try field.apply(to: input, in: graph) { image, geometry in
            let sums = try graph.sumOfWindows(image, geometry)
            if countsPadding {
                return try graph.multiply(sums, graph.constant(1 / Double(geometry.taps)))
            }
            let ones = try graph.constant(1, [1, 1, 1, geometry.height.size, geometry.width.size])
            return try graph.divide(sums, graph.sumOfWindows(ones, geometry))
        }
    }
}
