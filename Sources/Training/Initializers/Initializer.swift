import Spec

/// The values a parameter starts with.
///
/// Lifetime: read once; `refusal` is asked when the plan is made; `values` is called once per parameter and distinct
/// seed when a session starts, on one thread. It is a pure function: element i of parameter p draws from its own
/// counter of the `initialization` stream, so a parameter's values do not depend on the sizes of other layers, on the
/// element type, or on the stack it is trained in.
package protocol Initializer: SpecComponent {
    /// Why such a parameter cannot be filled, as a clause; nil when it can.
    func refusal(for shape: ParameterShape) -> String?

    /// `shape.count` values in row-major order of the shape as in files.
    func values(for shape: ParameterShape, drawing draws: ParameterDraws) -> [Double]
}

extension Initializer {
    package func refusal(for shape: ParameterShape) -> String? { nil }
}

/// What an initializer knows about a parameter.
package struct ParameterShape: Sendable, Hashable {
    /// Dimensions as in files: a linear weight is [units, features].
    package var dimensions: [Int]
    /// Inputs that flow into one output of the layer.
    package var fanIn: Int
    /// Outputs that one input of the layer flows into.
    package var fanOut: Int

    package init(dimensions: [Int], fanIn: Int, fanOut: Int) {
        self.dimensions = dimensions
        self.fanIn = fanIn
        self.fanOut = fanOut
    }

    package var count: Int { dimensions.reduce(1, *) }
}
