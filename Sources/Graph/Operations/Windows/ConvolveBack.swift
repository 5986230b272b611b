import Kernels

/// The way back of `Convolve` to the images: each number of the result is added to all it was made from, times the
/// filter. Transposed convolution.
///
///     y[t, b, c, place] = Σ over o, k, w with tap k of window w at the place of filters[t, o, c, k] · d[t, b, o, w]
///     dd = `Convolve` of dy and the filters,  dfilters = `FilterGradients` of dy and d
///
/// - Shapes: d [trials or 1, batch, outputs, windows down, windows across], filters as for `Convolve`
///   → output [trials, batch, inputs, height, width]
/// - Limits: as `Convolve`; for strides above 1 zeros between windows are multiplied too
/// - Errors: shapes that are not those of `shape`
package struct ConvolveBack: Operation {
    package static let name = "convolveBack"
    package let shape: ConvolutionShape
    package var attributes: String { shape.text }
    package var lowering: Lowering {
        .instructions {
            WindowInstruction.plan(&$0, $1, .imageGradient(shape, ConvolutionKernel(imageGradient: shape)))
        }
    }

    package func flops(_ inputs: [Shape], result: Shape) -> Int { shape.flops * result[0] * inputs[0][1] }

    package init(shape: ConvolutionShape) { self.shape = shape }

    package func resultType(of inputs: [TensorType], realType: ElementType) throws -> TensorType {
        try shape.check(Self.name)
        return try ShapeRule.images(
            inputs, [shape.resultSizes, shape.filterSizes], result: { [$0] + shape.imageDimensions },
            realType, Self.name)
    }

    package func gradient(_ context: GradientContext) -> GradientRule {
        let (numbers, filters) = (context.inputs[0], context.inputs[1])
        let graph = context.graph
        let first = graph.append(Convolve(shape: shape), [context.gradient, filters])
        let second = graph.append(FilterGradients(shape: shape), [context.gradient, numbers])
        return .inputs([first, second])
    }

    package func evaluate(_ inputs: [HostTensor], as type: TensorType) -> HostTensor {
        let (numbers, filters) = (inputs[0], inputs[1])
        var result = HostTensor(type.shape, repeating: 0)
        let windows = Shape([type.shape[0], type.shape[1]] + shape.resultDimensions)
        let perTrial = type.shape[1] * shape.resultCount
        shape.forEachTerm(type.shape[0], filters.shape[0], windows) { image, filter, window in
            let source = numbers.shape[0] == 1 ? window % perTrial : window
            result.values[image] += numbers.values[source] * filters.values[filter]
        }
        return result
    }
}
