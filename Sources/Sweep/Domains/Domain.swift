import Spec

/// A way to say which values a parameter may take: `{log_uniform: [1.0e-4, 0.3]}`.
///
/// Lifetime: read once with the specification; `domain` is taken once, when all fields are right.
package protocol Domain: SpecComponent {
    /// The values; nil when the fields do not make any, which has been reported.
    var domain: ParameterDomain? { get }
}

/// Every domain a sweep can name, alphabetical.
package let domainFamily = ComponentFamily<any Domain>(
    name: "domain",
    summary: "Which values a swept parameter may take; a bare list is a choice.",
    members: [
        ChoiceDomain.self,
        IntUniformDomain.self,
        LinspaceDomain.self,
        LogIntDomain.self,
        LogUniformDomain.self,
        LogspaceDomain.self,
        RangeDomain.self,
        UniformDomain.self,
    ])
