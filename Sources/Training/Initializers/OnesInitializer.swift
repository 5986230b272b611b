import Spec

/// Every element starts at 1.
package struct OnesInitializer: Initializer {
    package static let name = "ones"
    package static let summary = "Every element starts at 1."
    package static let documentation = "value = 1."

    package init(reading fields: inout FieldReader) {}
    package init() {}

    package func values(for shape: ParameterShape, drawing draws: ParameterDraws) -> [Double] {
        [Double](repeating: 1, count: shape.count)
    }
}
