import Graph
import Kernels
import Spec

/// What the pooling layers share: windows over images [channels, height, width] or series [channels, length].
///
/// - Fields: kernel_size (required), stride (default: the kernel_size, so that windows do not overlap), padding (at
///   most half the kernel_size, default 0); one number or [down, across]. For a series the second number counts
package struct PoolField: Hashable, Sendable {
    package var window: WindowPair
    package var stride: WindowPair
    package var padding: WindowPair

    package init(_ window: WindowPair, stride: WindowPair? = nil, padding: WindowPair = WindowPair(0)) {
        self.window = window
        self.stride = stride ?? window
        self.padding = padding
    }

    package init(reading fields: inout FieldReader) {
        window = fields.value(
            "kernel_size", default: WindowPair(2), "Pixels of a window: one number or [down, across].")
        let stride: WindowPair? = fields.optionalValue(
            "stride", "Pixels from window to window; default the kernel_size.")
        self.stride = stride ?? window
        padding = fields.value("padding", default: WindowPair(0), "Pixels on each side that count as absent.")
    }

    /// The windows of rows [channels, height, width] or [channels, length].
    func geometry(_ row: Shape) throws -> WindowGeometry {
        guard row.rank == 3 || row.rank == 2 else {
            throw LayerProblem(
                "needs images [channels, height, width] or series [channels, length], but the row has shape \(row)",
                help: "put a layer such as 'reshape: [1, 28, 28]' before it")
        }
        guard 2 * padding.down <= window.down || row.rank == 2, 2 * padding.across <= window.across else {
            throw LayerProblem("pads by more than half its kernel_size, so that some windows would be empty")
        }
        let isSeries = row.rank == 2
        let field = WindowField(
            isSeries ? WindowPair(1, window.across) : window,
            stride: isSeries ? WindowPair(1, stride.across) : stride,
            padding: .pixels(isSeries ? WindowPair(0, padding.across) : padding))
        return try field.geometry(WindowPair(isSeries ? 1 : row[1], row[row.rank - 1]))
    }

    /// The row that comes out.
    func output(_ row: Shape) throws -> Shape {
        let geometry = try geometry(row)
        return row.rank == 2
            ? [row[0], geometry.width.count] : [row[0], geometry.height.count, geometry.width.count]
    }

    /// `body` applied to the input as images [trials or 1, batch, channels, height, width].
    func apply(to input: Tensor, _ body: (Tensor, WindowGeometry) -> Tensor) throws -> Tensor {
        let dimensions = input.shape.dimensions
        let row = Shape(Array(dimensions.dropFirst(2)))
        let geometry = try geometry(row)
        let image = Shape(dimensions.prefix(3) + [geometry.height.size, geometry.width.size])
        let result = body(input.reshaped(to: image), geometry)
        return result.reshaped(to: Shape(dimensions.prefix(2) + (try output(row)).dimensions))
    }
}
