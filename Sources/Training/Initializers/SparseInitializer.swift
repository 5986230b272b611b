import Spec

package struct SparseInitializer: Initializer {
    package static let name = "sparse"
    package static let about = """
        Normal numbers, most of which are set to 0.

            in each column the share `sparsity`, rounded up, is 0; the others ~ N(0, std²)

        A column holds the weights of one input. The zeros are at random places.

        - Errors: `layer-shape` for parameters that are not matrices
        - Source: Martens, "Deep learning via Hessian-free optimization", 2010, section 5; PyTorch `sparse_`
        """
    package static let primaryField: String? = "sparsity"
    package let sparsity: Double
    package let standardDeviation: Double

    package init(reading fields: inout FieldReader) {
        sparsity = fields.double(
            "sparsity", default: 0.9, in: .closed(0, 1), "Share of zeros in each column.")
        standardDeviation = fields.double(
            "std", default: 0.01, in: .nonNegative, "The standard deviation of the others.")
    }

    package init(sparsity: Double, standardDeviation: Double = 0.01) {
        self.sparsity = sparsity
        self.standardDeviation = standardDeviation
    }

    package func refusal(for shape: ParameterShape) -> String? {
        shape.dimensions.count == 2 ? nil : "it needs a matrix, but this has the shape \(shape.dimensions)"
    }

    package func values(for shape: ParameterShape, drawing draws: ParameterDraws) -> [Double] {
        let columns = max(shape.dimensions.last ?? 1, 1)
        let rows = shape.count / columns
        let zeros = Int((sparsity * Double(rows)).rounded(.up))
        var values = draws.normal(count: shape.count).map { standardDeviation * $0 }
        let ranks = draws.second.uniform(count: shape.count)
        for column in 0..<columns {
            let order = (0..<rows).sorted { ranks[$0 * columns + column] < ranks[$1 * columns + column] }
            for row in order.prefix(zeros) { values[row * columns + column] = 0 }
        }
        return values
    }
}
