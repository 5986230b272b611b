import Kernels

/// Images convolved with filters (the filters are not turned around: strictly a correlation, as in all of deep
/// learning).
///
///     y[t, b, o, w] = Σ over c, k of filters[t, o, c, k] · x[t, b, c, tap k of window w]
///     dx = `ConvolveBack` of dy and the filters,  dfilters = `FilterGradients` of x and dy
///
/// - Shapes: x [trials or 1, batch, inputs, height, width],
///   filters [trials or 1, outputs, inputs / groups, window height, window width]
///   → output [trials, batch, outputs, windows down, windows across]
/// - Limits: summed over (c, k) in one canonical order, the same for every batch, stack and thread count
/// - Errors: shapes that are not those of `shape`
package struct Convolve: Operation {
    package static let name = "convolve"
    package let shape: ConvolutionShape
    package var attributes: String { shape.text }
    package var lowering: Lowering {
        .instructions {
            WindowInstruction.plan(&$0, $1, .convolution(shape, ConvolutionKernel(forward: shape)))
        }
    }

    package func flops(_ inputs: [Shape], result: Shape) -> Int { shape.flops * result[0] * inputs[0][1] }

    package init(shape: ConvolutionShape) { self.shape = shape }

    package func resultType(of inputs: [TensorType], realType: ElementType) throws -> TensorType {
        try shape.check(Self.name)
        return try ShapeRule.images(
            inputs, [shape.imageSizes, shape.filterSizes], result: { [$0] + shape.resultDimensions },
            realType, Self.name)
    }

    package func gradient(_ context: GradientContext) -> GradientRule {
        let (x, filters) = (context.inputs[0], context.inputs[1])
        let graph = context.graph
        let image = graph.append(ConvolveBack(shape: shape), [context.gradient, filters])
        let filter = graph.append(FilterGradients(shape: shape), [x, context.gradient])
        return .inputs([image, filter])
    }

    package func evaluate(_ inputs: [HostTensor], as type: TensorType) -> HostTensor {
        var result = HostTensor(type.shape, repeating: 0)
        let (x, filters) = (inputs[0], inputs[1])
        shape.forEachTerm(x.shape[0], filters.shape[0], type.shape) { image, filter, window in
            result.values[window] += x.values[image] * filters.values[filter]
        }
        return result
    }
}

extension Tensor {
    /// These images convolved with filters; `shape` has the sizes of both.
    package func convolved(filters: Tensor, shape: ConvolutionShape) -> Tensor {
        graph.append(Convolve(shape: shape), [self, filters])
    }
}

extension ConvolutionShape {
    var text: String {
        let (height, width) = (geometry.height, geometry.width)
        return "\(outputs) x \(height.window) x \(width.window), stride \(height.stride), \(width.stride)"
    }

    /// Sizes after the trial axis; nil for the batch.
    var imageSizes: [Int?] { [nil, inputs, geometry.height.size, geometry.width.size] }
    var resultSizes: [Int?] { [nil] + resultDimensions.map { $0 } }
    var filterSizes: [Int?] { filterDimensions.map { $0 } }
    /// One result: [outputs, windows down, windows across].
    package var resultDimensions: [Int] { [outputs, geometry.height.count, geometry.width.count] }
    package var filterDimensions: [Int] {
        [outputs, inputs / groups, geometry.height.window, geometry.width.window]
    }
    package var imageDimensions: [Int] { [inputs, geometry.height.size, geometry.width.size] }

    func check(_ name: String) throws {
        guard isLegal else {
            throw GraphError(name, expected: "windows inside the image, groups that fit", found: text)
        }
    }

    /// Calls `body` with the positions of image, filter and result of every product of a convolution.
    ///
    /// - Parameter result: [trials, batch, outputs, …]
    func forEachTerm(
        _ imageTrials: Int, _ filterTrials: Int, _ result: Shape, _ body: (Int, Int, Int) -> Void
    ) {
        let batch = result[1]
        let (read, made) = (inputs / groups, outputs / groups)
        for trial in 0..<result[0] {
            let images = (imageTrials == 1 ? 0 : trial) * batch * imageCount
            let filters = (filterTrials == 1 ? 0 : trial) * filterCount
            for item in 0..<batch * outputs {
                let (image, output) = (item / outputs, item % outputs)
                let target = (trial * batch * outputs + item) * geometry.windows
                for channel in 0..<read {
                    let source =
                        images + image * imageCount + (output / made * read + channel) * geometry.pixels
                    let filter = filters + (output * read + channel) * geometry.taps
                    geometry.forEachTap { window, tap, place in
                        body(source + place, filter + tap, target + window)
                    }
                }
            }
        }
    }
}
