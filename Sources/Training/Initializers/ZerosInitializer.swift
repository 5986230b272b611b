import Spec

package struct ZerosInitializer: Initializer {
    package static let name = "zeros"
    package static let about = """
        Every element starts at 0.

        Meant for biases and models of one layer.

        - Limits: hidden layers whose weights all start at 0 never differ
        """

    package init(reading fields: inout FieldReader) {}
    package init() {}

    package func values(for shape: ParameterShape, drawing draws: ParameterDraws) -> [Double] {
        [Double](repeating: 0, count: shape.count)
    }
}
