import Spec

/// A way to say which values a parameter may take: `{log_uniform: [1.0e-4, 0.3]}`.
///
/// Lifetime: read once with the specification; `domain` is taken once, when all fields are right.
package protocol Domain: SpecComponent {
    /// The values; nil when the fields do not make any, which has been reported.
    var domain: ParameterDomain? { get }
}
