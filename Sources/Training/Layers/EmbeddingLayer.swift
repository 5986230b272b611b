import Graph
import Kernels
import Spec

package struct EmbeddingLayer: Layer {
    package static let name = "embedding"
    package static let about = """
        A learned vector for each category.

            y[i, f] = weight[code[i], f]

        Each number of the row is the code of a category and becomes `size` numbers. Other features stay
        beside it by `parallel` with `slice` and `flatten`.

        - Shapes: input [codes] of whole numbers from 0 to below count → output [codes, size]; `weight`
          [count, size]
        - Limits: computed as a product with rows of zeros and a one, so its cost grows with count · size
          for each code: meant for up to some thousands of categories. A code that is not one of them gives
          NaN, which ends the run
        - Errors: `layer-shape` for an input of other than one axis
        - Source: PyTorch `Embedding`, Keras `Embedding`
        """
    package static let example: String? = "{embedding: {count: 10, size: 4}}"
    package let count: Int
    package let size: Int
    package let weightInitializer: Located<any Initializer>?

    package var programKey: String { "embedding \(count) \(size)" }

    package init(reading fields: inout FieldReader) {
        count = fields.requiredInt(
            "count", aliases: ["num_embeddings"], in: .closed(1, 1e6), "Number of categories.")
        size = fields.requiredInt(
            "size", aliases: ["embedding_dim"], in: .closed(1, 1e6), "Numbers for each category.")
        weightInitializer = fields.optionalComponent(
            "weight_init", in: initializerFamily,
            "Starting values; default normal with mean 0 and deviation 1, as in PyTorch.")
    }

    package init(count: Int, size: Int) {
        self.count = count
        self.size = size
        weightInitializer = nil
    }

    package func declare(_ input: Shape, in model: inout ModelDeclaration) throws -> Shape {
        guard input.rank == 1 else {
            throw LayerProblem("needs a row of codes, one axis, but the row has shape \(input)")
        }
        let (weights, overflow) = count.multipliedReportingOverflow(by: size)
        guard !overflow, weights <= Int(Int32.max) else {
            throw LayerProblem("would have \(count) × \(size) weights")
        }
        try model.parameter(
            "weight", shape: ParameterShape(dimensions: [count, size], fanIn: count, fanOut: size),
            initializer: model.weightInitializer(
                weightInitializer, default: NormalInitializer(standardDeviation: 1)))
        model.count(flopsPerRow: 2 * input.count * weights)
        return [input.count, size]
    }

    package func forward(_ input: Tensor, in pass: ForwardPass) -> Tensor {
        let weight = pass.parameter("weight")  // [trials, count, size]
        let dimensions = input.shape.dimensions
        let column = input.reshaped(to: [dimensions[0], dimensions[1] * dimensions[2], 1])
        let isCode = column .== pass.graph.iota(count)  // [trials or 1, codes, count]
        let found = isCode.sum(axes: [2], keepDimensions: true)
        // Divided by 1, or by 0 where the code is not a category.
        let rows = matrixProduct(isCode, weight) / found
        return rows.reshaped(to: [rows.shape[0], dimensions[1], dimensions[2], size])
    }
}
