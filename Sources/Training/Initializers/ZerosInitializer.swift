import Spec

/// Every element starts at 0.
///
/// - Limits: hidden layers whose weights all start at 0 never differ; meant for biases and one-layer models
package struct ZerosInitializer: Initializer {
    package static let name = "zeros"
    package static let summary = "Every element starts at 0."
    package static let documentation = "value = 0. Meant for biases and models of one layer."

    package init(reading fields: inout FieldReader) {}
    package init() {}

    package func values(for shape: ParameterShape, drawing draws: ParameterDraws) -> [Double] {
        [Double](repeating: 0, count: shape.count)
    }
}
