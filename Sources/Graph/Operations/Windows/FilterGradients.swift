import Kernels

/// The way back of `Convolve` to the filters, summed over the batch.
///
///     y[t, o, c, k] = Σ over b, w of d[t, b, o, w] · x[t, b, c, tap k of window w]
///     dx = `ConvolveBack` of d and dy,  dd = `Convolve` of x and dy
///
/// - Shapes: x [trials or 1, batch, inputs, height, width],
///   d [trials or 1, batch, outputs, windows down, windows across]
///   → output [trials, outputs, inputs / groups, window height, window width]
/// - Limits: images are summed in chunks of a fixed size, the same for every stack and thread count
/// - Errors: shapes that are not those of `shape`
package struct FilterGradients: Operation {
    package static let name = "filterGradients"
    package let shape: ConvolutionShape
    package var attributes: String { shape.text }
    package var lowering: Lowering {
        .instructions { WindowInstruction.plan(&$0, $1, .filterGradient(FilterGradient(shape))) }
    }

    package func flops(_ inputs: [Shape], result: Shape) -> Int { shape.flops * result[0] * inputs[0][1] }

    package init(shape: ConvolutionShape) { self.shape = shape }

    package func resultType(of inputs: [TensorType], realType: ElementType) throws -> TensorType {
        try shape.check(Self.name)
        return try ShapeRule.images(
            inputs, [shape.imageSizes, shape.resultSizes], result: { _ in shape.filterDimensions },
            realType, Self.name)
    }

    package func gradient(_ context: GradientContext) -> GradientRule {
        let (x, numbers) = (context.inputs[0], context.inputs[1])
        let graph = context.graph
        let first = graph.append(ConvolveBack(shape: shape), [numbers, context.gradient])
        let second = graph.append(Convolve(shape: shape), [x, context.gradient])
        return .inputs([first, second])
    }

    package func evaluate(_ inputs: [HostTensor], as type: TensorType) -> HostTensor {
        let (x, numbers) = (inputs[0], inputs[1])
        var result = HostTensor(type.shape, repeating: 0)
        let batch = x.shape[1]
        let windows = Shape([type.shape[0], batch] + shape.resultDimensions)
        let perTrial = batch * shape.resultCount
        shape.forEachTerm(x.shape[0], type.shape[0], windows) { image, filter, window in
            let source = numbers.shape[0] == 1 ? window % perTrial : window
            result.values[filter] += x.values[image] * numbers.values[source]
        }
        return result
    }
}
