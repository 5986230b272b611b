import Spec

/// Proposes the points of a sweep.
///
/// Lifetime: read once with the specification; `check` once when the search space is known. Then `points` is
/// called for one generation after another, on one thread, each time with everything known of earlier
/// generations. A call depends on its arguments and nothing else: asking again (after a kill, in another
/// process) gives the same points. What trials of the same generation came to is never shown, so it does not
/// matter which of them ends first.
package protocol Sampler: SpecComponent {
    /// How many points to propose in all; nil when the space has an end of its own.
    var trials: Int? { get }

    /// How many points one generation has; nil when proposals do not look at outcomes, so that all points are
    /// one generation.
    var generation: Int? { get }

    /// How many points at the beginning do not look at outcomes either: they are the first generation.
    var startup: Int { get }

    /// Reports what it cannot search; `place` is where the sampler is written.
    func check(_ space: SearchSpace, at place: Origin, diagnostics: inout DiagnosticBag)

    /// The points with these numbers: fewer when the space ends before. Numbers count the sampler's own
    /// points from 0. `observations` are all known points of earlier generations, by number.
    func points(
        _ numbers: Range<Int>, in space: SearchSpace, seed: UInt64, after observations: [Observation]
    ) throws(SamplingError) -> SampledPoints
}

/// What a sampler proposes.
package struct SampledPoints: Sendable {
    package var points: [SpacePoint] = []
    /// Points left out because a constraint forbids them.
    package var droppedCount = 0
}

/// Why there is no next point.
package enum SamplingError: Error, Equatable {
    /// So many draws in a row were forbidden by the constraints.
    case constraintsHardlyHold(attempts: Int)
}

extension SamplingError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .constraintsHardlyHold(let attempts):
            "\(attempts) points drawn one after the other were all forbidden by the sweep's constraints"
        }
    }
}
