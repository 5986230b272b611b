import Graph
import Kernels
import Spec

package struct SliceLayer: Layer {
    package static let name = "slice"
    package static let about = """
        Neighboring entries of the first axis of a row.

            y[i, …] = x[from + i, …],   0 ≤ i < to - from

        Some features, or some channels of an image. Meant for branches of `parallel` that treat features
        differently, such as an `embedding` beside plain numbers.

        - Shapes: input [features, …] → output [to - from, …]
        - Errors: `out-of-range` for a range that is empty, `layer-shape` for one that ends beyond the row
        """
    package static let primaryField: String? = "range"
    package static let example: String? = "{slice: [2, 5]}"
    package let start: Int
    package let end: Int

    package var programKey: String { "slice \(start) \(end)" }

    package init(reading fields: inout FieldReader) {
        let range = fields.ints(
            "range", count: 2, default: [0, 1], in: .closed(0, 1e9),
            "First entry, counted from 0, and the one after the last."
        )
        let isLegal = range.count == 2 && range[0] < range[1]
        if !isLegal {
            fields.report(
                Diagnostic(
                    "out-of-range", "a range [from, to] needs from < to, but here it is \(range)",
                    at: fields.origin(of: "range")))
        }
        start = isLegal ? range[0] : 0
        end = isLegal ? range[1] : 1
    }

    package init(from start: Int, to end: Int) {
        self.start = start
        self.end = end
    }

    package func declare(_ input: Shape, in model: inout ModelDeclaration) throws -> Shape {
        guard let size = input.dimensions.first, end <= size else {
            let size = input.dimensions.first ?? 0
            throw LayerProblem("takes the entries from \(start) to below \(end), but the row has \(size)")
        }
        return Shape([end - start] + input.dimensions.dropFirst())
    }

    package func forward(_ input: Tensor, in pass: ForwardPass) -> Tensor {
        input.sliced(axis: 2, range: start..<end)
    }

    package func outputRange(ofInput range: OutputRange) -> OutputRange {
        range == .distribution ? .probability : range
    }
}
