import Spec

package struct DiracInitializer: Initializer {
    package static let name = "dirac"
    package static let about = """
        Filters that pass their channels on.

            value[o, c, k] = gain where o = c and tap k is the middle one, else 0

        - Limits: filters beyond the number of channels are 0
        - Errors: `layer-shape` for parameters that are not filters of `conv1d` or `conv2d`
        - Source: PyTorch `dirac_` (with groups 1)
        """
    package static let primaryField: String? = "gain"
    package let gain: Double

    package init(reading fields: inout FieldReader) {
        gain = fields.double("gain", default: 1, "The number in the middle.")
    }

    package init(gain: Double = 1) {
        self.gain = gain
    }

    package func refusal(for shape: ParameterShape) -> String? {
        (3...4).contains(shape.dimensions.count)
            ? nil : "it needs filters of a convolution, but this has the shape \(shape.dimensions)"
    }

    package func values(for shape: ParameterShape, drawing draws: ParameterDraws) -> [Double] {
        let window = Array(shape.dimensions.dropFirst(2))
        let taps = window.reduce(1, *)
        let middle = window.reduce(0) { $0 * $1 + $1 / 2 }
        let channels = max(shape.dimensions.count > 1 ? shape.dimensions[1] : 1, 1)
        return (0..<shape.count).map { element in
            let (filter, channel) = (element / taps / channels, element / taps % channels)
            return filter == channel && element % max(taps, 1) == middle ? gain : 0
        }
    }
}
