import Kernels
import Spec

/// Proposes the points of a sweep.
///
/// Lifetime: read once with the specification; `check` once when the search space is known. Then `points` is called for
/// one generation after another, on one thread, each time with everything known of earlier generations. A call depends
/// on its arguments and nothing else: asking again (after a kill, in another process) gives the same points. What
/// trials of the same generation came to is never shown, so it does not matter which of them ends first.
package protocol Sampler: SpecComponent {
    /// How many points to propose in all; nil when the space has an end of its own.
    var trials: Int? { get }

    /// How many points one generation has; nil when proposals do not look at outcomes, so that all points are one
    /// generation.
    var generation: Int? { get }

    /// Reports what it cannot search; `place` is where the sampler is written.
    func check(_ space: SearchSpace, at place: Origin, diagnostics: inout DiagnosticBag)

    /// The points with these numbers: fewer when the space ends before. Numbers count the sampler's own points from 0.
    /// `observations` are all known points of earlier generations, by number.
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

/// A point that has been tried. Repeats of a point are one observation: its cost is their mean.
package struct Observation: Sendable, Equatable {
    /// How far the trial came.
    package enum Ending: Sendable, Equatable {
        case completed
        /// Stopped after so much of the resource.
        case pruned(resource: Int)
        /// Failed, diverged, or without a finite objective.
        case failed
    }

    /// The number of the point in the sweep.
    package let number: Int
    package let point: SpacePoint
    package let ending: Ending
    /// Less is better; finite unless it failed.
    package let cost: Double

    package init(number: Int, point: SpacePoint, ending: Ending, cost: Double) {
        self.number = number
        self.point = point
        self.ending = cost.isFinite ? ending : .failed
        self.cost = cost.isFinite ? cost : .infinity
    }

    /// Best first: completed by cost; then pruned, those that came farther first, by cost; then failed. Equals by
    /// number.
    package static func ranked(_ observations: [Observation]) -> [Observation] {
        observations.sorted { left, right in
            if left.rank != right.rank { return left.rank < right.rank }
            if left.cost != right.cost { return left.cost < right.cost }
            return left.number < right.number
        }
    }

    /// Completed, then pruned (farther first), then failed.
    private var rank: (Int, Int) {
        switch ending {
        case .completed: (0, 0)
        case .pruned(let resource): (1, -resource)
        case .failed: (2, 0)
        }
    }
}

/// Random numbers for samplers: a function of seed, point number, dimension and draw, so that no draw depends on
/// another.
package struct SamplerRandom: Sendable {
    private let key: RandomKey

    package init(seed: UInt64) { key = RandomKey(seed: seed, stream: .sampler) }

    /// Uniform in [0, 1), 53 bits. `draw` counts what one point and dimension need.
    package func uniform(number: Int, dimension: Int, draw: Int = 0, attempt: Int = 0) -> Double {
        let counter = SIMD4(
            UInt32(truncatingIfNeeded: draw), UInt32(truncatingIfNeeded: dimension),
            UInt32(truncatingIfNeeded: attempt), UInt32(truncatingIfNeeded: number))
        let words = Philox4x32.words(counter: counter, key: key)
        let bits = UInt64(words.x) << 32 | UInt64(words.y)
        return Double(bits >> 11) * 0x1p-53
    }
}
