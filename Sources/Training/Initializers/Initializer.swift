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
