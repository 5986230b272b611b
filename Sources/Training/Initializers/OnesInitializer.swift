import Spec

package struct OnesInitializer: Initializer {
    package static let name = "ones"
    package static let about = "Every element starts at 1."

    package init(reading fields: inout FieldReader) {}
    package init() {}

    package func values(for shape: ParameterShape, drawing draws: ParameterDraws) -> [Double] {
        [Double](repeating: 1, count: shape.count)
    }
}
