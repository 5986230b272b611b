import Spec

package struct RandomSampler: Sampler {
    package static let name = "random"
    package static let about = """
        Independent draws from every domain.

            point n, parameter d: the quantile of d at a uniform number
            that depends on (seed, n, d) alone

        More trials later keep the earlier ones. Better than a grid when only some of the parameters matter.

        - Limits: a point forbidden by the constraints is drawn again, at most 10,000 times
        - Errors: the sweep ends when the constraints hardly ever hold
        - Source: Bergstra and Bengio, "Random search for hyper-parameter optimization", 2012
        """
    package static let primaryField: String? = "trials"
    package static let example: String? = "{random: 64}"
    package let trials: Int?
    package var generation: Int? { nil }
    package var startup: Int { 0 }

    /// How often a forbidden point is drawn again.
    static let attempts = 10_000

    package init(reading fields: inout FieldReader) {
        trials = fields.requiredInt("trials", in: .closed(1, 1_000_000), "How many points to draw.")
    }

    package init(trials: Int) { self.trials = trials }

    package func check(_ space: SearchSpace, at place: Origin, diagnostics: inout DiagnosticBag) {}

    package func points(
        _ numbers: Range<Int>, in space: SearchSpace, seed: UInt64, after observations: [Observation]
    ) throws(SamplingError) -> SampledPoints {
        var sampled = SampledPoints()
        for number in numbers {
            let drawn = try Self.point(number, in: space, seed: seed)
            sampled.points.append(drawn.point)
            sampled.droppedCount += drawn.droppedCount
        }
        return sampled
    }

    /// The point with this number, and how many were forbidden on the way.
    static func point(
        _ number: Int, in space: SearchSpace, seed: UInt64
    ) throws(SamplingError) -> (point: SpacePoint, droppedCount: Int) {
        let random = SamplerRandom(seed: seed)
        for attempt in 0..<attempts {
            let point = space.point { index in
                let share = random.uniform(number: number, dimension: index, attempt: attempt)
                return space.dimensions[index].quantile(share)
            }
            if space.allows(point) { return (point, attempt) }
        }
        throw .constraintsHardlyHold(attempts: attempts)
    }
}
