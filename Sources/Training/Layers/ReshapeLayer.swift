import Graph
import Kernels
import Spec

package struct ReshapeLayer: Layer {
    package static let name = "reshape"
    package static let about = """
        The numbers of a row in another shape, such as an image.

        The row is read and the new shape written with the last axis fastest: `reshape: [1, 28, 28]` makes
        one channel of 28 rows out of 784 numbers.

        - Shapes: input [d₁, d₂, …] → output `shape`
        - Errors: `layer-shape` when the numbers of elements differ, `out-of-range` for sizes below 1 other
          than one -1
        - Source: PyTorch `Unflatten`, Keras `Reshape`
        """
    package static let primaryField: String? = "shape"
    package static let example: String? = "{reshape: [1, 28, 28]}"
    package let sizes: [Int]

    /// Axes a row may have beside those of trials and batch.
    static let maximumRank = Graph.maximumRank - 2

    package var programKey: String { "reshape \(sizes)" }

    package init(reading fields: inout FieldReader) {
        sizes = fields.ints(
            "shape", default: [-1], in: .closed(-1, 1e9),
            "Sizes of the axes; one may be -1: what is left over.")
        let free = sizes.count { $0 == -1 }
        if free > 1 || sizes.contains(0) || sizes.isEmpty || sizes.count > Self.maximumRank {
            fields.report(
                Diagnostic(
                    "out-of-range",
                    "a shape has 1 to \(Self.maximumRank) sizes of at least 1, one of which may be -1, "
                        + "but here it is \(sizes)", at: fields.origin(of: "shape")))
        }
    }

    package init(_ sizes: [Int]) {
        self.sizes = sizes
    }

    package func declare(_ input: Shape, in model: inout ModelDeclaration) throws -> Shape {
        let known = sizes.filter { $0 != -1 }
        let product = known.reduce((value: 1, overflows: false)) { total, size in
            let (value, overflow) = total.value.multipliedReportingOverflow(by: size)
            return (value, total.overflows || overflow)
        }
        let isWhole = known.count == sizes.count
        let fits = isWhole ? product.value == input.count : input.count % max(product.value, 1) == 0
        guard !product.overflows, product.value > 0, fits else {
            throw LayerProblem(
                "cannot make \(sizes) out of the \(input.count) numbers of a row",
                help: "the sizes must multiply to \(input.count)")
        }
        return Shape(sizes.map { $0 == -1 ? input.count / product.value : $0 })
    }

    package func forward(_ input: Tensor, in pass: ForwardPass) -> Tensor {
        let dimensions = input.shape.dimensions
        let known = sizes.filter { $0 != -1 }.reduce(1, *)
        let count = dimensions.dropFirst(2).reduce(1, *)
        let row = sizes.map { $0 == -1 ? count / max(known, 1) : $0 }
        return input.reshaped(to: Shape(dimensions.prefix(2) + row))
    }

    package func outputRange(ofInput range: OutputRange) -> OutputRange { range }
}
