import Spec

package struct IdentityInitializer: Initializer {
    package static let name = "identity"
    package static let aliases: [String] = ["eye"]
    package static let about = """
        A matrix with ones on its diagonal.

            value[i, j] = gain where i = j, else 0

        - Limits: a matrix that is not square keeps only the first numbers
        - Errors: `layer-shape` for parameters that are not matrices
        - Source: Keras `Identity`, PyTorch `eye_`
        """
    package static let primaryField: String? = "gain"
    package let gain: Double

    package init(reading fields: inout FieldReader) {
        gain = fields.double("gain", default: 1, "The number on the diagonal.")
    }

    package init(gain: Double = 1) {
        self.gain = gain
    }

    package func refusal(for shape: ParameterShape) -> String? {
        shape.dimensions.count == 2 ? nil : "it needs a matrix, but this has the shape \(shape.dimensions)"
    }

    package func values(for shape: ParameterShape, drawing draws: ParameterDraws) -> [Double] {
        let columns = max(shape.dimensions.last ?? 1, 1)
        return (0..<shape.count).map { $0 / columns == $0 % columns ? gain : 0 }
    }
}
