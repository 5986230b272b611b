import Spec

package struct ConstantInitializer: Initializer {
    package static let name = "constant"
    package static let about = "Every element starts at the same given number."
    package static let primaryField: String? = "value"
    package let value: Double

    package init(reading fields: inout FieldReader) {
        value = fields.requiredDouble("value", "The number every element starts at.")
    }

    package init(value: Double) {
        self.value = value
    }

    package func values(for shape: ParameterShape, drawing draws: ParameterDraws) -> [Double] {
        [Double](repeating: value, count: shape.count)
    }
}
